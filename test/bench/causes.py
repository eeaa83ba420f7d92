#!/usr/bin/env python3
"""Count how often each kind of Custody's code runs in the programs of the bench.

usage: causes.py --build DIRECTORY --llvm MAJOR [PROGRAM...]

Each program is built plain, and in a special build (CUSTODY_COUNT=1) in which every fast path and every
hook has a counter. It runs once on small inputs, and no pointer has a tag. A row of the table is a
program; a figure says how many times code of that kind ran for each 100 instructions of the plain
program. A kind costs two to five instructions each time. The table goes to standard output and to
bench/causes.md in the build directory.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import sys

import sources
import tables
from building import Program
from measuring import Failure, Measure, say
from programs import PROGRAMS
from variants import WORK, Variant

# (heading, what the names of the fast paths and hooks begin with)
KINDS = (
    ("loads", ("fast_load",)),
    ("stores", ("fast_store", "fast_clear", "fast_keep")),
    ("cell addresses", ("fast_cell",)),
    ("checks", ("fast_check",)),
    ("calls", ("fast_handover", "fast_publish", "fast_arm", "fast_disarm", "fast_dirty")),
    ("entries", ("fast_enter", "fast_va", "fast_byval")),
    ("returns", ("fast_return", "fast_take", "fast_give")),
    ("copies", ("fast_copy", "fast_zero", "shadow_", "realloc")),
)


def row_of(program, plain, custody, measure, size):
    """Return the figures of PROGRAM in the order of KINDS, and the rest."""
    os.environ["CUSTODY_COUNT"] = "1"
    built, failed = program.build([plain, custody], measure, size)
    if failed:
        raise Failure("; ".join(failed.values()))
    instructions = program.run(built["plain"][0], plain, measure)[0] * 1e9
    program.run(built["counted"][0], custody, measure, first=True)
    with open(os.environ["CUSTODY_COUNTS"], encoding="ascii") as file:
        counts = {name: int(count) for name, count in (line.split() for line in file)}
    row = []
    for _, starts in KINDS:
        row.append(sum(counts.pop(name) for name in list(counts) if name.startswith(starts)))
    return [100 * count / instructions for count in row + [sum(counts.values())]]


def main():
    parser = argparse.ArgumentParser(description="Count Custody's code by kind.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("program", nargs="*")
    arguments = parser.parse_args()
    known = {entry["name"]: entry for entry in PROGRAMS}
    for name in arguments.program:
        if name not in known:
            parser.error("there is no program %s" % name)
    build = os.path.abspath(arguments.build)
    where = os.path.join(build, "bench")
    os.makedirs(where, exist_ok=True)
    os.environ["LC_ALL"] = "C"
    os.environ["CUSTODY_COUNTS"] = os.path.join(where, "counts")
    for name in ("CUSTODY_OPTIONS", "CUSTODY_BOUNDARIES"):
        os.environ.pop(name, None)
    clang, custody = "clang-" + arguments.llvm, os.path.join(build, "bin", "custody-clang")
    plain = Variant("plain", clang)
    counted_variant = Variant("counted", custody, linked=(os.path.join(WORK, "counts.c"),))
    try:
        measure = Measure(where, clang, True)
    except Failure as failure:
        sys.exit("causes.py: %s" % failure)
    store = sources.Store(where)
    rows = [["for each 100 instructions"] + [heading for heading, _ in KINDS] + ["others"]]
    failures = []
    for name in arguments.program or known:
        program = Program(known[name], where, "small")
        say("causes: %s" % name)
        try:
            program.fetch(store)
            row = row_of(program, plain, counted_variant, measure.apart(name), "llvm-size-" + arguments.llvm)
        except (Failure, sources.Unavailable) as failure:
            failures.append("%s: %s" % (name, failure))
            continue
        rows.append([name] + ["%.2f" % figure for figure in row])
    page = tables.aligned(rows) + "".join("\nNot measured: %s\n" % failure for failure in failures)
    with open(os.path.join(where, "causes.md"), "w", encoding="utf-8") as file:
        file.write(page)
    print(page, end="")
    return 0 if len(rows) > 1 else 1


if __name__ == "__main__":
    sys.exit(main())
