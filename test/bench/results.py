"""Keep the results of the bench in a file, and compare two runs.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import math
import statistics

from measuring import Failure
from tables import aligned

FORMAT = 1
MOVED = 0.01  # a smaller change is not named
FIGURES = (("cpu", "CPU"), ("rss", "RSS"), ("text", "code"), ("compile", "compile"))


def kept(results, kind, compiler):
    """Return what is kept of a run. KIND says what was measured: tables.py's columns, and the inputs.

    RESULTS is program -> variant -> figure -> ratio to plain, as tables.py takes it."""
    return {"format": FORMAT, "kind": kind, "compiler": compiler, "programs": results}


def save(path, run):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(run, file, indent=1, sort_keys=True)
        file.write("\n")


def load(path):
    """Return the run in the file PATH, or raise Failure."""
    try:
        with open(path, encoding="utf-8") as file:
            run = json.load(file)
        if run["format"] == FORMAT and isinstance(run["programs"], dict):
            return run
        raise Failure("%s: written by another version of the bench" % path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure("%s: no results of the bench: %s" % (path, error)) from error


def variants_of(run):
    """Return the variants that have figures, in the order of the first program that has them all."""
    names = []
    for figures in run["programs"].values():
        names += [name for name, row in figures.items() if isinstance(row, dict) and "cpu" in row and name not in names]
    order = ("plain", "custody", "alive", "everywhere", "asan", "msan")
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def change(before, after, name, figure):
    """Return the figure of variant NAME afterwards as a ratio to the one before, or None."""
    if name in before and name in after and figure in before[name] and figure in after[name]:
        return after[name][figure] / before[name][figure]
    return None


def rows_of(before, after, names):
    """Return program -> {(variant, figure): ratio of after to before} for the programs of both runs."""
    found = {}
    for program, figures in after["programs"].items():
        if program in before["programs"]:
            pairs = ((name, figure, change(before["programs"][program], figures, name, figure))
                     for name in names for figure, _ in FIGURES)
            found[program] = {(name, figure): ratio for name, figure, ratio in pairs if ratio is not None}
    return found


def doubts(before, after):
    """Return sentences about why the two runs may not be comparable."""
    found = []
    for what in ("kind", "compiler"):
        if before[what] != after[what]:
            found.append("The %s differs: %s before, %s now." % (what, before[what], after[what]))
    missing = [name for name in before["programs"] if name not in after["programs"]]
    added = [name for name in after["programs"] if name not in before["programs"]]
    if missing:
        found.append("Only before: %s." % ", ".join(missing))
    if added:
        found.append("Only now: %s." % ", ".join(added))
    if "instructions" in after["kind"]:
        other = [name for name, figures in after["programs"].items() if name in before["programs"]
                 and abs(figures["cost"] / before["programs"][name]["cost"] - 1) > MOVED]
        if other:
            found.append("The plain build itself executes another number of instructions: %s." % ", ".join(other))
    return found


def moved(rows, names):
    """Return a line for each variant and figure: which programs moved by more than MOVED."""
    lines = []
    for name in names:
        for figure, heading in FIGURES:
            found = ["%s %+.1f %%" % (program, (row[name, figure] - 1) * 100) for program, row in rows.items()
                     if (name, figure) in row and abs(row[name, figure] - 1) > MOVED]
            if found:
                lines.append("- %s, %s: %s\n" % (name, heading, ", ".join(found)))
    return lines


def compared(before, after):
    """Return the comparison of two runs as text: tables of the ratios, and what moved.

    Each figure is a ratio to plain in its own run. So a slower machine, or a busier one, changes little."""
    names = [name for name in variants_of(after) if name != "plain" and name in variants_of(before)]
    rows = rows_of(before, after, names)
    columns = [(name, figure) for name in names for figure, _ in FIGURES if any((name, figure) in row for row in rows.values())]
    headings = dict(FIGURES)
    table = [["now / before"] + ["%s: %s" % (name, headings[figure]) for name, figure in columns]]
    for program, row in rows.items():
        table.append([program] + ["%.3f" % row[column] if column in row else "-" for column in columns])
    table.append(["geometric mean"])
    for column in columns:
        values = [row[column] for row in rows.values() if column in row]
        table[-1].append("%.3f" % math.exp(statistics.fmean(math.log(value) for value in values)))
    out = "".join("%s\n" % doubt for doubt in doubts(before, after))
    if not columns:
        return out + "The two runs have no program and variant in common.\n"
    lines = moved(rows, names)
    return (out + ("\n" if out else "") + aligned(table) + "\nMoved by more than %g %%:%s\n" % (MOVED * 100, "" if lines else " nothing")
            + ("\n" + "".join(lines) if lines else ""))
