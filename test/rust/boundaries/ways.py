"""Runs each way of a program and compares the verdict with what its source expects.

usage: ways.py SOURCE PROGRAM...

The source has a table in comments, with one line for each way (an argument of the program):

    // | way | permission | exact | address |

A verdict is the kind of the report ("stale"), or the counts without the zeros ("2v 1u"); "a/b" is
one of them. Every program, which is one build of the source, runs each way under the three models.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
import subprocess
import sys

MODELS = ("permission", "exact", "address")
KIND = re.compile(r"ERROR: CustodySanitizer: ([\w-]+)")
COUNTS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")


def rows_of(source):
    """Yields (way, [expected verdict of each model])."""
    with open(source, encoding="utf-8") as text:
        for line in text:
            cells = [cell.strip() for cell in line.split("|")]
            if line.startswith("// |") and cells[1] != "way":
                yield cells[1], [cell.split("/") for cell in cells[2:5]]


def verdict(program, way, model):
    """The verdict of a run, and everything that it printed."""
    options = "symbolize=0:color=never:print_stats=1:model=" + model
    done = subprocess.run([program, way], env={**os.environ, "CUSTODY_OPTIONS": options}, capture_output=True,
                          text=True, errors="replace", timeout=120, check=False)
    output = done.stdout + done.stderr
    kind = KIND.search(output)
    if kind:
        return kind.group(1), output
    counts = COUNTS.search(output)
    if done.returncode or not counts:
        return "exit status %d" % done.returncode, output
    said = ["%s%s" % pair for pair in zip(counts.groups(), "vur") if pair[0] != "0"]
    return " ".join(said) or "none", output


def main():
    source, programs = sys.argv[1], sys.argv[2:]
    rows = list(rows_of(source))
    failed = 0
    for way, expected in rows:
        for program in programs:
            for model, wanted in zip(MODELS, expected):
                said, output = verdict(program, way, model)
                if said not in wanted:
                    failed += 1
                    print("%s, %s, %s: got '%s', expected '%s'" % (way, os.path.basename(program), model, said,
                                                                   "/".join(wanted)))
                    print(output)
    print("%d ways, %d wrong verdicts" % (len(rows), failed))
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
