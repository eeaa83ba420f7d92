# sarif.py - check the SARIF of custody-scan, and apply its fixes
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: sarif.py SARIF JSON DIRECTORY

Check the SARIF file. Fail if a member is missing that code hosts need, or if lines and columns do not match
the byte offsets. Print the results, and apply all replacements to the files in DIRECTORY.
"""
import json
import os
import sys
import urllib.parse


def bytes_at(text, line, column):
    """Return the byte offset of a line and a column. Columns count characters."""
    lines = text.split(b"\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].decode()[: column - 1].encode())


def physical(location):
    """file name, region"""
    place = location["physicalLocation"]
    return urllib.parse.unquote(place["artifactLocation"]["uri"]), place["region"]


with open(sys.argv[1], encoding="utf-8") as file:
    sarif = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    own = json.load(file)
os.chdir(sys.argv[3])

assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-2.1.0.json")
(run,) = sarif["runs"]
driver = run["tool"]["driver"]
assert driver["name"] == "custody-scan" and run["columnKind"] == "unicodeCodePoints"
for rule in driver["rules"]:
    assert rule["id"] and all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help"))

edits = {}  # file -> {(offset, length, text)}
for result in run["results"]:
    assert result["ruleId"] == driver["rules"][result["ruleIndex"]]["id"] and result["partialFingerprints"]
    name, region = physical(result["locations"][0])
    print("result %s:%d:%d %s: %s" % (name, region["startLine"], region["startColumn"], result["ruleId"], result["message"]["text"]))
    for related in result["relatedLocations"]:
        other, at = physical(related)
        print("  related %s:%d:%d: %s" % (other, at["startLine"], at["startColumn"], related["message"]["text"]))
    (flow,) = result["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [step["executionOrder"] for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        other, at = physical(step["location"])
        print("  step %s:%d: %s" % (other, at["startLine"], step["location"]["message"]["text"]))
    print("  confidence %(confidence)s: %(confidenceReason)s" % result["properties"], result["rank"])
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            name = change["artifactLocation"]["uri"]
            with open(name, "rb") as file:
                text = file.read()
            for replacement in change["replacements"]:
                gone = replacement["deletedRegion"]
                start, end = (bytes_at(text, gone[which + "Line"], gone[which + "Column"]) for which in ("start", "end"))
                assert (start, end - start) == (gone["byteOffset"], gone["byteLength"]), gone
                edits.setdefault(name, set()).add((start, end - start, replacement["insertedContent"]["text"]))
            print("  %d replacements" % len(change["replacements"]))

same = {}
for finding in own["suspicious_reclaims"]:
    for fix in finding["fixes"]:
        same.setdefault(fix["begin"]["file"], set()).add((fix["offset"], fix["length"], fix["text"]))
print("the same edits in JSON" if same == edits and edits else "other edits in JSON: %s" % same)

for name, all_edits in edits.items():
    with open(name, "rb") as file:
        text = file.read()
    for offset, length, new in sorted(all_edits, reverse=True):
        text = text[:offset] + new.encode() + text[offset + length :]
    with open(name, "wb") as file:
        file.write(text)
