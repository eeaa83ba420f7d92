#!/usr/bin/env python3
"""Generate docs/options.md from include/custody/options.def.

usage: gen-options.py [--check]

Without --check, write the page. With --check, write nothing; the exit status is 0 if the page is up to date, and 1 if
it is not.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE = os.path.join(TOP, "include", "custody", "options.def")
PAGE = os.path.join(TOP, "docs", "options.md")

ENTRY = re.compile(r"CUSTODY_OPTION\(\s*(\w+),\s*(\w+),\s*([^,]+?),\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)\)")
TYPES = {
    "bool": "0 or 1",
    "int": "number",
    "str": "text",
    "model": "`permission`, `exact` or `address`",
}

HEAD = """\
<!-- Generated from include/custody/options.def by ./dev docs. Change that file, not this one. -->
# Run-time options

Set the environment variable `CUSTODY_OPTIONS` for the program. It holds pairs `name=value` that are
separated by `:`, `,` or a space. Put quotes around a value that contains one of these characters.
[semantics.md](semantics.md#glossary) defines words such as *reclaim* and *quarantine*.

    CUSTODY_OPTIONS=model=exact:halt_on_error=0 ./prog

| option | value | default | meaning |
|---|---|---|---|
"""


def entries(text):
    """Yield (type, name, default, help) for each option, in the order of the file."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for kind, name, default, words in ENTRY.findall(text):
        words = "".join(re.findall(r"\"((?:[^\"\\]|\\.)*)\"", words)).replace('\\"', '"')
        if kind == "model":
            default = default.replace("CUSTODY_MODEL_", "").lower()
        yield kind, name, default.strip('"'), words


def page(text):
    found = list(entries(text))
    if len(found) != len(re.findall(r"^CUSTODY_OPTION\(", text, flags=re.M)):
        sys.exit("gen-options.py: cannot parse an entry of options.def: it must be CUSTODY_OPTION(type, name, default, \"help\")")
    lines = []
    for kind, name, default, words in found:
        value = TYPES.get(kind, kind)
        shown = "`%s`" % default if default else "empty"
        lines.append("| `%s` | %s | %s | %s |\n" % (name, value, shown, words.replace("|", "\\|")))
    return HEAD + "".join(lines)


def main():
    with open(SOURCE, encoding="utf-8") as file:
        wanted = page(file.read())
    if sys.argv[1:] == ["--check"]:
        try:
            with open(PAGE, encoding="utf-8") as file:
                current = file.read()
        except FileNotFoundError:
            current = ""
        if current != wanted:
            sys.exit("docs/options.md is out of date: options.def has changed. Run ./dev docs")
        print("docs/options.md is current")
        return
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(wanted)


if __name__ == "__main__":
    main()
