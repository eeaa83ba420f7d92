"""The count of a test run, from what lit and ctest wrote.

usage: summary.py DIRECTORY

Reads lit.json and unit.xml there, prints each test that was skipped with its reason, each that
failed by name, and as the last line 'N passed, N failed' with ', N skipped' where some were. Exits
with 0 only if none failed and some passed. A runner that ended badly without naming a failed test
counts as one failure: then the count is not to be trusted.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as xml

PASSED = {"PASS", "FLAKYPASS"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def reason(code, output):
    """Why lit did not run a test, in one line."""
    if code == "EXCLUDED":
        return "not selected"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "not supported here"


def read_lit(path, tally):
    with open(path, encoding="utf-8") as file:
        for test in json.load(file)["tests"]:
            code, name = test["code"], test["name"]
            if code in PASSED:
                tally["passed"] += 1
            elif code in SKIPPED:
                tally["skipped"].append((name, reason(code, test.get("output", ""))))
            elif code == "XFAIL":
                tally["skipped"].append((name, "known not to work (XFAIL)"))
            else:
                tally["failed"].append("%s (%s)" % (name, code))


# What test/unit prints for each test: 'ok   suite.name', 'FAIL suite.name (signal 11)'.
UNIT_LINE = re.compile(r"^(ok|FAIL) +(\w+\.\w+)", re.M)
UNIT_END = re.compile(r"^(\d+) run, (\d+) failed$", re.M)


def read_ctest(path, tally):
    """One test for ctest is one program; the tests are the lines that it prints."""
    for case in xml.parse(path).getroot().iter("testcase"):
        name, status = case.get("name"), case.get("status")
        output = case.findtext("system-out") or ""
        if status == "disabled":
            tally["skipped"].append((name, "disabled"))
            continue
        lines, end = UNIT_LINE.findall(output), UNIT_END.search(output)
        bad = ["%s: %s" % (name, test) for word, test in lines if word == "FAIL"]
        tally["failed"] += bad
        tally["passed"] += len(lines) - len(bad)
        # The program's own count must agree, or the lines are not the whole story.
        complete = end and int(end.group(1)) == len(lines) and int(end.group(2)) == len(bad)
        if not complete or (status != "run" and not bad):
            tally["failed"].append("%s (ended badly)" % name)


def main():
    where = sys.argv[1]
    tally = {"passed": 0, "failed": [], "skipped": []}
    for runner, file, read in (("unit", "unit.xml", read_ctest), ("lit", "lit.json", read_lit)):
        path, before = os.path.join(where, file), len(tally["failed"])
        if os.path.exists(path):
            read(path, tally)
        elif runner == "lit":
            tally["failed"].append("lit wrote no result")
        if os.path.exists(os.path.join(where, runner + ".failed")) and len(tally["failed"]) == before:
            tally["failed"].append("%s ended badly" % runner)

    for name, why in tally["skipped"]:
        print("skipped: %s: %s" % (name, why))
    for name in tally["failed"]:
        print("failed: %s" % name)
    line = "%d passed, %d failed" % (tally["passed"], len(tally["failed"]))
    if tally["skipped"]:
        line += ", %d skipped" % len(tally["skipped"])
    print(line)
    sys.exit(0 if tally["passed"] and not tally["failed"] else 1)


if __name__ == "__main__":
    main()
