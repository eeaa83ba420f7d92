#!/usr/bin/env python3
"""Run the test suites of real C and C++ projects under Custody, and compare with those without Custody.

usage: projects.py --build DIRECTORY --llvm MAJOR [--variants plain,custody,tags,mixed] [--page FILE] [PROJECT...]

Each project is a Debian source package. Its own scripts configure, build and test it, once for each
variant, each time in a separate copy:

  plain     clang
  custody   custody-clang for everything, including shared libraries
  tags      as custody, with malloc and new as releases, and free and delete as reclaims
            (allocators.list). Every pointer into the heap has a history, and every free is judged
  mixed     as tags, with mixed-clang: some objects are instrumented and some are not, as the table says

Each test must have the same result as in the plain variant. The configuration must find the same things
on the machine. No process of the build or of the tests may report anything. The table goes to standard
output. Everything is unpacked and built in the build directory. --page FILE writes a page with all
projects that were tested there so far.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bench"))

import harness
import sources
from page import VARIANTS, last_line, notes, page_of, table
from table import PROJECTS

COUNTS = re.compile(r"^CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported$", re.M)
SUMMARY = re.compile(r"^SUMMARY: (CustodySanitizer: .*)$", re.M)


class Failure(Exception):
    """One project cannot be tested. The others can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


class Result:
    """The results of one variant."""

    def __init__(self, outcomes, text, status):
        self.outcomes, self.text, self.status = outcomes, text, status
        self.reports, self.processes, self.reclaims = [], 0, [0, 0, 0]
        self.objects = {"custody": 0, "plain": 0}
        self.crashes = 0  # crashes of the compiler
        self.found = {}  # what the configuration found

    def passed(self):
        return {name for name, outcome in self.outcomes.items() if outcome == "pass"}

    def failed(self):
        return {name for name, outcome in self.outcomes.items() if outcome == "fail"}

    def number(self):
        """Return the number of tests that passed. If a harness prints only a count, use that count."""
        return sum(int(re.match(r"\d+", name)[0]) if re.match(r"\d+ checks", name) else 1 for name in self.passed())


class Project:
    def __init__(self, entry, where, arguments):
        self.entry, self.name = entry, entry["name"]
        self.where = os.path.join(where, "work", self.name)
        self.logs = os.path.join(where, "log", self.name)
        self.links = os.path.join(where, "bin")
        self.arguments = arguments
        self.source, self.version = None, ""

    def fetch(self, store):
        lacking = [tool for tool in self.entry.get("needs", [])
                   if not (os.path.exists(tool) if tool.startswith("/") else shutil.which(tool))]
        if lacking:
            raise sources.Unavailable("needs " + ", ".join(lacking))
        if "local" in self.entry:
            self.source = os.path.join(HERE, self.entry["local"])
            return
        self.source = store.unpacked(self.entry.get("package", self.name))
        found = re.match(r"\S+ \(([^)]+)\)", read(os.path.join(self.source, "debian", "changelog")))
        self.version = found[1] if found else "?"

    def environment(self, variant, tree, logs):
        """Return the environment of the build and the tests. It does not depend on the developer's shell."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR") if name in os.environ}
        tools = os.path.join(self.arguments.build, "bin")
        if variant == "plain":
            cc, cxx = "clang-" + self.arguments.llvm, "clang++-" + self.arguments.llvm
        else:
            cc = os.path.join(self.links, "mixed-clang") if variant == "mixed" else os.path.join(tools, "custody-clang")
            cxx = cc + "++"
        if variant in ("tags", "mixed"):
            own = os.path.join(logs, "boundaries")
            with open(own, "w", encoding="ascii") as file:
                file.write("".join("fun:%s\n" % line for line in self.entry.get("boundaries", [])))
            kept["CUSTODY_BOUNDARIES"] = os.path.join(HERE, "allocators.list") + ":" + own
        flags = self.entry.get("flags", "-O2 -g1")
        kept.update(
            CC=cc, CXX=cxx, CFLAGS=flags, CXXFLAGS=flags, LC_ALL="C", TZ="UTC", PYTHONDONTWRITEBYTECODE="1",
            J=str(self.arguments.jobs), MAKEFLAGS="", TREE=tree,
            MIXED_TOOLS=tools, MIXED_PLAIN=self.entry.get("mixed", "half"), MIXED_LOG=os.path.join(logs, "objects"),
            CUSTODY_OPTIONS="print_stats=1:halt_on_error=0:color=never:log_path=" + os.path.join(logs, "custody"),
        )
        kept.update(self.entry.get("environment", {}))
        return kept

    def run(self, steps, tree, environment, output, limit):
        """Run the steps as one script. Return its exit status, or what went wrong."""
        with open(output, "wb") as file:
            process = subprocess.Popen(["sh", "-exc", "\n".join(steps)], cwd=tree, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                return process.wait(limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return "over %d s" % limit
            finally:
                try:  # processes that a test left behind
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def test(self, variant):
        tree, logs = os.path.join(self.where, variant), os.path.join(self.logs, variant)
        for path in (tree, logs):
            shutil.rmtree(path, ignore_errors=True)
        os.makedirs(logs)
        os.makedirs(self.where, exist_ok=True)
        shutil.copytree(self.source, tree, symlinks=True)
        environment = self.environment(variant, tree, logs)
        limit = self.entry.get("limit", self.arguments.limit)
        begin = time.monotonic()
        status = self.run(self.entry["build"], tree, environment, os.path.join(logs, "build"), limit)
        if status:
            raise Failure("%s: does not build (%s), see %s" % (variant, status, os.path.join(logs, "build")))
        middle = time.monotonic()
        output = os.path.join(logs, "output")
        status = self.run(self.entry["test"], tree, environment, output, limit)
        outcomes = harness.outcomes(self.entry["results"], read(output), tree)
        for name in self.entry.get("skip", {}):
            outcomes.pop(name, None)
        result = Result(outcomes, self.compared(read(output), tree), status)
        self.collect(result, tree, logs)
        self.look(result, tree, logs, environment)
        say("  %-8s %d tests passed, %d failed; %d processes, %d verified, %d unverified, %d reports; %d s to build, %d s to test" % (
            variant + ":", result.number(), len(result.failed()), result.processes, *result.reclaims[:2], len(result.reports),
            middle - begin, time.monotonic() - middle))
        return result

    def compared(self, text, tree):
        """Return the part of the output that must be the same."""
        if "output" not in self.entry:
            return ""
        text = text.replace(tree, "TREE")
        return "\n".join(line for line in text.splitlines() if re.search(self.entry["output"], line) and not line.startswith("+ "))

    def collect(self, result, tree, logs):
        for name in ("build", "output"):  # reports of processes that closed or removed the log
            result.reports += SUMMARY.findall(read(os.path.join(logs, name)))
        for path in glob.glob(os.path.join(logs, "custody.*")):
            text = read(path)
            result.reports += SUMMARY.findall(text)
            counts = COUNTS.findall(text)
            result.processes += bool(counts)
            for found in counts:
                result.reclaims = [a + int(b) for a, b in zip(result.reclaims, found)]
            if not counts and "CustodySanitizer" in text and not SUMMARY.search(text):
                result.reports.append(text.strip().splitlines()[0])
        if os.path.exists(os.path.join(logs, "objects")):
            for line in read(os.path.join(logs, "objects")).splitlines():
                result.objects[line.split()[0]] += 1

    def look(self, result, tree, logs, environment):
        """Read what the configuration found, and whether the compiler crashed."""

        def same(text):
            for name, word in ((tree, "TREE"), (environment["CXX"], "CXX"), (environment["CC"], "CC")):
                text = text.replace(name, word)
            return text

        for pattern in self.entry.get("config", []):
            for path in glob.glob(os.path.join(tree, pattern)):
                result.found[os.path.relpath(path, tree)] = same(read(path))
        # A configure script tries options of the compiler. It would take a crash for the answer "no".
        # The wrapper refuses static executables, and says so.
        for pattern, answers in (("config.log", r"^(?!ac_cv_env|lt_cv_prog_compiler_static_works)\w+_cv_.*"),
                                 ("out/CMakeCache.txt", r"^(?!CMAKE|CTEST)\w+:INTERNAL=.*"),
                                 ("out/CMakeFiles/CMake*.log", ""), (os.path.join(logs, "build"), "")):
            for path in glob.glob(os.path.join(tree, pattern)):
                text = read(path)
                result.crashes += text.count("PLEASE submit a bug report")
                if answers:
                    result.found[os.path.relpath(path, tree)] = same("\n".join(re.findall(answers, text, flags=re.M)))


def first_difference(one, other):
    for a, b in zip(one.splitlines() + [""], other.splitlines() + [""]):
        if a != b:
            return "'%s' plain, '%s'" % (a.strip()[:120], b.strip()[:120])
    return "one is longer"


def complaints(project, variant, plain, result):
    """Yield the differences between a variant and the plain one."""
    for name in sorted(set(plain.outcomes) | set(result.outcomes)):
        one, other = plain.outcomes.get(name, "nothing"), result.outcomes.get(name, "nothing")
        if one != other:
            yield "%s: %s plain, %s here" % (name, one, other)
    if plain.status != result.status:
        yield "the test command ended with %s plain, with %s here" % (plain.status, result.status)
    if plain.text != result.text:
        yield "the output differs: " + first_difference(plain.text, result.text)
    for name in sorted(set(plain.found) | set(result.found)):
        if plain.found.get(name) != result.found.get(name):
            yield "%s differs: %s" % (name, first_difference(plain.found.get(name, ""), result.found.get(name, "")))
    if result.crashes > plain.crashes:
        yield "the compiler crashed %d times" % result.crashes
    if not result.processes:
        yield "no process had Custody in it"
    if variant == "tags" and not sum(result.reclaims):
        yield "nothing was reclaimed"
    if variant == "mixed" and not (result.objects["custody"] and result.objects["plain"]):
        yield "nothing was mixed: %(custody)d objects instrumented, %(plain)d plain" % result.objects
    for summary in sorted(set(result.reports)):
        yield "%d times %s" % (result.reports.count(summary), summary)


def check(project, variants):
    """Return (row of the table, complaints)."""
    say("%s %s" % (project.name, project.version))
    results, wrong = {}, []
    for variant in variants:
        try:
            result = results[variant] = project.test(variant)
        except Failure as failure:
            wrong.append(str(failure))
            if variant == "plain":
                raise
            continue
        if variant == "plain":
            if not result.passed():
                raise Failure("no test passes plain, see %s" % os.path.join(project.logs, "plain", "output"))
            if result.processes or result.reports:
                wrong.append("plain: Custody is in it")
        else:
            wrong += ["%s: %s" % (variant, words) for words in complaints(project, variant, results["plain"], result)]
    plain = results["plain"]
    row = {
        "project": project.name, "version": project.version, "language": project.entry.get("language", "C"),
        "tests": plain.number() + len(plain.failed()),
        "passed": {variant: result.number() for variant, result in results.items()},
        "processes": {variant: result.processes for variant, result in results.items()},
        "reports": sum(len(result.reports) for result in results.values()),
        "reclaims": {variant: result.reclaims for variant, result in results.items()},
        "failing": sorted(plain.failed()),
        "alike": not wrong,
    }
    return row, wrong


# --- what is kept ---------------------------------------------------------------------------


def remembered(where):
    """Return the last row of each project, in the order of the table."""
    try:
        rows = json.loads(read(os.path.join(where, "results.json")))
    except FileNotFoundError:
        rows = {}
    return [rows[entry["name"]] for entry in PROJECTS if entry["name"] in rows and "local" not in entry]


def remember(where, row):
    """Save the row after each project. A complete run takes long, so it can be stopped and continued."""
    rows = {old["project"]: old for old in remembered(where)}
    rows[row["project"]] = row
    with open(os.path.join(where, "results.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=0)


# --- main ------------------------------------------------------------------------------------


def link_compilers(where):
    """Install mixed-clang under both of its names."""
    os.makedirs(where, exist_ok=True)
    for name in ("mixed-clang", "mixed-clang++"):
        fresh = os.path.join(where, "%s.%d" % (name, os.getpid()))
        os.symlink(os.path.join(HERE, "mixed-clang"), fresh)
        os.replace(fresh, os.path.join(where, name))  # another run may be using the old one


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that running child processes are stopped too
    every = [entry["name"] for entry in PROJECTS if "local" not in entry]
    parser = argparse.ArgumentParser(description="Run the test suites of real projects under Custody.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("--variants", default=",".join(VARIANTS), help="plain and any of custody, tags, mixed")
    parser.add_argument("--page", help="write the table and what was left out to this file, too")
    parser.add_argument("--jobs", type=int, default=1, help="parallel jobs of a build (1)")
    parser.add_argument("--limit", type=int, default=1800, help="seconds for a build or a run of tests (1800)")
    parser.add_argument("--fetch", action="store_true", help="only fetch; exits with 1 where that cannot be done")
    parser.add_argument("project", nargs="*", help="names; all by default: " + " ".join(every))
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    variants = arguments.variants.split(",")
    if variants[0] != "plain" or any(name not in VARIANTS for name in variants):
        parser.error("--variants takes plain first, and any of custody, tags, mixed")
    known = {entry["name"]: entry for entry in PROJECTS}
    for name in arguments.project:
        if name not in known:
            parser.error("there is no project %s" % name)

    where = os.path.join(arguments.build, "projects")
    os.makedirs(where, exist_ok=True)
    link_compilers(os.path.join(where, "bin"))
    store = sources.Store(where)
    asked = arguments.project or every
    rows, failures = [], []
    for name in asked:
        project = Project(known[name], where, arguments)
        try:
            project.fetch(store)
            if arguments.fetch:
                continue
            row, wrong = check(project, variants)
        except (Failure, sources.Unavailable) as failure:
            wrong = [str(failure)]
        else:
            rows.append(row)
            if "local" not in known[name] and len(variants) == len(VARIANTS):
                remember(where, row)
        for words in wrong:
            failures.append("%s: %s" % (name, words))
            say("  " + words)
    if arguments.fetch:
        sys.exit(1 if failures else 0)

    print(table(rows) + notes(rows), end="")
    if arguments.page:
        with open(arguments.page, "w", encoding="utf-8") as file:
            file.write(page_of(remembered(where)))
    for failure in failures:
        print("wrong: %s" % failure)
    print(last_line(rows, len(asked)))
    sys.exit(1 if failures or not rows else 0)


if __name__ == "__main__":
    main()
