"""Reads the console of a kernel that ran KUnit: which tests passed, how long the suites took, what Custody said.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import collections
import re

STAMP = re.compile(r"^\[ *(\d+\.\d+)\](?: \[[^\]]*\])? ?")
RESULT = re.compile(r"^( *)(not ok|ok) \d+ (?:- )?(.*?)(?: # (SKIP).*)?$")
SUBTEST = re.compile(r"^ *# Subtest: (.*)$")
COUNTS = re.compile(r"CustodySanitizer: \d+ (verified, \d+ unverified|unverified: |releases were not)")

Line = collections.namedtuple("Line", "time text")  # seconds since the boot, or None


def read_lines(console):
    """The lines of the log, without their time stamps."""
    lines = []
    for text in console.splitlines():
        found = STAMP.match(text)
        lines.append(Line(float(found[1]) if found else None, STAMP.sub("", text)))
    return lines


def read_results(lines):
    """{"suite/test": "passed", "failed" or "skipped"}; a parameter of a test is a test. What ran twice has failed if
    it did once. In KTAP the tests of a suite come before the suite's own line, which stands four columns to the left."""
    names = {"ok": "passed", "not ok": "failed"}
    found = [[]]  # one list for each depth: of (name, result) without the names of what surrounds it
    results = {}
    for _, text in lines:
        match = RESULT.match(text)
        if not match or len(match[1]) % 4:
            continue
        depth, name = len(match[1]) // 4, match[3].strip()
        while len(found) < depth + 2:
            found.append([])
        inner = [("%s/%s" % (name, each), result) for each, result in found[depth + 1]]
        found[depth + 1] = []
        here = inner or [(name, "skipped" if match[4] else names[match[2]])]
        if depth:
            found[depth] += here
            continue
        for test, result in here:
            if results.get(test) != "failed":
                results[test] = result
    return results


def suites_of(results):
    return sorted({name.split("/")[0] for name in results})


def count(results):
    """How many tests passed, failed, and were skipped."""
    found = collections.Counter(results.values())
    return found["passed"], found["failed"], found["skipped"]


def suite_times(lines):
    """{suite: seconds}, for suites whose two lines have time stamps."""
    begun, times = {}, {}
    for time, text in lines:
        subtest, result = SUBTEST.match(text), RESULT.match(text)
        if time is None:
            continue
        if subtest and text.startswith("    #"):
            begun[subtest[1]] = time
        elif result and not result[1] and result[3] in begun:
            times[result[3]] = time - begun[result[3]]
    return times


def report_of(lines, words):
    """The text of the first of Custody's reports that has all WORDS, or None."""
    report = []
    for _, text in lines:
        if text.startswith("=======") and len(report) < 2:
            report = [text]
        elif report:
            report.append(text)
            if text.startswith("======="):
                whole = "\n".join(report)
                if "BUG: Custody" in whole and all(word in whole for word in words):
                    return whole
                report = []
    return None


def counts_of(lines):
    """What Custody printed when the machine went down (custody=print_stats=1): the verdicts and their reasons."""
    found = [text[text.index(" ") + 1:] for _, text in lines if COUNTS.match(text)]
    return "\n  ".join(found) or None


def reports_of(lines):
    """The first lines of Custody's reports, with the suite in which each was printed ("" outside of one)."""
    suite, reports = "", []
    for _, text in lines:
        subtest, result = SUBTEST.match(text), RESULT.match(text)
        if subtest and text.startswith("    #"):
            suite = subtest[1]
        elif result and not result[1]:
            suite = ""
        elif text.startswith("BUG: Custody"):
            reports.append((suite, text))
    return reports
