"""JUnit XML, which CI servers show as test results.

A test suite is a program (a test of ctest, a test binary of cargo). A test case is a test of it: the name of the
thread, as test harnesses name theirs, or the program itself. What Custody did not see report nothing has no case, unless
print_stats=1 wrote the counts of the process.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import xml.etree.ElementTree as Xml

from . import words


def clean(text):
    """TEXT without the characters that XML cannot have."""
    return "".join(c for c in text if c in "\t\n" or (" " <= c and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


def cases(results):
    """{program: {test: [(bug, count)]}}"""
    found = {}
    for counts in results.counts:
        program = counts.get("process", {}).get("executable", "").rsplit("/", 1)[-1]
        found.setdefault(program or "program", {})
    for bug in results.bugs:
        for report in bug.reports:
            bugs = found.setdefault(report.program(), {}).setdefault(report.test() or report.program(), {})
            bugs[bug.fingerprint] = (bug, bugs.get(bug.fingerprint, (bug, 0))[1] + report.count)
    for program, tests in found.items():
        if not tests:
            tests[program] = {}
    return found


def case_element(suite, program, test, bugs):
    element = Xml.SubElement(suite, "testcase", classname=clean(program), name=clean(test), time="0")
    if not bugs:
        return
    first = bugs[0][0]
    more = " and %s" % words.plural(len(bugs) - 1, "more bug") if len(bugs) > 1 else ""
    failure = Xml.SubElement(element, "failure", type=first.kind, message=clean(first.summary + more))
    failure.text = clean("\n\n".join("%d x %s\n%s" % (count, bug.summary, words.text_of(bug.first)) for bug, count in bugs))
    frame = first.frame()
    if frame and frame.file:
        element.set("file", clean(frame.file))
        if frame.line:
            element.set("line", str(frame.line))


def document(results, states):
    """The XML as a string. Known bugs of a baseline are no failures."""
    root = Xml.Element("testsuites", name="Custody")
    total = failed = 0
    for program, tests in sorted(cases(results).items()):
        suite = Xml.SubElement(root, "testsuite", name=clean(program))
        failures = 0
        for test, bugs in sorted(tests.items()):
            wanted = [pair for pair in bugs.values() if states[pair[0].fingerprint] != "known"]
            case_element(suite, program, test, wanted)
            failures += bool(wanted)
        for name, value in (("tests", len(tests)), ("failures", failures), ("errors", 0), ("skipped", 0)):
            suite.set(name, str(value))
        total += len(tests)
        failed += failures
    root.set("tests", str(total))
    root.set("failures", str(failed))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
