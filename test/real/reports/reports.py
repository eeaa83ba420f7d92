#!/usr/bin/env python3
"""Run the tests of a real project with many processes, collect their reports as JSON, and look at each form of custody-report.

usage: reports.py --build DIRECTORY [--jobs N] [--quick] [ctest|cargo|nextest]...

  ctest     json-c, a Debian source package, by ctest. Two bugs are planted in the copy that is built
  cargo     triomphe 0.1.16 from crates.io by cargo test. Its bug is its own; the tests that reach it are added
  nextest   the same by cargo-nextest

The names of the bugs must be those in subjects.py, and no others. The SARIF must be valid, if its schema is there (./dev setup).
The JUnit must have the tests that the runner knows, by its names, and just the ones with bugs must have failed. The page must
show each bug; two pictures of it are made, if there is Chromium. All of it is in the build directory, below reports/.

The table goes to standard output. The exit status is 1 if something is wrong. What is not installed or cannot be downloaded is
named and left out.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import contextlib
import fcntl
import glob
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as Xml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

from subjects import SUBJECTS, Failure, Missing

COLUMNS = ("project", "runner", "tests", "processes", "files", "lines", "bugs", "reports", "failed by a bug", "SARIF", "JUnit", "page")
FORMS = ("summary.txt", "github.txt", "report.sarif", "junit.xml", "report.html")


def say(words):
    print(words, file=sys.stderr, flush=True)


def lines_of(logs):
    """The JSON lines of all files."""
    found = []
    for path in sorted(glob.glob(os.path.join(logs, "*"))):
        with open(path, encoding="utf-8") as file:
            found += [json.loads(line) for line in file]
    return found


def report(subject, where):
    """Write each form. Return the number of bugs."""
    tool = [sys.executable, os.path.join(subject.arguments.build, "bin", "custody-report"), subject.logs,
            "--source-root", subject.source]
    tests = [word for path in subject.runner for word in ("--tests", path)]
    commands = {
        "summary.txt": ["--color=never"],
        "github.txt": ["--github"],
        "all": ["--quiet", "--sarif", "report.sarif", "--junit", "junit.xml", "--html", "report.html",
                "--title", "%s under %s" % (subject.name, subject.runner_name)] + tests,
    }
    for name, words in commands.items():
        done = subprocess.run(tool + words, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 1 or done.stderr:
            raise Failure("custody-report %s: status %d: %s" % (" ".join(words), done.returncode, done.stderr.strip()))
        if name.endswith(".txt"):
            with open(os.path.join(where, name), "w", encoding="utf-8") as file:
                file.write(done.stdout)


def check_sarif(subject, where):
    with open(os.path.join(where, "report.sarif"), encoding="utf-8") as file:
        data = json.load(file)
    results = data["runs"][0]["results"]
    for result in results:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        if not os.path.exists(os.path.join(subject.source, uri)):
            raise Failure("SARIF names %s, which is no file below %s" % (uri, subject.source))
    schema = os.path.join(subject.arguments.build, "sarif-schema", "sarif-2.1.0.json")
    if not os.path.exists(schema):
        return results, "no schema"
    try:
        import jsonschema
    except ImportError:
        return results, "no validator"
    with open(schema, encoding="utf-8") as file:
        errors = list(jsonschema.Draft7Validator(json.load(file)).iter_errors(data))
    if errors:
        raise Failure("SARIF is not valid: %s" % errors[0].message)
    return results, "valid"


def cases(path):
    """{(class, name): (time, whether it failed)} of a JUnit file, whose counts must be right."""
    found = {}
    for suite in Xml.parse(path).getroot().iter("testsuite"):
        here = suite.findall("testcase")
        failed = [case for case in here if case.find("failure") is not None]
        if (suite.get("tests"), suite.get("failures")) != (str(len(here)), str(len(failed))):
            raise Failure("%s: the counts of the suite %s are wrong" % (path, suite.get("name")))
        for case in here:
            found[case.get("classname"), case.get("name")] = (case.get("time"), case in failed)
    return found


def check_junit(subject, where, reports):
    """Return (tests of the runner, tests that failed because of a bug)."""
    ours = cases(os.path.join(where, "junit.xml"))
    failed = {name for name, (_, failed) in ours.items() if failed}
    named = {line["process"].get("test") or line["steps"][0]["thread"]["name"] for line in reports}
    theirs = {}
    for path in subject.runner:
        theirs.update(cases(path))
    if subject.runner:
        if {name: time for name, (time, _) in ours.items()} != {name: time for name, (time, _) in theirs.items()}:
            raise Failure("JUnit has other tests than the runner: %s" % sorted(set(ours) ^ set(theirs)))
        expected = {name for name, (_, failed) in theirs.items() if failed}
    else:
        if not {name for _, name in failed} <= subject.known:
            raise Failure("JUnit names tests that the runner does not know: %s" % sorted(failed))
        expected = failed
    if {name for _, name in failed} != named or failed != expected:
        raise Failure("JUnit: failed are %s, not %s" % (sorted(failed), sorted(named)))
    return len(theirs or subject.known), len(failed)


def browser():
    return shutil.which("chromium") or shutil.which("chromium-headless-shell")


def check_page(where, bugs):
    """Make a picture in light and one in dark."""
    with open(os.path.join(where, "report.html"), encoding="utf-8") as file:
        text = file.read()
    if text.count("<article ") != bugs:
        raise Failure("the page has %d bugs, not %d" % (text.count("<article "), bugs))
    if not browser():
        return "no browser"
    for theme in ("light", "dark"):
        page, picture = (os.path.join(where, "%s.%s" % (theme, kind)) for kind in ("html", "png"))
        with open(page, "w", encoding="utf-8") as file:
            file.write(text.replace('<html lang="en">', '<html lang="en" data-theme="%s">' % theme, 1))
        subprocess.run([browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                        "--user-data-dir=" + os.path.join(where, "profile"), "--window-size=1280,2000", "--screenshot=" + picture,
                        "file://" + page], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False)
        if not os.path.exists(picture):
            raise Failure("the browser made no picture of the page")
    return "light, dark"


def check_bugs(subject, results, reports):
    """The bugs must be the expected ones: one for each name in subject.bugs."""
    functions = [result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for result in results]
    missed = [name for name in subject.bugs if not any(name in function for function in functions)]
    other = [function for function in functions if not any(name in function for name in (*subject.bugs, *subject.then))]
    if missed or other:
        raise Failure("not reported: %s; not expected: %s" % (missed, other))
    if {line["summary"].split()[0] for line in reports} != {"wrong-provenance"}:
        raise Failure("other kinds than wrong-provenance")


def row_of(subject):
    where = os.path.join(subject.where, "report " + subject.runner_name)
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where)
    lines = lines_of(subject.logs)
    reports = [line for line in lines if line["type"] == "report"]
    if not reports:
        raise Failure("nothing was reported, see %s" % subject.output)
    report(subject, where)
    results, sarif = check_sarif(subject, where)
    check_bugs(subject, results, reports)
    tests, failed = check_junit(subject, where, reports)
    kinds = collections.Counter(line["type"] for line in lines)
    say("  %s: %s" % (where, ", ".join(sorted(os.listdir(where)))))
    return (subject.name, subject.runner_name, tests, kinds["counts"], len(os.listdir(subject.logs)), len(lines), len(results),
            sum(result["occurrenceCount"] for result in results), failed, sarif, "as the runner's", check_page(where, len(results)))


def table(rows):
    lines = [COLUMNS, *[tuple(map(str, row)) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    return "\n".join([text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]])


@contextlib.contextmanager
def alone(subject):
    """Wait until no other run works in the directory of SUBJECT."""
    os.makedirs(subject.where, exist_ok=True)
    with open(os.path.join(subject.where, "busy"), "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main():
    parser = argparse.ArgumentParser(prog="reports.py", description="Look at all forms of custody-report, for real projects.")
    parser.add_argument("--build", required=True, help="the build tree of Custody")
    parser.add_argument("--jobs", type=int, default=1, help="parallel jobs of a build and of the tests (1)")
    parser.add_argument("--quick", action="store_true", help="only a few tests of json-c")
    parser.add_argument("--fetch", action="store_true", help="only download")
    parser.add_argument("--rustc", default="/usr/bin/rustc" if os.path.exists("/usr/bin/rustc") else "rustc")
    parser.add_argument("--cargo", default="/usr/bin/cargo" if os.path.exists("/usr/bin/cargo") else "cargo")
    parser.add_argument("subject", nargs="*", choices=[[], *SUBJECTS], default=list(SUBJECTS))
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    arguments.offline = arguments.update = False  # for the crates
    rows, status = [], 0
    for name in arguments.subject:
        subject = SUBJECTS[name](arguments)
        say("%s by %s" % (subject.name, subject.runner_name))
        try:
            with alone(subject):
                if arguments.fetch:
                    subject.fetch()
                    continue
                subject.test()
                rows.append(row_of(subject))
        except Missing as missing:
            print("left out: %s by %s: %s" % (subject.name, subject.runner_name, missing))
            status = status or int(arguments.fetch)
        except Failure as failure:
            print("wrong: %s by %s: %s" % (subject.name, subject.runner_name, failure))
            status = 1
    if rows:
        print(table(rows))
    sys.exit(status)


if __name__ == "__main__":
    main()
