#!/usr/bin/env python3
"""Measure what Custody costs in Rust: CPU, memory and compile time, in debug and release builds.

usage: rust.py --build DIRECTORY [--rounds N] [--quick] [--instructions] [PROGRAM...]

The programs are in rust/src/bin. They use crates from crates.io, at the versions that crates.lock of
test/real/crates names. Each program is built plain and by cargo custody. The two builds run in turn and
are measured as in bench.py. Both must print the same output. The table goes to standard output and to
bench/rust.md in the build directory.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "real", "crates"))

import bench
import store

# Name, what the program does, and the amount of work in release and in debug builds. Built plain, each
# program takes about a second.
PROGRAMS = [
    ("arc", "nothing but releases and reclaims", 100, 25),
    ("hashbrown", "hash maps", 100, 10),
    ("bytes", "frames in shared buffers", 150, 20),
    ("epoch", "stack without locks, two threads", 80, 20),
    ("json", "serde_json", 330, 25),
    ("regex", "regular expressions", 65, 3),
]


class Workloads:
    """The cargo package of the programs, which is built in four ways."""

    def __init__(self, where, arguments):
        self.where = os.path.join(where, "rust")
        self.arguments = arguments
        self.source = os.path.join(self.where, "source")
        self.home = None

    def fetch(self, crates):
        shutil.rmtree(self.source, ignore_errors=True)
        shutil.copytree(os.path.join(HERE, "rust"), self.source)
        crates.resolve(self.source)
        self.home = crates.home

    def build(self, variant, profile, measure):
        """Return (directory of the programs, seconds of compile time)."""
        target = os.path.join(self.where, variant)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("CARGO", "RUST", "CUSTODY_"))}
        environment.update(CARGO_HOME=self.home, CARGO_TARGET_DIR=target, RUSTC=self.arguments.rustc,
                           CARGO_INCREMENTAL="0", CARGO_NET_OFFLINE="true")
        command = [self.arguments.cargo]
        # Both builds use the same directory, so that Custody is the only difference.
        place = os.path.join(target, "x86_64-unknown-linux-gnu")
        if variant == "custody":
            command = [os.path.join(self.arguments.build, "bin", "cargo-custody")]
            environment.update(CARGO=self.arguments.cargo, CUSTODY_RUSTC=self.arguments.rustc)
        command += ["build", "--quiet", "--target", "x86_64-unknown-linux-gnu"] + (["--release"] if profile == "release" else [])
        shutil.rmtree(os.path.join(place, profile), ignore_errors=True)
        seconds, _ = measure.run(command, cwd=self.source, env=environment)
        return os.path.join(place, profile), seconds

    def run(self, program, scale, measure):
        """Return (user seconds, peak KiB, output)."""
        output, complaint = (os.path.join(self.where, name) for name in ("stdout", "stderr"))
        with open(output, "wb") as out, open(complaint, "wb") as err:
            user, peak = measure.run([program, str(scale)], program=True, stdout=out, stderr=err)
        with open(complaint, encoding="utf-8", errors="replace") as file:
            said = file.read(300)
        if said:
            raise bench.Failure("said: %s" % said)
        with open(output, "rb") as file:
            return user, peak, file.read()


def measure_program(workloads, name, scale, places, rounds, measure):
    """Return the figures of one program in one profile. The two builds run in turn."""
    runs = {variant: [] for variant in places}
    for round_number in range(rounds + 1):
        for variant, place in places.items():
            result = workloads.run(os.path.join(place, name), scale, measure)
            if round_number:  # the first round only warms the caches
                runs[variant].append(result)
    if len({result[2] for results in runs.values() for result in results}) != 1:
        raise bench.Failure("%s: the outputs differ" % name)
    pairs = list(zip(runs["custody"], runs["plain"]))
    return {
        "seconds": statistics.median(plain[0] for _, plain in pairs),
        "megabytes": statistics.median(plain[1] for _, plain in pairs) / 1024,
        "cpu": statistics.median(one[0] / plain[0] for one, plain in pairs),
        "rss": statistics.median(one[1] / plain[1] for one, plain in pairs),
    }


def table(results, compiled, counted):
    """Return the table. RESULTS is (program, profile) -> figures. COMPILED is profile -> ratio of compile time.

    COUNTED says that the figures are instructions, and not seconds."""
    cost, unit = ("instructions", "G") if counted else ("CPU", "s")
    profiles = [profile for profile in ("release", "debug") if profile in compiled]
    head, rule = "| program |", "|---|"
    for profile in profiles:
        head += " plain %s: %s | RSS | Custody: %s | RSS |" % (profile, cost, cost)
        rule += "---:|---:|---:|---:|"
    lines = [head, rule]
    for name in dict.fromkeys(name for name, _ in results):
        line = "| %s |" % name
        for profile in profiles:
            figures = results.get((name, profile))
            line += " %.2f %s | %.1f MB | %.2f | %.2f |" % (
                figures["seconds"], unit, figures["megabytes"], figures["cpu"], figures["rss"]) if figures else " | | | |"
        lines.append(line)
    line = "| geometric mean |"
    for profile in profiles:
        means = []
        for column in ("cpu", "rss"):
            values = [figures[column] for (_, which), figures in results.items() if which == profile]
            means.append("%.2f" % math.exp(statistics.fmean(math.log(value) for value in values)) if values else "")
        line += " | | %s | %s |" % tuple(means)
    lines.append(line)
    words = ", ".join("%s %.2f" % (profile, compiled[profile]) for profile in profiles)
    return "\n".join(lines) + "\n\nCompile time, all crates together: %s.\n" % words


def main():
    parser = argparse.ArgumentParser(description="Measure Custody on Rust programs.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds (5)")
    parser.add_argument("--quick", action="store_true", help="a quarter of the work")
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of time")
    parser.add_argument("--rustc", default="/usr/bin/rustc" if os.path.exists("/usr/bin/rustc") else "rustc")
    parser.add_argument("--cargo", default="/usr/bin/cargo" if os.path.exists("/usr/bin/cargo") else "cargo")
    parser.add_argument("--offline", action="store_true", help="download nothing")
    parser.add_argument("--update", action="store_true", help="add what is missing to crates.lock")
    parser.add_argument("program", nargs="*", help="names; all by default: " + " ".join(entry[0] for entry in PROGRAMS))
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    for name in arguments.program:
        if name not in [entry[0] for entry in PROGRAMS]:
            parser.error("there is no program %s" % name)

    arguments.build = os.path.abspath(arguments.build)
    where = os.path.join(arguments.build, "bench")
    os.makedirs(os.path.join(where, "rust"), exist_ok=True)
    os.environ.pop("CUSTODY_OPTIONS", None)
    os.environ["LC_ALL"] = "C"
    measure = bench.Measure(where, os.environ.get("CC", "cc"), arguments.instructions)
    workloads = Workloads(where, arguments)
    results, compiled, failures = {}, {}, []
    try:
        workloads.fetch(store.Store(os.path.join(arguments.build, "crates"), arguments))
    except store.Unavailable as failure:
        print("not measured: %s" % failure)
        sys.exit(1)
    for profile in ("release", "debug"):
        try:
            built = {}
            for variant in ("plain", "custody"):
                bench.say("Rust, %s: building %s" % (profile, variant))
                built[variant] = workloads.build(variant, profile, measure)
        except bench.Failure as failure:
            failures.append("%s: %s" % (profile, failure))
            continue
        compiled[profile] = built["custody"][1] / built["plain"][1]
        places = {variant: place for variant, (place, _) in built.items()}
        for name, _, release, debug in PROGRAMS:
            if arguments.program and name not in arguments.program:
                continue
            scale = release if profile == "release" else debug
            scale = max(1, scale // 4) if arguments.quick else scale
            bench.say("%s, %s: %d rounds" % (name, profile, arguments.rounds))
            try:
                results[name, profile] = measure_program(workloads, name, scale, places, arguments.rounds, measure)
            except bench.Failure as failure:
                failures.append("%s, %s: %s" % (name, profile, failure))

    if results:
        version = subprocess.run([arguments.rustc, "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()
        cost = "instructions" if arguments.instructions else "user CPU"
        page = ("Rust (%s): %s and peak RSS, ratios to plain, medians of %d rounds run in turn; outputs identical.\n\n"
                % (version, cost, arguments.rounds))
        page += table(results, compiled, arguments.instructions)
        print(page, end="")
        with open(os.path.join(where, "rust.md"), "w", encoding="utf-8") as file:
            file.write(page)
    for failure in failures:
        print("not measured: %s" % failure)
    sys.exit(1 if failures or not results else 0)


if __name__ == "__main__":
    main()
