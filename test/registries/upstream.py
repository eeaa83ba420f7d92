#!/usr/bin/env python3
"""Runs the test programs of libuv, GLib, SQLite and rusqlite, instrumented, against the libraries of the distribution, which are not.

usage: upstream.py [--build TREE] [--only PART]... [--missing] [--table] [glib | libuv | sqlite3 | rusqlite]...

The sources are Debian's, and crates.io's for rusqlite; they are unpacked below TREE. In C, every allocation of a test
program counts as a release, and every free as a reclaim. The boundary lists that Custody ships say what comes back to
callbacks. Each program is built and run plain and with Custody. Both must end alike and print the same results, and
nothing may be reported. Results are kept in TREE/registries/results.json; --table only prints what is kept.
docs/registries.md has the table.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "test", "bench")]

import programs  # noqa: E402
import rusqlite  # noqa: E402
import sources  # noqa: E402
import suites  # noqa: E402

SUITES = {suite.name: suite for suite in (suites.GLib, suites.Libuv, suites.SQLite)}
NAMES = [*SUITES, "rusqlite"]


class Results:
    """The rows of all runs so far, kept in a file."""

    def __init__(self, path):
        self.path, self.rows = path, {}
        self.read()

    def read(self):
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                self.rows = {(row["suite"], row["program"]): row for row in json.load(file)}

    def remember(self, row):
        self.read()  # another run may have added rows
        self.rows[row["suite"], row["program"]] = row
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(list(self.rows.values()), file, indent=1)
        os.replace(self.path + ".new", self.path)


def ends_of(runs):
    """How the runs ended and how many results they printed, in a few words."""
    if not runs:
        return "-"
    ends = collections.Counter(ended for ended, _ in runs)
    good = sum(bool(line.split()[:1] == ["ok"]) for _, lines in runs for line in lines)
    bad = sum(bool(line.split()[:1] in (["not"], ["FAILED"])) for _, lines in runs for line in lines)
    words = ", ".join(end if count == 1 else "%d times %s" % (count, end) for end, count in ends.items())
    return words + (", %d ok" % good if good else "") + (", %d not ok" % bad if bad else "")


def numbers_of(counts):
    """Verified, inferred, other unverified, reported."""
    inferred = counts.get("(inferred)", 0)
    return [counts.get("verified", 0), inferred, counts.get("unverified", 0) - inferred, counts.get("reported", 0)]


def line_of(row):
    if row["left out"]:
        return "| %s | left out: %s | | | | | | |" % (row["program"], row["left out"])
    verdict = "; ".join(row["complaints"]) or "same"
    cells = [row["program"], ends_of(row.get("plain")), ends_of(row.get("custody")), *numbers_of(row.get("counts", {})), verdict]
    return "| " + " | ".join("{:,}".format(cell) if isinstance(cell, int) else cell for cell in cells) + " |"


def print_tables(rows, names):
    rows = [row for row in rows if row["suite"] in names]
    rows.sort(key=lambda row: (NAMES.index(row["suite"]), row["program"]))
    print("| program | plain | with Custody | verified | inferred | other unverified | reported | result |")
    print("|---|---|---|---:|---:|---:|---:|---|")
    print("".join(line_of(row) + "\n" for row in rows))
    print("| test programs | programs | left out | same results | verified | inferred | other unverified | reported |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    reasons = []
    for name in names:
        ours = [row for row in rows if row["suite"] == name]
        ran = [row for row in ours if not row["left out"]]
        counts = collections.Counter()
        for row in ran:
            counts.update(row.get("counts", {}))
        same = sum(not row["complaints"] for row in ran)
        cells = [len(ran), len(ours) - len(ran), same, *numbers_of(counts)]
        print("| %s | %s |" % (name, " | ".join("{:,}".format(cell) for cell in cells)))
        words = ["{:,} {}".format(counts[key], key.strip("()")) for key in sorted(counts) if key[0] == "("]
        reasons.append("%s: %s" % (name, ", ".join(words) or "none"))
    print("\nThe reasons of what is unverified:\n  " + "\n  ".join(reasons))
    return any(row["complaints"] for row in rows)


def check_suite(kind, arguments, work, results):
    source = sources.Store(os.path.join(arguments.build, "registries")).unpacked(kind.package)
    if arguments.fetch:
        return
    directory = os.path.join(work, kind.name)
    suite = kind(source, os.path.join(directory, "generated"))
    checker = programs.Checker(suite, directory, arguments.build, arguments.seconds)
    for program in suite.programs():
        wanted = not arguments.only or any(part in program.name for part in arguments.only)
        if wanted and not (arguments.missing and (suite.name, program.name) in results.rows):
            row = checker.check(program)
            results.remember(row)
            print(line_of(row), file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build tree")
    parser.add_argument("--work", help="where results and programs are kept, instead of TREE/registries")
    parser.add_argument("--jobs", type=int, default=2, help="parallel jobs of cargo")
    parser.add_argument("--only", action="append", default=[], metavar="PART", help="programs with this in their name")
    parser.add_argument("--missing", action="store_true", help="only programs that have no result yet")
    parser.add_argument("--seconds", type=int, default=30, help="processor time of a plain run; others are left out (30)")
    parser.add_argument("--table", action="store_true", help="run nothing; print the results that are kept")
    parser.add_argument("--fetch", action="store_true", help="only download")
    parser.add_argument("--update", action="store_true", help="add to crates.lock what it lacks")
    parser.add_argument("suite", nargs="*", choices=[*NAMES, []], help="all if none is given")
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    return arguments


def main():
    arguments = parse()
    work = os.path.abspath(arguments.work or os.path.join(arguments.build, "registries"))
    os.makedirs(work, exist_ok=True)
    results = Results(os.path.join(work, "results.json"))
    names = [name for name in NAMES if not arguments.suite or name in arguments.suite]
    for name in () if arguments.table else names:
        try:
            if name in SUITES:
                check_suite(SUITES[name], arguments, work, results)
            else:
                profiles = [name for name in ("debug", "release") if any(part in name for part in arguments.only or [""])]
                if arguments.missing:
                    profiles = [name for name in profiles if ("rusqlite", "rusqlite, " + name) not in results.rows]
                for row in rusqlite.check(arguments.build, arguments.jobs, arguments.update, () if arguments.fetch else profiles):
                    results.remember(row)
                    print(line_of(row), file=sys.stderr, flush=True)
        except sources.Unavailable as why:
            sys.exit("upstream.py: %s" % why)
    return 0 if arguments.fetch else print_tables(list(results.rows.values()), names)


if __name__ == "__main__":
    sys.exit(main())
