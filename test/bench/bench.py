#!/usr/bin/env python3
"""What Custody costs on real programs: CPU, memory, code size and compile time.

usage: bench.py --build DIRECTORY --llvm MAJOR [--rounds N] [--quick] [--variants A,B] [PROGRAM...]

Each program is built three ways: plain, with custody-clang, and with AddressSanitizer for
comparison. The three run in turn, round after round, so that what else happens on the machine hits
all alike; a figure is the median over the rounds of the ratio to the plain run of the same round.
Their outputs must be identical. The table goes to standard output and to bench/table.md below the
build directory. Sources are unpacked below it too; nothing else is touched.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import fnmatch
import glob
import hashlib
import math
import os
import re
import shutil
import statistics
import subprocess
import sys

import sources
from programs import PROGRAMS

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, "work")


class Failure(Exception):
    """A program cannot be measured; the others can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


class Measure:
    """Runs commands under measure.c."""

    def __init__(self, directory, compiler):
        self.program = os.path.join(directory, "measure")
        self.result = os.path.join(directory, "measured")
        subprocess.run([compiler, "-O1", os.path.join(HERE, "measure.c"), "-o", self.program], check=True)

    def run(self, command, **options):
        """(user seconds, peak KiB) of the command; Failure if it fails."""
        done = subprocess.run([self.program, self.result] + command, **options)
        with open(self.result, encoding="ascii") as file:
            user, _, peak, status = (int(word) for word in file.read().split())
        os.unlink(self.result)
        if done.returncode or status:
            raise Failure("%s failed (wait status %d)" % (os.path.basename(command[0]), status))
        return user / 1e6, peak


class Program:
    """One entry of programs.py, built and run in variants."""

    def __init__(self, entry, where, arguments):
        self.entry, self.name = entry, entry["name"]
        self.where = os.path.join(where, self.name)
        self.inputs = os.path.join(self.where, "in")
        self.quick = arguments.quick
        self.source = None

    def scaled(self, key):
        choices = self.entry.get(key, [1, 1])
        return choices[1 if self.quick else 0]

    def fill(self, word):
        return word.format(src=self.source, work=WORK, scale=self.scaled("scales"), **{"in": self.inputs})

    def fetch(self, store):
        for tool in self.entry.get("needs", []):
            if not shutil.which(tool):
                raise Failure("needs %s" % tool)
        self.source = store.unpacked(self.entry["package"])
        stamp = os.path.join(self.source, ".prepared")
        if not os.path.exists(stamp):
            for command in self.entry.get("prepare", []):
                done = subprocess.run(command, cwd=self.source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                if done.returncode:
                    raise Failure("%s: %s" % (" ".join(command), done.stdout.decode(errors="replace")[-500:]))
            with open(stamp, "w", encoding="ascii"):
                pass
        os.makedirs(self.inputs, exist_ok=True)
        for name, make in self.entry.get("inputs", {}).items():
            with open(os.path.join(self.inputs, name), "wb") as file:
                file.write(make(self.scaled("input_scales")))

    def files(self):
        found = []
        for pattern in self.entry["sources"]:
            matches = sorted(glob.glob(os.path.join(self.source, self.fill(pattern))))
            if not matches:
                raise Failure("no source %s" % pattern)
            found += matches
        left_out = [os.path.join(self.source, pattern) for pattern in self.entry.get("exclude", [])]
        return [path for path in found if not any(fnmatch.fnmatch(path, pattern) for pattern in left_out)]

    def build(self, variant, compiler, flags, measure, size):
        """(program, seconds of compiling, bytes of code)."""
        objects = os.path.join(self.where, variant)
        shutil.rmtree(objects, ignore_errors=True)
        os.makedirs(objects)
        seconds, made = 0.0, []
        for path in self.files():
            target = os.path.join(objects, "%d-%s.o" % (len(made), os.path.basename(path)))
            words = [self.fill(word) for word in self.entry["flags"]]
            command = compiler + ["-O2", "-w", "-c", path, "-o", target] + words + flags
            seconds += measure.run(command)[0]
            made.append(target)
        program = os.path.join(objects, self.name)
        measure.run(compiler + made + ["-o", program] + flags + self.entry.get("libraries", []))
        code = 0
        for line in subprocess.run([size, "-A"] + made, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
            if line.startswith(".text"):
                code += int(line.split()[1])
        return program, seconds, code

    def run(self, program, measure):
        """(user seconds, peak KiB, digest of the output)."""
        command = [program] + [self.fill(word) for word in self.entry["command"]]
        stdin = os.path.join(self.inputs, self.entry["stdin"]) if "stdin" in self.entry else os.devnull
        output, complaint = (os.path.join(self.where, name) for name in ("stdout", "stderr"))
        with open(stdin, "rb") as source, open(output, "wb") as out, open(complaint, "wb") as err:
            user, peak = measure.run(command, stdin=source, stdout=out, stderr=err)
        if os.path.getsize(complaint):
            with open(complaint, encoding="utf-8", errors="replace") as file:
                raise Failure("said: %s" % file.read(300))
        with open(output, "rb") as file:
            said = file.read()
        if "ignore" in self.entry:
            said = re.sub(self.entry["ignore"].encode(), b"", said, flags=re.M)
        return user, peak, hashlib.sha256(said).hexdigest()


def measure_program(program, variants, rounds, measure, size):
    """name -> figures relative to plain, and the plain ones."""
    built = {}
    for name, (compiler, flags) in variants.items():
        try:
            built[name] = program.build(name, compiler, flags, measure, size)
        except Failure as failure:
            raise Failure("%s build: %s" % (name, failure)) from failure
    runs = {name: [] for name in variants}
    for round_number in range(rounds + 1):
        for name in variants:
            try:
                result = program.run(built[name][0], measure)
            except Failure as failure:
                raise Failure("%s run: %s" % (name, failure)) from failure
            if round_number: # the first one warms the caches
                runs[name].append(result)
    wanted = {result[2] for result in runs["plain"]}
    if len(wanted) != 1:
        raise Failure("the plain build's output differs from run to run")
    figures = {}
    for name in variants:
        if {result[2] for result in runs[name]} != wanted:
            raise Failure("the output of %s differs from the plain one" % name)
        pairs = list(zip(runs[name], runs["plain"]))
        figures[name] = {
            "cpu": statistics.median(one[0] / plain[0] for one, plain in pairs),
            "rss": statistics.median(one[1] / plain[1] for one, plain in pairs),
            "text": built[name][2] / built["plain"][2],
            "compile": built[name][1] / built["plain"][1],
        }
    figures["seconds"] = statistics.median(result[0] for result in runs["plain"])
    figures["megabytes"] = statistics.median(result[1] for result in runs["plain"]) / 1024
    return figures


COLUMNS = ("cpu", "rss", "text", "compile")


def table(results, variants):
    """The results as an aligned Markdown table, geometric means last."""
    others = [name for name in variants if name != "plain"]
    head = ["program", "plain: CPU", "RSS"]
    for name in others:
        head += ["%s: CPU" % name, "RSS", "code", "compile"]
    rows = [head]
    for name, figures in results.items():
        row = [name, "%.2f s" % figures["seconds"], "%.1f MB" % figures["megabytes"]]
        for other in others:
            row += ["%.2f" % figures[other][column] for column in COLUMNS]
        rows.append(row)
    if len(results) > 1:
        row = ["geometric mean", "", ""]
        for other in others:
            for column in COLUMNS:
                values = [figures[other][column] for figures in results.values()]
                row.append("%.2f" % math.exp(statistics.fmean(math.log(value) for value in values)))
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(widths[0]) if column == 0 else cell.rjust(widths[column]) for column, cell in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0:
            lines.append("|" + "|".join("-" * (width + 1) + ("-" if column == 0 else ":") for column, width in enumerate(widths)) + "|")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Measure Custody on real programs.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds (5)")
    parser.add_argument("--quick", action="store_true", help="smaller inputs")
    parser.add_argument("--variants", default="plain,custody,asan", help="which builds (plain,custody,asan)")
    parser.add_argument("program", nargs="*", help="names; all by default: " + " ".join(entry["name"] for entry in PROGRAMS))
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    known = {entry["name"]: entry for entry in PROGRAMS}
    for name in arguments.program:
        if name not in known:
            parser.error("there is no program %s" % name)

    build = os.path.abspath(arguments.build)
    where = os.path.join(build, "bench")
    os.makedirs(where, exist_ok=True)
    clang = "clang-" + arguments.llvm
    every = {
        "plain": ([clang], []),
        "custody": ([os.path.join(build, "bin", "custody-clang")], []),
        "asan": ([clang], ["-fsanitize=address"]),
    }
    asked = arguments.variants.split(",")
    if "plain" not in asked or any(name not in every for name in asked):
        parser.error("--variants takes plain and any of custody, asan")
    variants = {name: every[name] for name in asked}
    os.environ.pop("CUSTODY_OPTIONS", None)
    os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
    os.environ["LC_ALL"] = "C"
    os.environ["CC"] = clang

    measure = Measure(where, clang)
    store = sources.Store(where)
    results, failures = {}, []
    for name in arguments.program or known:
        program = Program(known[name], where, arguments)
        try:
            say("%s: sources" % name)
            program.fetch(store)
            say("%s: %d builds, %d rounds" % (name, len(variants), arguments.rounds))
            results[name] = measure_program(program, variants, arguments.rounds, measure, "llvm-size-" + arguments.llvm)
        except (Failure, sources.Unavailable) as failure:
            failures.append("%s: %s" % (name, failure))
            say(failures[-1])

    if results:
        page = "CPU: user time. RSS: peak. code: .text of the program's own objects. compile: user time of the compiler.\n"
        page += "Ratios to plain (clang-%s -O2), medians of %d rounds run in turn; outputs identical.\n\n" % (arguments.llvm, arguments.rounds)
        page += table(results, variants)
        print(page, end="")
        with open(os.path.join(where, "table.md"), "w", encoding="utf-8") as file:
            file.write(page)
    for failure in failures:
        print("not measured: %s" % failure)
    sys.exit(1 if failures or not results else 0)


if __name__ == "__main__":
    main()
