#!/usr/bin/env python3
"""Where the compiler's time goes, plain and with Custody.

usage: phases.py --build DIRECTORY --llvm MAJOR [PROGRAM...]

Each file of a program is compiled three times in both ways with -ftime-report, in turn. A figure is the CPU
time of one phase in both programs, for each 100 of the plain compiler's whole time: so the two lines of a
program can be compared, and the differences of all phases add up to what Custody costs. "Custody" is the
plug-in's own passes and the inlining of its fast paths; it is part of the optimizer's time, and is
left out there. The table goes to standard output and to bench/phases.md in the build directory.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import math
import os
import re
import statistics
import subprocess
import sys

from command import Command
from measuring import Failure

ROUNDS = 3
PHASES = ("Front end", "LLVM IR generation", "Optimizer", "Machine code generation")
# The plug-in's passes (pass/plugin.cpp), and LLVM's pass that inlines their fast paths.
OURS = ("::MarkPass", "::PreparePass", "::PropagatePass", "AlwaysInlinerPass")
# Parts of machine code generation that are told apart.
PARTS = ("X86 DAG->DAG Instruction Selection", "Greedy Register Allocator")
# User time, system time (it may be absent), the sum of both, wall-clock time, name.
ROW = re.compile(r"^ +(?:[0-9.]+ \( *[0-9.]+%\) +)+([0-9.]+) \( *[0-9.]+%\) +[0-9.]+ \( *[0-9.]+%\)  (\S.*)$", re.M)


def times_of(command, source):
    """Return {phase: CPU seconds} of one compilation."""
    done = subprocess.run(command + ["-ftime-report"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode:
        raise Failure("%s: %s" % (os.path.basename(source), done.stderr[:300]))
    times = dict.fromkeys(PHASES + ("Custody",) + PARTS, 0.0)
    for seconds, name in ROW.findall(done.stderr):
        if name in PHASES:
            times[name] += float(seconds)
        elif name.endswith(OURS):
            times["Custody"] += float(seconds)
        else:
            for part in PARTS:
                if name.startswith(part):
                    times[part] += float(seconds)
    times["Optimizer"] -= times["Custody"]
    times["Machine code generation"] -= sum(times[part] for part in PARTS)
    return times


def measured(program, compilers):
    """Return [{phase: CPU seconds}] of a whole program, one for each compiler."""
    flags = [program.fill(word) for word in program.entry["flags"]]
    sums = [{} for _ in compilers]
    target = os.path.join(program.where, "phases.o")
    for source in program.files():
        runs = [[] for _ in compilers]
        for _ in range(ROUNDS):
            for compiler, run in zip(compilers, runs):
                run.append(times_of([compiler, "-O2", "-w", "-c", source, "-o", target] + flags, source))
        for run, total in zip(runs, sums):
            for phase in run[0]:
                total[phase] = total.get(phase, 0.0) + statistics.median(times[phase] for times in run)
    return sums


def main():
    command = Command("phases", "Show where the compiler's time goes.")
    ratios = []

    def rows_of(program):
        sums = measured(program, [command.clang, command.custody])
        whole = sum(sums[0].values())
        ratios.append(sum(sums[1].values()) / whole)
        return [[program.name if not number else ""] + [way] + ["%.1f" % (100 * times[phase] / whole) for phase in times]
                + ["%.1f" % (100 * sum(times.values()) / whole)]
                for number, (way, times) in enumerate(zip(("plain", "Custody"), sums))]

    head = ["of 100 plain", "", "front end", "LLVM IR", "optimizer", "code generation", "Custody",
            "instruction selection", "register allocation", "all"]
    status = command.table(head, rows_of)
    if ratios:
        print("\nGeometric mean of all: %.2f" % math.exp(statistics.fmean(math.log(ratio) for ratio in ratios)))
    return status


if __name__ == "__main__":
    sys.exit(main())
