"""The count of a test run, from what lit and ctest wrote.

usage: summary.py DIRECTORY

Reads in DIRECTORY:

    lit.json, unit.xml      the results of the lit tests and of the unit tests
    lit.failed, unit.failed exist if the runner itself failed
    missing-features.json   why a feature is missing that tests need (test/features.py); optional
    compilers.txt           the compilers wanted and found (test/compilers.py); optional
    left-out.txt            what a quick run did not run, one line each; optional

Prints what was left out, the compilers, each test that was skipped with its reason and each that
failed, by name. Many tests of one directory that are skipped for one reason become one line. The
last line is 'N passed, N failed' with ', N skipped' where some were; a compiler that is wanted and
missing counts as skipped. Exits with 0 only if none failed and some passed. A runner that ended
badly without naming a failed test counts as one failure: then the count is not to be trusted.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as xml

PASSED = {"PASS", "FLAKYPASS"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}
# A run without Rust skips thousands of tests. More than this many of one directory are one line.
MANY = 10
NEEDS = re.compile(r"(?:Test requires the following unavailable features:|it needs) (.*)")


def reason(code, output, missing):
    """Why lit did not run a test, in one line. MISSING says why a feature is not there."""
    if code == "EXCLUDED":
        return "not selected"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if not lines:
        return "not supported here"
    needs = NEEDS.fullmatch(lines[-1])
    if not needs:
        return lines[-1]
    names = needs.group(1).split(", ")
    return "it needs " + ", ".join("%s: %s" % (name, missing[name]) if name in missing else name for name in names)


def print_skipped(skipped):
    """Prints each test of SKIPPED, [(name, reason)], or their number where they are many."""
    groups = {}
    for name, why in skipped:
        groups.setdefault((name.rpartition("/")[0], why), []).append(name)
    for (directory, why), names in groups.items():
        if len(names) > MANY:
            print("skipped: %d tests in %s: %s" % (len(names), directory, why))
        else:
            for name in names:
                print("skipped: %s: %s" % (name, why))


def print_lines(path):
    """Prints the file PATH if it is there. Returns how many of its lines say 'skipped'."""
    if not os.path.exists(path):
        return 0
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        print(line)
    return sum(line.startswith("skipped: ") for line in lines)


def read_missing(path):
    """{feature: why it is not there}"""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_lit(path, tally):
    missing = read_missing(os.path.join(os.path.dirname(path), "missing-features.json"))
    with open(path, encoding="utf-8") as file:
        for test in json.load(file)["tests"]:
            code, name = test["code"], test["name"]
            if code in PASSED:
                tally["passed"] += 1
            elif code in SKIPPED:
                tally["skipped"].append((name, reason(code, test.get("output", ""), missing)))
            elif code == "XFAIL":
                tally["skipped"].append((name, "known not to work (XFAIL)"))
            else:
                tally["failed"].append("%s (%s)" % (name, code))


# What test/unit prints for each test: 'ok   suite.name', 'FAIL suite.name (signal 11)'.
UNIT_LINE = re.compile(r"^(ok|FAIL) +(\w+\.\w+)", re.M)
UNIT_END = re.compile(r"^(\d+) run, (\d+) failed$", re.M)
# What a fuzz target of test/fuzz prints when it has read its inputs and begins. It counts as one test.
FUZZ_BEGIN = re.compile(r"^INFO: seed corpus: files: [1-9]", re.M)
LEFT_OUT = re.compile(r"^skipped: (.*)$", re.M)


def read_ctest(path, tally):
    """One test for ctest is one program; the tests are the lines that it prints."""
    for case in xml.parse(path).getroot().iter("testcase"):
        name, status = case.get("name"), case.get("status")
        output = case.findtext("system-out") or ""
        if status == "disabled":
            tally["skipped"].append((name, "disabled"))
            continue
        if name.startswith("fuzz"):
            left_out = LEFT_OUT.search(output)
            if status == "run" and FUZZ_BEGIN.search(output):
                tally["passed"] += 1
            elif status != "fail" and left_out:
                tally["skipped"].append((name, left_out.group(1)))
            else:
                tally["failed"].append("%s (ended badly)" % name)
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

    print_lines(os.path.join(where, "left-out.txt"))
    skipped = len(tally["skipped"]) + print_lines(os.path.join(where, "compilers.txt"))
    print_skipped(tally["skipped"])
    for name in tally["failed"]:
        print("failed: %s" % name)
    line = "%d passed, %d failed" % (tally["passed"], len(tally["failed"]))
    if skipped:
        line += ", %d skipped" % skipped
    print(line)
    sys.exit(0 if tally["passed"] and not tally["failed"] else 1)


if __name__ == "__main__":
    main()
