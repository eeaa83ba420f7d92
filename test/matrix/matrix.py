#!/usr/bin/env python3
# matrix.py - which ways of moving a pointer keep its history, by optimization level
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Test every way in which a pointer can move, at each optimization level.

The script builds the programs in this directory at each level, and at -O2 also with a list of types that names none of
theirs. It sends a released pointer and a key along every way. The run fails, and says where, if the released pointer is
ever reported or the key is ever verified. Otherwise a way is good (the released pointer is verified and the key is
reported) or unknown. --write FILE writes the table to FILE. --check FILE compares the results with the table in FILE.
"""

import argparse
import concurrent.futures
import difflib
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TEST = os.path.dirname(HERE)
ROOT = os.path.dirname(TEST)
LEVELS = ("O0", "O1", "O2", "O3")
STATS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")
KIND = re.compile(r"ERROR: CustodySanitizer: ([\w-]+)")

TITLE = """# How a pointer moves, and what of its history arrives

`test/matrix/matrix.py --write docs/propagation.md` writes this page. A test runs the program again and compares the
results with the page.

A *way* is a C function that moves a pointer, for example through an array or through a callback. The functions are in
`test/devres/launder_*.c` and `test/matrix/ways_*.c`. Each way is tested with two pointers: a released pointer, and a key
that was made from a shared borrow. At the end of the way, the program rebuilds an owner from the pointer that arrives. The
code is compiled at four optimization levels (Clang 22, model `permission`). [semantics.md](semantics.md#glossary) defines
the words.

| cell | the released pointer is | the key is |
|---|---|---|
| good | verified | reported |
| unknown | unverified | unverified. Custody would miss a bug here, but the count at exit shows that something was unverified |
| released unknown | unverified | reported |
| key unknown | verified | unverified |

No way at any level may report the released pointer or verify the key. If one does, the run fails. [limits.md](limits.md)
says why histories are lost.
"""

TYPES = """
## With a list of types

With a [list of types](usage.md#leave-out-types) the plug-in follows a pointer only if its type is in the list, or is not
known. A pointer of another type has no tag. So its history is unknown from there on, and a reclaim of it is unverified, with the
reason `unknown-history` or `no-release`. The counts at exit include it. A tag is lost in these places. The compiler names the
types if it is Clang 22, at `-O1` and above, and without `-fno-strict-aliasing`. With `-g`, the types of parameters and results are
known in any case.

- at a load or store of a pointer of such a type in memory. The store clears the slot's cell, as a store of any pointer without a tag
  does. So nobody finds an old tag there later, by whatever type the memory is read: as a `void *`, through a
  union, as an integer, by `memcpy`, or as the next object at this address;
- at a parameter, and at what a function returns, if the source gives it such a type;
- at an argument that is read from a variable of such a type, or if debug info says that the parameter has one;
- at the result of a call that goes only to such variables;
- in a local variable, if it is passed by its address to a function that only has parameters of such types. Such a function does
  not say that it is instrumented. So the caller forgets which borrows lie in the variable, as it does after a call of uninstrumented
  code. A pointer whose release is outstanding keeps its history there.

If a released pointer loses its history in one of these places, the runtime is told. Uninstrumented code may get the pointer from
there on, and store it over a borrow with the same bits. So a borrow with these bits that lay in memory is unverified (`overwritten`). The
same is true of all releases if units that name their types are mixed with units that do not (`-O0`, `-fno-strict-aliasing`, Rust).
One way is not noticed: a released pointer is stored by a cast as a `void *`, say, loaded as a pointer of a type that is left
out, and given to uninstrumented code. If that stores it over a borrow with the same bits, and the pointer is reclaimed from
there, it is reported. Such a program breaks C's rule about effective types (6.5.1), since it reads a `void *` as another
pointer. So do many that are compiled with `-fno-strict-aliasing`; for these the plug-in knows no types.

Pointers to `void`, to functions, to enums and to types without a name, members of unions, and integers are followed in any case. A
list can otherwise only make verdicts unknown: units that follow more pointers than others do no harm.

The same ways at -O2, with a list that names none of their types. %s
"""


def build(custody, level, directory, types=""):
    """The program at LEVEL, with the list TYPES."""
    flags = ["-g", "-" + level, "-Wall", "-Wextra", "-Werror", "-Wno-atomic-alignment",
             "-D_GNU_SOURCE", "-I", HERE, "-I", os.path.join(TEST, "devres"),
             "-I", os.path.join(TEST, "run", "Inputs")]
    sources = glob.glob(os.path.join(HERE, "*.c"))
    sources += glob.glob(os.path.join(TEST, "devres", "launder*.c"))
    sources.append(os.path.join(TEST, "devres", "devres.c"))
    program = os.path.join(directory, "matrix-" + level)
    environment = dict(os.environ)
    environment.pop("CUSTODY_BOUNDARIES", None)
    if types:
        environment["CUSTODY_BOUNDARIES"] = program + ".list"
        with open(program + ".list", "w", encoding="utf-8") as file:
            file.write(types)
    subprocess.run([custody] + flags + sorted(sources)
                   + ["-o", program, "-lpthread", "-latomic"], check=True, env=environment)
    return program


def verdict(program, way, what):
    """'verified', 'unverified', 'reported', or how it went wrong."""
    environment = {**os.environ, "CUSTODY_OPTIONS": "symbolize=0:print_stats=1:model=permission"}
    try:
        done = subprocess.run([program, way, what], env=environment, capture_output=True, text=True,
                              errors="replace", timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "no end"
    kinds, stats = KIND.findall(done.stderr), STATS.findall(done.stderr)
    if kinds == ["wrong-provenance"] and done.returncode == 66:
        return "reported"
    if not kinds and done.returncode == 0 and stats in ([("1", "0", "0")], [("0", "1", "0")]):
        return "verified" if stats[0][0] == "1" else "unverified"
    return "exit status %s, %s %s" % (done.returncode, kinds, done.stderr.strip()[-200:])


CELLS = {
    ("verified", "reported"): "good",
    ("unverified", "unverified"): "unknown",
    ("unverified", "reported"): "released unknown",
    ("verified", "unverified"): "key unknown",
}


def measured(custody, levels, jobs, types=""):
    """({group: [way]}, {(way, level): cell}, [what must not be]), with the list TYPES."""
    groups, cells, wrong = {}, {}, []
    with tempfile.TemporaryDirectory(prefix="custody-") as directory, \
            concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        programs = list(pool.map(lambda level: build(custody, level, directory, types), levels))
        listed = subprocess.run([programs[0], "--list"], capture_output=True, text=True, check=True)
        for line in listed.stdout.splitlines():
            group, way = line.split(":")
            groups.setdefault(group, []).append(way)
        ways = [way for group in groups.values() for way in group]
        if len(ways) != len(set(ways)):
            sys.exit("two ways have one name")
        for level, program in zip(levels, programs):
            runs = [(program, way, what) for way in ways for what in ("released", "key")]
            said = list(pool.map(lambda run: verdict(*run), runs))
            for way, released, key in zip(ways, said[::2], said[1::2]):
                cells[way, level] = CELLS.get((released, key), "WRONG")
                if (released, key) not in CELLS:
                    wrong.append("%s at %s: released: %s; key: %s" % (way, level, released, key))
    return groups, cells, wrong


def lost(cells, typed):
    """A sentence about the ways at TYPED, the cells with a list of types, that are good without it."""
    good = [at for at in typed if typed[at] == "good"]
    before = [at for at in typed if cells[at] == "good"]
    names = [way.replace("_", " ") for way, level in before if (way, level) not in good]
    return "%d of %d ways are good, and %d without the list. These are not:\n%s." % (
        len(good), len(typed), len(before), ", ".join(names) if names else "none")


def table(groups, cells, levels, typed):
    text = TITLE
    for group, ways in groups.items():
        heads = " | ".join("-" + level for level in levels)
        text += "\n## %s\n\n| way | %s |\n|---|%s\n" % (group, heads, "---|" * len(levels))
        for way in ways:
            text += "| %s | %s |\n" % (way.replace("_", " "),
                                       " | ".join(cells[way, level] for level in levels))
    good = sum(all(cells[way, level] == "good" for level in levels)
               for ways in groups.values() for way in ways)
    count = sum(map(len, groups.values()))
    return text + "\n%d of %d ways are good at every level.\n" % (good, count) + TYPES % lost(cells, typed)


def read_table(text):
    """{(way, level): cell} of a table in Markdown."""
    cells, levels = {}, []
    for line in text.splitlines():
        row = [cell.strip() for cell in line.strip("|").split("|")]
        if row[0] == "way":
            levels = [cell.strip("-") for cell in row[1:]]
        elif levels and line.startswith("|") and not row[0].startswith("---"):
            cells.update({(row[0].replace(" ", "_"), level): cell
                          for level, cell in zip(levels, row[1:])})
    return cells


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", metavar="FILE")
    parser.add_argument("--check", metavar="FILE")
    options = parser.parse_args()
    levels = options.levels.split(",")
    custody = os.path.join(options.build, "bin", "custody-clang")
    groups, cells, failures = measured(custody, levels, options.jobs)
    typed = {}
    if "O2" in levels:
        _, typed, wrong = measured(custody, ["O2"], options.jobs, "type:struct nothing\n")
        failures += ["with a list of types: " + line for line in wrong]
    for line in failures:
        print("WRONG " + line)
    if options.check:
        with open(options.check, encoding="utf-8") as file:
            text = file.read()
        if tuple(levels) == LEVELS and not failures and text != (page := table(groups, cells, levels, typed)):
            failures.append("the page is not what this run would write")
            print(options.check + " is not what --write makes")
            lines = difflib.unified_diff(text.splitlines(), page.splitlines(), "page", "this run", n=1, lineterm="")
            print("\n".join(lines), file=sys.stderr)
        there = {at: cell for at, cell in read_table(text).items() if at[1] in levels}
        for at in sorted(there.keys() | cells.keys()):
            if there.get(at) != cells.get(at):
                failures.append(at)
                print("%s at %s: the page says '%s', this run '%s'"
                      % (at[0], at[1], there.get(at, "-"), cells.get(at, "-")))
    elif options.write and not failures:
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(table(groups, cells, levels, typed))
    print("%d of %d cells are good" % (sum(cell == "good" for cell in cells.values()), len(cells)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
