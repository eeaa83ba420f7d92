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
import os
import sys

from command import Command
from measuring import Failure, Measure
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
    command = Command("causes", "Count Custody's code by kind.")
    os.environ["CUSTODY_COUNTS"] = os.path.join(command.where, "counts")
    plain = Variant("plain", command.clang)
    counted = Variant("counted", command.custody, linked=(os.path.join(WORK, "counts.c"),))
    try:
        measure = Measure(command.where, command.clang, True)
    except Failure as failure:
        command.stop(failure)

    def rows_of(program):
        row = row_of(program, plain, counted, measure.apart(program.name), command.size)
        return [[program.name] + ["%.2f" % figure for figure in row]]

    return command.table(["for each 100 instructions"] + [heading for heading, _ in KINDS] + ["others"], rows_of)


if __name__ == "__main__":
    sys.exit(main())
