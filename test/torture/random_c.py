#!/usr/bin/env python3
# random_c.py - programs of csmith, plain and with Custody
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generates C programs by seed, builds and runs each plain and with Custody, at each level.

A program of csmith prints a checksum of its globals: it must be the same. Needs Debian's packages
csmith and libcsmith-dev. A program that runs too long plain is left out.
"""

import glob
import os
import sys

import differ

HEADERS = ("/usr/include/csmith", "/usr/include/csmith-*", "/usr/local/include/csmith-*")

# By seed, in turn.
KINDS = (
    [],
    ["--max-pointer-depth", "5", "--max-funcs", "12", "--max-block-depth", "3"],
    ["--packed-struct", "--max-struct-fields", "12", "--max-union-fields", "8"],
    ["--no-volatiles", "--inline-function", "--builtins"],
    ["--max-array-dim", "4", "--return-structs", "--arg-structs", "--return-unions", "--arg-unions"],
)


def seeds(text):
    """'1-20,77' as numbers."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def main():
    parser = differ.arguments(__doc__)
    parser.add_argument("--seeds", default="1-50", help="for instance 1-20,77")
    options = parser.parse_args()
    options.timeout = min(options.timeout, 20)
    include = next((found for each in HEADERS for found in glob.glob(each)
                    if os.path.exists(os.path.join(found, "csmith.h"))), None)
    if not include:
        sys.exit("no csmith.h: install the packages csmith and libcsmith-dev")
    levels = options.levels.split(",")
    compare = differ.Differ(options).compare

    def work(seed, directory):
        kind = KINDS[seed % len(KINDS)]
        program = os.path.join(directory, "program.c")
        status, _, said = differ.run(["csmith", "--seed", str(seed), "--concise", "-o", program]
                                     + kind, options.timeout, directory)  # it leaves a file there
        if status != 0:
            raise differ.Skipped("csmith: %s %s" % (status, differ.tail(said)))
        for level in levels:
            try:
                compare(["-w", "-I", include, "program.c"], level, directory)
            except differ.Different as different:
                raise differ.Different("-%s: %s" % (level, different)) from None

    tally = differ.Tally(["csmith"])
    for seed, outcome in differ.each(list(seeds(options.seeds)), work, options):
        tally.count("csmith", "seed %d" % seed, outcome)
    return tally.finish("programs do the same at " + options.levels)


if __name__ == "__main__":
    sys.exit(main())
