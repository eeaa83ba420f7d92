# schema.py - check that the JSON of custody-scan has the members that the documentation lists
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: schema.py DOCUMENT JSON

The table below "## JSON" in DOCUMENT is the schema. Its rows are `| \x60path\x60 | type | ...`. The path
`keys[].parameter` is a member of each element of the array `keys`.
"""
import json
import re
import sys

TYPES = {"string": str, "number": int, "boolean": bool, "array": list, "object": dict}


def documented(text):
    """path -> type"""
    part = text.split("## JSON", 1)[1].split("\n## ", 1)[0]
    return {path: TYPES[kind] for path, kind in re.findall(r"^\| `([^`]+)` \| (\w+) \|", part, flags=re.M)}


def visit(value, path, found):
    """Collect path -> set of types in FOUND."""
    if path:
        found.setdefault(path, set()).add(type(value))
    if isinstance(value, dict):
        for name, member in value.items():
            visit(member, path + "." + name if path else name, found)
    elif isinstance(value, list):
        for element in value:
            visit(element, path + "[]", found)


with open(sys.argv[1], encoding="utf-8") as file:
    schema = documented(file.read())
with open(sys.argv[2], encoding="utf-8") as file:
    data = json.load(file)
found = {}
visit(data, "", found)
for name in ("keys", "registrations", "suspicious_reclaims", "boundaries"):
    print(name, len(data[name]))
wrong = ["%s is not documented" % path for path in found if path not in schema]
wrong += ["%s is documented and not there" % path for path in schema if path not in found and "[]" not in path]
wrong += ["%s is %s" % (path, found[path]) for path in found if path in schema and found[path] != {schema[path]}]
print("\n".join(wrong) or "schema as documented")
