"""The results of projects.py as a table and as a page.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
from table import PROJECTS

VARIANTS = ("plain", "custody", "tags", "mixed")


def table(rows):
    lines = [["project", "version", "tests"] + list(VARIANTS) + ["frees judged", "verified", "verdict"]]
    for row in rows:
        cells = [str(row["passed"].get(variant, "-")) for variant in VARIANTS]
        verified, unverified, reported = row["reclaims"].get("tags", [0, 0, 0])
        judged = verified + unverified + reported
        cells += [str(judged), "%.0f %%" % (100 * verified / judged) if judged else "-"]
        lines.append([row["project"], row["version"], str(row["tests"])] + cells + ["alike" if row["alike"] else "not alike"])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    left = (0, 1, len(widths) - 1)
    cells = [[c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))] for line in lines]
    text = ["| " + " | ".join(line) + " |" for line in cells]
    text.insert(1, "|" + "|".join("-" * (w + 1) + ("-" if i in left else ":") for i, w in enumerate(widths)) + "|")
    return "\n".join(text) + "\n"


def last_line(rows, asked):
    return "%d of %d suites alike, %d reports" % (sum(row["alike"] for row in rows), asked, sum(row["reports"] for row in rows))


def notes(rows):
    """What was left out, and what fails without Custody, too."""
    entries = {entry["name"]: entry for entry in PROJECTS}
    lines = []
    for row in rows:
        for name, why in entries[row["project"]].get("skip", {}).items():
            lines.append("- %s: `%s` is not compared: %s" % (row["project"], name, why))
        for what, why in entries[row["project"]].get("without", {}).items():
            lines.append("- %s: without %s: %s" % (row["project"], what, why))
        if row["failing"]:
            lines.append("- %s: fails plain, too: %s" % (row["project"], ", ".join(row["failing"])))
    return "\n".join(lines) + "\n" if lines else ""


def page_of(rows):
    return """# Test suites of real projects under Custody

The own tests of Debian 12's source packages: how many pass built plain; with everything instrumented
(*custody*); the same with `malloc` and `free`, `new` and `delete` as boundaries, so that every pointer
into the heap has a history and every free is judged (*tags*); and so with some objects instrumented
and some not (*mixed*). *Frees judged* and *verified* are those of *tags*: what is not verified was
allocated or kept by code that is not part of the project, such as the C++ library. This page is
written by `./dev suites`, test/real/projects/projects.py --page.

%s
%s

%s""" % (table(rows), last_line(rows, len(rows)), notes(rows))
