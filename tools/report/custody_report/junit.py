"""JUnit XML, which CI servers show as test results.

A case is a test by the name that its runner knows, if the runner said so: CUSTODY_TEST, which custody_name_tests() sets for
ctest, or what cargo-nextest sets. Otherwise the suite is the program, and a case is the name of the thread, as the harness of
cargo test names its threads, or else the program. What Custody did not see report nothing has no case, unless print_stats=1
wrote the counts of the process.

With the runner's own JUnit file the result is that file, in which the tests with bugs have failed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import xml.etree.ElementTree as Xml

from . import words

UNKNOWN_SUITE = "tests"  # of tests that only have a name
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def clean(text):
    """TEXT without the characters that XML cannot have."""
    return "".join(c for c in text if c in "\t\n" or (" " <= c and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


def names_of(process, thread):
    """(suite, class, test) of what THREAD of PROCESS does. The class of a test without a suite is the test, as in ctest."""
    if process.test:
        return process.suite or UNKNOWN_SUITE, process.suite or process.test, process.test
    return process.program(), process.program(), thread or process.program()


def cases(results):
    """{(suite, class, test): {fingerprint: (bug, count)}}"""
    found = {}
    # A bug may lead to others, so the one that came first is the first one of its test.
    reports = sorted(((report, bug) for bug in results.bugs for report in bug.reports), key=lambda pair: pair[0].order)
    for report, bug in reports:
        bugs = found.setdefault(names_of(report.process, report.reclaim().thread_name), {})
        bugs[bug.fingerprint] = (bug, bugs.get(bug.fingerprint, (bug, 0))[1] + report.count)
    reported = {suite for suite, _, _ in found}
    for process in results.counted:
        names = names_of(process, "")
        if process.test or names[0] not in reported:
            found.setdefault(names, {})
    return found


def failure_of(bugs):
    """The element that says what was found, and the frame of the first bug."""
    first = bugs[0][0]
    more = " and %s" % words.plural(len(bugs) - 1, "more bug") if len(bugs) > 1 else ""
    failure = Xml.Element("failure", type=first.kind, message=clean(first.summary + more))
    failure.text = clean("\n\n".join("%d x %s\n%s" % (count, bug.summary, words.text_of(bug.first)) for bug, count in bugs))
    return failure, first.frame()


def fail(case, bugs):
    """Makes CASE a failed one."""
    failure, frame = failure_of(bugs)
    before = case.find("failure")
    if before is None:
        before = case.find("error")
    if before is not None:
        said = "\n".join(part.strip() for part in (before.get("message", ""), before.text or "") if part.strip())
        failure.text += "\n\nThe test failed too: " + said if said else ""
        case.remove(before)
    case.insert(0, failure)
    if case.get("status") == "run":  # as ctest writes it
        case.set("status", "fail")
    if frame and frame.file and not case.get("file"):
        case.set("file", clean(frame.file))
        if frame.line:
            case.set("line", str(frame.line))


def set_counts(root):
    """Counts the cases in the suites of ROOT, and in ROOT. Returns the numbers."""
    total = {"tests": 0, "failures": 0, "errors": 0}
    for child in root:
        if child.tag == "testcase":
            numbers = {"tests": 1, "failures": child.find("failure") is not None, "errors": child.find("error") is not None}
        elif child.tag == "testsuite":
            numbers = set_counts(child)
        else:
            continue
        total = {name: count + numbers[name] for name, count in total.items()}
    for name, count in total.items():
        if name != "errors" or name in root.attrib or root.tag == "testsuite":
            root.set(name, str(count))
    return total


def text_of(root):
    Xml.indent(root)
    return HEADER + Xml.tostring(root, encoding="unicode") + "\n"


def wanted_bugs(bugs, states):
    """Those that are failures: known bugs of a baseline are none."""
    return [pair for pair in bugs.values() if states[pair[0].fingerprint] != "known"]


def add_case(suites, root, names, bugs):
    """Adds a case to the suite of ROOT that SUITES knows, or to a new one."""
    suite, group, test = names
    if suite not in suites:
        suites[suite] = Xml.SubElement(root, "testsuite", name=clean(suite), tests="0", failures="0", errors="0", skipped="0")
    case = Xml.SubElement(suites[suite], "testcase", classname=clean(group), name=clean(test), time="0")
    if bugs:
        fail(case, bugs)


def document(results, states):
    """The XML as a string."""
    root = Xml.Element("testsuites", name="Custody", tests="0", failures="0")
    suites = {}
    for names, bugs in sorted(cases(results).items()):
        add_case(suites, root, names, wanted_bugs(bugs, states))
    set_counts(root)
    return text_of(root)


class Runner:
    """The JUnit files of a test runner: ctest --output-junit, or the one of cargo-nextest."""

    def __init__(self, paths):
        roots = [self.read(path) for path in paths]
        if len(roots) == 1 and roots[0].tag == "testsuites":
            self.root = roots[0]
        else:
            self.root = Xml.Element("testsuites", name="tests", tests="0", failures="0")
            for root in roots:
                self.root.extend(list(root) if root.tag == "testsuites" else [root])
        self.cases = {}  # names, full and short: the cases with these names
        for suite in self.root.iter("testsuite"):
            for case in suite.findall("testcase"):
                test = case.get("name", "")
                for key in {(suite.get("name", ""), test), (case.get("classname", ""), test), ("", test)}:
                    self.cases.setdefault(key, []).append(case)

    @staticmethod
    def read(path):
        try:
            root = Xml.parse(path).getroot()
        except Xml.ParseError as error:
            raise ValueError("%s is no XML: %s" % (path, error)) from error
        if root.tag not in ("testsuites", "testsuite"):
            raise ValueError("%s is no JUnit file: it begins with <%s>" % (path, root.tag))
        return root

    def find(self, names):
        """The case with these names, or None if there is none, or if it is not sure which one it is."""
        suite, group, test = names
        for key in ((group, test), (suite, test), ("", test)):
            found = self.cases.get(key, ())
            if len(found) == 1:
                return found[0]
        return None


def merged(results, states, paths):
    """The JUnit files at PATHS, in which the tests with bugs have failed. Bugs outside of these tests have a suite of their own."""
    runner = Runner(paths)
    suites = {}
    for names, bugs in sorted(cases(results).items()):
        wanted = wanted_bugs(bugs, states)
        if not wanted:
            continue
        case = runner.find(names)
        if case is None:
            add_case(suites, runner.root, ("Custody: other processes", *names[1:]), wanted)
        else:
            fail(case, wanted)
    set_counts(runner.root)
    return text_of(runner.root)
