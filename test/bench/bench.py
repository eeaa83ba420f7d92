#!/usr/bin/env python3
"""Measure what Custody costs on real programs: CPU, memory, code size and compile time.

usage: bench.py --build DIRECTORY --llvm MAJOR [--rounds N] [--quick] [--variants A,B]
                [--instructions] [--jobs N] [--save FILE] [--compare FILE] [PROGRAM...]

Each program is built plain and in these variants:

  custody     with custody-clang; no pointer has a tag
  types       the same with the list of types that custody-scan writes for the program (only if --variants names it)
  alive       the same objects; 1000 pointers are released before main() and stay outstanding
  everywhere  with custody-clang; every allocation is a release and every free is a reclaim, so every
              pointer into the heap has a tag
  asan, msan  with AddressSanitizer, with MemorySanitizer

In each round, all variants run one after the other. So other work on the machine affects all of them
alike. A figure is the ratio to the plain run of the same round, and the table shows the median over
the rounds. All variants must print the same output. If a variant does not build or run, or reports
something, the table shows '-', and the reason is below the table. The tables go to standard output and
to bench/table.md in the build directory. Sources are unpacked in the build directory too, and nothing
outside it is changed, except the file of --save.

--instructions counts instructions in user mode instead of time: by the processor's counter, or else by
valgrind's cachegrind, which is some twenty times slower. Other work on the machine does not change that
number, so one round on small inputs is enough, and --jobs may measure several programs at once. The
compiler's column is still time, if valgrind counts.

--save writes the results to a file. --compare reads such a file, and prints after the tables how each
program moved since then, and by name what moved by more than one percent. chart.py draws a saved run.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import concurrent.futures
import os
import statistics
import sys

import results as runs_kept
import sources
import tables
from building import Program
from measuring import Failure, Measure, say
from programs import PROGRAMS
from variants import DEFAULT, MORE, all_variants


def measure_program(program, variants, rounds, measure, size):
    """Return the figures of each variant relative to plain, the plain figures, and {variant: why it has none}."""
    built, failed = program.build(variants, measure, size)
    if "plain" in failed:
        raise Failure(failed["plain"])
    runs = {name: [] for name in built}
    counts = {}
    for round_number in range(rounds + 1):
        for variant in variants:
            name = variant.name
            if name not in built or name in failed:
                continue
            first = round_number == 0  # the first run warms the caches, and may print its statistics
            try:
                result = program.run(built[name][0], variant, measure, first)
            except Failure as failure:
                failed[name] = "run: %s" % failure
                if name == "plain":
                    raise
                continue
            if first:
                counts[name] = result[3]
            else:
                runs[name].append(result)
    wanted = {result[2] for result in runs["plain"]}
    if len(wanted) != 1:
        raise Failure("the plain build's output differs from run to run")
    figures = {"counts": {name: words for name, words in counts.items() if words}}
    for name in built:
        if name in failed:
            continue
        if {result[2] for result in runs[name]} != wanted:
            failed[name] = "its output differs from the plain one"
            continue
        pairs = list(zip(runs[name], runs["plain"]))
        figures[name] = {
            "cpu": statistics.median(one[0] / plain[0] for one, plain in pairs),
            "rss": statistics.median(one[1] / plain[1] for one, plain in pairs),
            "text": built[name][2] / built["plain"][2],
            "compile": built[name][1] / built["plain"][1],
        }
    figures["cost"] = statistics.median(result[0] for result in runs["plain"])
    figures["megabytes"] = statistics.median(result[1] for result in runs["plain"]) / 1024
    return figures, failed


def head(arguments):
    """Return the sentences above the tables, which explain the columns."""
    cpu = "instructions in user mode" if arguments.instructions else "user time"
    compiler = cpu if not arguments.instructions or arguments.counter else "user time"
    return ("CPU: %s, %s inputs. RSS: peak. code: .text of the program's own objects. compile: %s of the compiler.\n"
            "Ratios to plain (clang-%s -O2), medians of %d rounds run in turn; outputs identical.\n\n"
            % (cpu, arguments.inputs, compiler, arguments.llvm, arguments.rounds))


def written(arguments, results, failures):
    """Return the tables as text, with the reasons for missing figures."""
    page = ""
    if results:
        names = [variant.name for variant in arguments.variants]
        page = head(arguments) + tables.page(results, names, "G" if arguments.instructions else "s")
    if failures:
        page += "\nNot measured:\n\n" + "".join("- %s\n" % " ".join(failure.split()) for failure in failures)
    return page


def measure_one(arguments, where, measure, store, entry):
    """Return (figures or None, sentences that say what failed) of one program."""
    name = entry["name"]
    program = Program(entry, where, arguments.inputs)
    try:
        say("%s: %d builds, %d rounds" % (name, len(arguments.variants), arguments.rounds))
        with store.lock:
            program.fetch(store)
        figures, failed = measure_program(program, arguments.variants, arguments.rounds, measure.apart(name), "llvm-size-" + arguments.llvm)
    except (Failure, sources.Unavailable) as failure:
        return None, ["%s: %s" % (name, failure)]
    say("%s: CPU %s" % (name, ", ".join("%s %.3f" % (variant.name, figures[variant.name]["cpu"])
                                        for variant in arguments.variants if variant.name in figures)))
    return figures, ["%s, %s: %s" % (name, variant, why) for variant, why in failed.items()]


def measure_all(arguments, where, measure):
    """Return {program: figures} and sentences that say what failed."""
    store = sources.Store(where)
    results, failures = {}, []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        tasks = [pool.submit(measure_one, arguments, where, measure, store, entry) for entry in arguments.program]
        for entry, task in zip(arguments.program, tasks):
            figures, failed = task.result()
            failures += failed
            if figures:
                results[entry["name"]] = figures
            # Written after each program, so that an interrupted run keeps its results.
            with open(os.path.join(where, "table.md"), "w", encoding="utf-8") as file:
                file.write(written(arguments, results, failures))
    return results, failures


def parsed():
    parser = argparse.ArgumentParser(description="Measure Custody on real programs.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("--rounds", type=int, help="measured rounds (5; with --instructions 1)")
    parser.add_argument("--quick", action="store_true", help="smaller inputs")
    parser.add_argument("--variants", default=DEFAULT, help="which builds (%s); there is %s too" % (DEFAULT, MORE))
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of time")
    parser.add_argument("--jobs", type=int, default=1, help="with --instructions: programs at the same time (1)")
    parser.add_argument("--save", metavar="FILE", help="write the results to FILE")
    parser.add_argument("--compare", metavar="FILE", help="compare with the results in FILE")
    parser.add_argument("program", nargs="*", help="names; all by default: " + " ".join(entry["name"] for entry in PROGRAMS))
    arguments = parser.parse_args()
    if arguments.rounds is None:
        arguments.rounds = 1 if arguments.instructions else 5
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    if arguments.jobs < 1 or (arguments.jobs > 1 and not arguments.instructions):
        parser.error("--jobs must be at least 1, and more needs --instructions: times would disturb each other")
    arguments.inputs = "small" if arguments.instructions else "quick" if arguments.quick else "full"
    try:
        arguments.before = runs_kept.load(arguments.compare) if arguments.compare else None
    except Failure as failure:
        parser.error(str(failure))
    known = {entry["name"]: entry for entry in PROGRAMS}
    for name in arguments.program:
        if name not in known:
            parser.error("there is no program %s" % name)
    arguments.program = [known[name] for name in arguments.program or known]
    arguments.build = os.path.abspath(arguments.build)
    every = all_variants("clang-" + arguments.llvm, os.path.join(arguments.build, "bin", "custody-clang"))
    asked = arguments.variants.split(",")
    if "plain" not in asked or any(name not in every for name in asked):
        parser.error("--variants takes plain and any of %s,%s" % (DEFAULT, MORE))
    if "alive" in asked and "custody" not in asked:
        parser.error("the variant alive links the objects of custody")
    arguments.variants = [every[name] for name in every if name in asked]
    return arguments


def main():
    arguments = parsed()
    where = os.path.join(arguments.build, "bench")
    os.makedirs(where, exist_ok=True)
    for name in ("CUSTODY_OPTIONS", "CUSTODY_BOUNDARIES"):
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C"
    os.environ["CC"] = "clang-" + arguments.llvm
    try:
        measure = Measure(where, os.environ["CC"], arguments.instructions)
    except Failure as failure:
        sys.exit("bench.py: %s" % failure)
    arguments.counter = not measure.valgrind
    results, failures = measure_all(arguments, where, measure)
    page = written(arguments, results, failures)
    run = runs_kept.kept(results, "%s, %s inputs" % ("instructions" if arguments.instructions else "user time", arguments.inputs),
                         os.environ["CC"])
    if arguments.save:
        runs_kept.save(arguments.save, run)
    if arguments.before:
        page += "\n" + runs_kept.compared(arguments.before, run)
    with open(os.path.join(where, "table.md"), "w", encoding="utf-8") as file:
        file.write(page)
    print(page, end="")
    # A report of another sanitizer is not a failure of this script.
    others = (", asan: ", ", msan: ")
    sys.exit(1 if not results or any(not any(other in failure for other in others) for failure in failures) else 0)


if __name__ == "__main__":
    main()
