#!/usr/bin/env python3
"""Run the test suites of real crates under Custody, and compare with the results without Custody.

usage: crates.py --build DIRECTORY [--profile debug|release|both] [--quick] [--list] [--update] [--page FILE] [NAME...]

Each crate comes from crates.io at an exact version (table.py), and crates.lock has the checksums of it and
of all that it depends on. It is built twice, plain and by cargo custody, and its own tests run in both
builds. Each test must have the same outcome in both. Custody may report only the known bugs in the table.
Then the drivers of bugs.py run: each buggy version must be reported at its line, and the mended version
must be silent.

The tables go to standard output. Everything is downloaded, unpacked and built in the build directory. The
results are kept there too, in results.json. --page FILE writes a page with all that was tested so far.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import signal
import sys
import time

import known
import page
import results
import store as crates_io
from bugs import BUGS
from suite import Crate, Failure
from table import CRATES


def say(words):
    print(words, file=sys.stderr, flush=True)


def compare(plain, custody, entry):
    """Yield the complaints about one crate in one profile."""
    if plain.trouble or plain.reports or sum(plain.counts):
        yield "Custody is in the plain build"
    if not plain.with_outcome("ok"):
        yield "no test passes without Custody"
    for name in sorted(set(plain.outcomes) | set(custody.outcomes)):
        one, other = plain.outcomes.get(name, "nothing"), custody.outcomes.get(name, "nothing")
        if one != other:
            yield "%s: %s plain, %s with Custody" % (name, one, other)
    if plain.ended != custody.ended:
        yield "the tests ended with '%s' plain, and with '%s' with Custody" % (plain.ended, custody.ended)
    for words in custody.trouble:
        yield words
    bugs = entry.get("bugs", {})
    for summary in sorted(set(custody.reports)):
        if not any(name in summary for name in bugs):
            yield "%d times %s" % (custody.reports.count(summary), summary)
    for name in bugs:
        if not any(name in summary for summary in custody.reports):
            yield "nothing reported in %s, where there is a bug" % name
    if custody.counts[2] and not custody.reports:
        yield "%d reported" % custody.counts[2]


def check_crate(crate, profile, home):
    """Return (row, complaints)."""
    begin = time.monotonic()
    plain = crate.test(profile, False, home)
    middle = time.monotonic()
    custody = crate.test(profile, True, home)
    wrong = list(compare(plain, custody, crate.entry))
    failing = sorted(plain.with_outcome("FAILED"))
    row = {
        "crate": crate.name, "version": crate.version, "profile": profile, "tests": len(plain.outcomes),
        "plain": len(plain.with_outcome("ok")), "custody": len(custody.with_outcome("ok")), "failing plain": failing,
        "counts": custody.counts, "reasons": custody.reasons, "complaints": wrong,
        "reports": {summary: custody.reports.count(summary) for summary in sorted(set(custody.reports))},
        "seconds": [round(plain.seconds, 1), round(custody.seconds, 1)],
        "verdict": "differs" if wrong else "bug reported" if custody.reports else "alike",
    }
    say("  %s: %d of %d tests, %d verified, %d unverified, %d reported; %d s plain, %d s with Custody" % (
        profile, row["custody"], row["plain"], *row["counts"], middle - begin, time.monotonic() - middle))
    return row, wrong


def check_bug(bug, profile, where, arguments, store):
    row, wrong = known.check(bug, profile, where, arguments, store)
    say("  %s: %d reports%s" % (profile, len(row["reports"]), ", and %s is silent" % row["mended"] if row["mended"] and not wrong else ""))
    return row, wrong


class Runner:
    def __init__(self, arguments):
        self.arguments = arguments
        self.where = os.path.join(arguments.build, "crates")
        os.makedirs(self.where, exist_ok=True)
        self.store = crates_io.Store(self.where, arguments)
        self.failures, self.rows, self.known = [], [], []
        self.profiles = ("debug", "release") if arguments.profile == "both" else (arguments.profile,)

    def attempt(self, what, action, keys, rows):
        """Run ACTION for each profile, and keep its rows."""
        for profile, key in zip(self.profiles, keys):
            if self.arguments.missing and key in results.remembered(self.where):
                continue
            try:
                row, wrong = action(profile)
            except (Failure, crates_io.Unavailable) as failure:
                wrong = [str(failure)]
            else:
                rows.append(row)
                results.remember(self.where, key, row)
            for words in wrong:
                self.failures.append("%s, %s: %s" % (what, profile, words))
                say("  " + words)

    def crate(self, entry, position):
        crate = Crate(entry, self.where, self.arguments)
        say("[%s] %s %s" % (position, crate.name, crate.version))
        try:
            crate.unpack(self.store)
        except (Failure, crates_io.Unavailable) as failure:
            self.failures.append("%s: %s" % (crate.name, failure))
            say("  %s" % failure)
            return
        if not self.arguments.fetch:
            keys = ["crate %s %s" % (crate.name, profile) for profile in self.profiles]
            self.attempt(crate.name, lambda profile: check_crate(crate, profile, self.store.home), keys, self.rows)

    def fetch_bug(self, bug):
        for version in known.versions_of(bug):
            try:
                known.Driver(bug, version, self.where, self.arguments).unpack(self.store)
            except crates_io.Unavailable as failure:
                self.failures.append("%s: %s" % (bug["name"], failure))
                say("  %s" % failure)

    def bug(self, bug, position):
        say("[%s] known bug: %s %s, %s" % (position, bug["name"], bug["version"], bug["line"]))
        if self.arguments.fetch:
            return self.fetch_bug(bug)
        keys = ["bug %s %s %s" % (bug["name"], bug["driver"], profile) for profile in self.profiles]
        self.attempt("%s %s" % (bug["name"], bug["version"]),
                     lambda profile: check_bug(bug, profile, self.where, self.arguments, self.store), keys, self.known)


def parse():
    parser = argparse.ArgumentParser(prog="crates", description="Run the tests of real crates under Custody.")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--profile", choices=["debug", "release", "both"], default="both")
    quick = " ".join(entry["name"] for entry in CRATES if entry.get("quick"))
    parser.add_argument("--quick", action="store_true", help="only the crates that the test suite runs: " + quick)
    parser.add_argument("--known", action="store_true", help="only the crates with known bugs")
    parser.add_argument("--list", action="store_true", help="print the crates and the known bugs, and run nothing")
    parser.add_argument("--page", metavar="FILE", help="write all results that are kept to this page, too")
    parser.add_argument("--update", action="store_true", help="add to crates.lock what it lacks")
    parser.add_argument("--offline", action="store_true", help="download nothing")
    parser.add_argument("--fetch", action="store_true", help="only download")
    parser.add_argument("--rustc", default="/usr/bin/rustc" if os.path.exists("/usr/bin/rustc") else "rustc")
    parser.add_argument("--cargo", default="/usr/bin/cargo" if os.path.exists("/usr/bin/cargo") else "cargo")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="parallel jobs of a build, and threads of a test")
    parser.add_argument("--limit", type=int, default=900, help="seconds for a build (900)")
    parser.add_argument("--run-limit", type=int, default=300, help="seconds for a run of the tests (300)")
    parser.add_argument("--keep-plain", action="store_true", help="take plain results of an earlier run, if there are any")
    parser.add_argument("--missing", action="store_true", help="only what has no result yet")
    parser.add_argument("name", nargs="*", help="crates; all crates and known bugs by default")
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    names = {entry["name"] for entry in CRATES} | {bug["name"] for bug in BUGS}
    for name in arguments.name:
        if name not in names:
            parser.error("there is no crate %s" % name)
    return arguments


def selected(arguments):
    """Return (crates, known bugs)."""
    if arguments.name:
        entries = {entry["name"]: entry for entry in CRATES}
        crates = [entries[name] for name in arguments.name if name in entries]
        bugs = [bug for bug in BUGS if bug["name"] in arguments.name]
        return ([] if arguments.known else crates), ([] if arguments.quick else bugs)
    if arguments.known:
        return [], BUGS
    if arguments.quick:
        return [entry for entry in CRATES if entry.get("quick")], [bug for bug in BUGS if bug.get("quick")]
    return CRATES, BUGS


def print_list(crates, bugs):
    for entry in crates:
        print("%-24s %-10s %s" % (entry["name"], entry["version"], entry.get("what", "")))
    for bug in bugs:
        print("%-24s %-10s known bug: %s" % (bug["name"], bug["version"], bug["what"]))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that running child processes are stopped too
    arguments = parse()
    crates, bugs = selected(arguments)
    if arguments.list:
        print_list(crates, bugs)
        return
    runner = Runner(arguments)
    for number, entry in enumerate(crates, 1):
        runner.crate(entry, "%d/%d" % (number, len(crates)))
    for number, bug in enumerate(bugs, 1):
        runner.bug(bug, "%d/%d" % (number, len(bugs)))
    if runner.rows:
        print(results.table_of(runner.rows))
    if runner.known:
        print(page.table_of_bugs(runner.known))
    if arguments.page:
        with open(arguments.page, "w", encoding="utf-8") as file:
            file.write(page.page_of(runner.where))
    for failure in runner.failures:
        print("wrong: %s" % failure)
    done = " and ".join(["%d crate%s" % (len(crates), "s"[len(crates) == 1:])] * bool(crates)
                        + ["%d known bug%s" % (len(bugs), "s"[len(bugs) == 1:])] * bool(bugs))
    print("%s: %s" % (done, "%d complaints" % len(runner.failures) if runner.failures else "as expected"))
    sys.exit(1 if runner.failures else 0)


if __name__ == "__main__":
    main()
