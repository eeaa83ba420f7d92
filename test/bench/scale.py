#!/usr/bin/env python3
"""Measure what a release and a reclaim cost, by number of threads, outstanding releases, cycles and stacks.

usage: scale.py --build DIRECTORY --llvm MAJOR [--rounds N] [--quick] [--long] [--instructions]

scale.c is built plain and with custody-clang, and the two programs run in turn. The cost of Custody is
the difference between the fastest runs. Every run must verify exactly the reclaims that it makes. The
tables go to standard output and to bench/scale.md in the build directory. --quick does a tenth of the
work. --long runs 10^9 cycles instead of 10^7, and more exchanges of 64 threads (soak.c), which takes
minutes. --instructions counts the instructions of round trips with valgrind instead: the figures repeat
exactly, on a busy machine too.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import re
import subprocess
import sys

import tables
from measuring import HERE, say

STATS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")
FASTEST = ("cpu", "wall", "fill")  # all other figures are those of the last run


class Wrong(Exception):
    """A run failed, or it did not verify the expected reclaims."""


class Scale:
    """The plain and the instrumented program."""

    def __init__(self, where, clang, custody, rounds):
        self.rounds = rounds
        self.programs = {}
        self.compilers = {"plain": clang, "custody": custody}
        include = os.path.join(HERE, "..", "..", "include")
        for name, compiler in self.compilers.items():
            self.programs[name] = os.path.join(where, "scale-" + name)
            source = os.path.join(HERE, "scale.c")
            subprocess.run([compiler, "-O2", "-I", include, source, "-o", self.programs[name], "-lpthread"], check=True)

    def once(self, name, words, options):
        """Run a program and return the numbers that it prints."""
        environment = dict(os.environ, CUSTODY_OPTIONS=":".join(["print_stats=1"] + options))
        command = [self.programs[name]] + [str(word) for word in words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        numbers = {key: float(value) for key, value in re.findall(r"(\w+)=([\d.-]+)", done.stdout)}
        if done.returncode or not numbers:
            raise Wrong("%s: exit status %d: %s" % (" ".join(command), done.returncode, done.stderr[-300:]))
        if name.endswith("custody"):
            counts = STATS.search(done.stderr)
            wanted = 0 if words[0] == "malloc" else int(numbers["reclaims"])
            if not counts or [int(count) for count in counts.groups()] != [wanted, 0, 0]:
                raise Wrong("%s: %d reclaims, but: %s" % (" ".join(command), wanted, done.stderr.strip()[-300:]))
        return numbers

    def run(self, *words, options=(), variants=("plain", "custody")):
        """Return variant -> numbers, from the fastest of all rounds."""
        say("scale: %s %s" % (" ".join(str(word) for word in words), " ".join(options)))
        best = {}
        for _ in range(self.rounds):
            for name in variants:
                numbers = self.once(name, words, list(options))
                for key in FASTEST:
                    if key in best.get(name, {}):
                        numbers[key] = min(numbers[key], best[name][key])
                best[name] = numbers
        return best


def beyond(found, key="cpu"):
    return found["custody"][key] - found["plain"][key]


KINDS = (("kept", "one object, again and again"),
         ("once", "the same, each reclaim consumes its release"),
         ("fresh", "an object allocated, released, reclaimed, freed"))


def round_trips(scale, trips):
    rows = [["round trip", "plain", "Custody", "beyond plain", "malloc + free", "ratio"]]
    pair = scale.run("malloc", trips, variants=("plain",))["plain"]["cpu"]
    verdicts = ""
    for kind, words in KINDS:
        found = scale.run(kind, trips, 1, 0)
        cost = beyond(found)
        values = found["plain"]["cpu"], found["custody"]["cpu"], cost, pair
        rows.append([words] + ["%.1f ns" % value for value in values] + ["%.2f" % (cost / pair)])
        verdicts += tables.verdict(cost <= 60, "%s: %.1f ns beyond the program's own work, at most 60" % (words, cost))
        verdicts += tables.verdict(cost / pair <= 1.5, "%s: %.2f times a malloc and a free, aim 1.5" % (words, cost / pair))
    return tables.aligned(rows), verdicts


def counted(program, words):
    """Return the instructions that a run of a program takes, as callgrind counts them."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program] + [str(word) for word in words]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    count = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not count:
        raise Wrong("%s: exit status %d: %s" % (" ".join(command), done.returncode, done.stderr[-300:]))
    return int(count.group(1))


def instructions(scale):
    """Return the table of instructions for each trip: the difference between a long and a short run."""
    rows = [["instructions of a round trip", "plain", "Custody"]]
    few, many, repeats = 1000, 6000, 5  # scale.c repeats each run
    kinds = KINDS + (("paths", "the second one, from one of 16 stacks in turn"),)
    for program in scale.programs.values():
        subprocess.run(["strip", "-g", program], check=True)  # this valgrind does not read all debug info
    for kind, words in kinds:
        row = [words]
        for name in ("plain", "custody"):
            depth = 4 if kind == "paths" else 0
            short, long = (counted(scale.programs[name], (kind, trips, 1, depth)) for trips in (few, many))
            row.append("%.0f" % ((long - short) / (many - few) / repeats))
        rows.append(row)
    return tables.aligned(rows), ""


def threads(scale, trips):
    """Return the table for several threads, by wall-clock time and by CPU time.

    On a busy machine the plain program has no free second processor either, so the table shows its
    wall-clock time too. CPU time shows the cost that one thread causes for the other even then."""
    rows = [["throughput of two threads to one", "plain: wall clock", "wall clock", "CPU time"]]
    verdicts = ""
    for kind, words in KINDS:
        one, two = (scale.run(kind, trips, number, 0) for number in (1, 2))
        plain, wall = (one[name]["wall"] / two[name]["wall"] for name in ("plain", "custody"))
        cpu = 2 * one["custody"]["cpu"] / two["custody"]["cpu"]
        rows.append([words] + ["%.2f" % value for value in (plain, wall, cpu)])
        verdicts += tables.verdict(wall >= 1.7, "%s: two threads do %.2f times the work of one, at least 1.7 (plain %.2f; by CPU time %.2f)"
                                   % (words, wall, plain, cpu))
    return tables.aligned(rows), verdicts


def outstanding(scale, most, trips):
    rows = [["outstanding", "fifo: plain", "beyond plain", "to 1000", "random: plain", "beyond plain", "to 1000", "bytes each"]]
    first, verdicts, count, memory = {}, "", 1000, 0.0
    worst = {"fifo": 0.0, "random": 0.0}
    while count <= most:
        row = ["%d" % count]
        for order in ("fifo", "random"):
            found = scale.run(order, count, trips)
            cost = beyond(found)
            first.setdefault(order, cost)
            worst[order] = max(worst[order], cost / first[order])
            row += ["%.1f ns" % found["plain"]["cpu"], "%.1f ns" % cost, "%.2f" % (cost / first[order])]
            memory = beyond(found, "bytes")
        rows.append(row + ["%.0f" % memory])
        count *= 10
    for order, ratio in worst.items():
        verdicts += tables.verdict(ratio <= 1.3, "%s: cost within %.2f of that with 1000 outstanding, at most 1.3" % (order, ratio))
    verdicts += "- memory: %.0f bytes for each of %d outstanding releases\n" % (memory, count // 10)
    return tables.aligned(rows), verdicts


def cycles(scale, trips):
    found = scale.once("custody", ("cycles", trips), [])
    rows = [["cycles", "ns each", "RSS before", "after", "most in between"]]
    rows.append(["%d" % trips, "%.1f" % found["cpu"]] + ["%.0f KiB" % found[key] for key in ("before", "after", "most")])
    grown = found["after"] - found["before"]
    return tables.aligned(rows), tables.verdict(grown <= 256, "memory grew by %.0f KiB in %d cycles" % (grown, trips))


def stacks(scale, trips, depths=(0, 1, 4, 8, 16, 32)):
    """Return the table for one call stack, and for 64 stacks in turn, which must be captured again each time."""
    rows = [["stack_depth", "one stack, 4 calls deep", "20 calls deep", "64 stacks, 4 calls deep", "20 calls deep"]]
    for depth in depths:
        row = ["%d" % depth]
        for kind in ("once", "paths"):
            row += ["%.1f ns" % beyond(scale.run(kind, trips, 1, calls, options=["stack_depth=%d" % depth])) for calls in (4, 20)]
        rows.append(row)
    return tables.aligned(rows), ""


def soak(scale, where, threads, exchanges):
    """Return the table of soak.c: THREADS threads exchange objects, EXCHANGES times each."""
    rows = [["%d threads, %d objects each" % (threads, exchanges), "RSS after a tenth", "at the end", "most"]]
    grown = {}
    for name, compiler in scale.compilers.items():
        program = os.path.join(where, "soak-" + name)
        subprocess.run([compiler, "-O2", "-I", os.path.join(HERE, "..", "..", "include"), os.path.join(HERE, "soak.c"),
                        "-o", program, "-lpthread"], check=True)
        scale.programs["soak-" + name] = program
        found = scale.once("soak-" + name, (threads, exchanges), [])
        rows.append([name] + ["%.0f KiB" % found[key] for key in ("before", "after", "most")])
        grown[name] = found["after"] - found["before"]
    more = grown["custody"] - grown["plain"]
    return tables.aligned(rows), tables.verdict(more <= 4096, "%d threads: memory grew by %.0f KiB more than plain" % (threads, more))


def main():
    parser = argparse.ArgumentParser(description="Measure releases and reclaims.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the fastest counts (3)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work")
    parser.add_argument("--long", action="store_true", help="10^9 cycles")
    parser.add_argument("--instructions", action="store_true", help="count the instructions of round trips, and do nothing else")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    build = os.path.abspath(arguments.build)
    where = os.path.join(build, "bench")
    os.makedirs(where, exist_ok=True)
    less = 10 if arguments.quick else 1
    scale = Scale(where, "clang-" + arguments.llvm, os.path.join(build, "bin", "custody-clang"), arguments.rounds)
    parts = (
        ("Round trips", lambda: round_trips(scale, 1000000 // less)),
        ("Threads", lambda: threads(scale, 2000000 // less)),
        ("Outstanding releases", lambda: outstanding(scale, 10000000 // less, 1000000 // less)),
        ("Cycles", lambda: cycles(scale, 1000000000 if arguments.long else 10000000 // less)),
        ("Stacks", lambda: stacks(scale, 1000000 // less)),
        ("Many threads", lambda: soak(scale, where, 64, 1000000 if arguments.long else 50000 // less)),
    )
    if arguments.instructions:
        parts = (("Instructions", lambda: instructions(scale)),)
    page, verdicts, failed = "", "", False
    for title, part in parts:
        try:
            table, words = part()
            page += "%s\n\n%s\n" % (title, table)
            verdicts += words
        except Wrong as wrong:
            failed = True
            verdicts += "- WRONG: %s: %s\n" % (title, wrong)
    if verdicts:
        page += "Targets:\n\n" + verdicts
    print(page, end="")
    with open(os.path.join(where, "scale.md"), "w", encoding="utf-8") as file:
        file.write(page)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
