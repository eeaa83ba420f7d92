"""Print the results of projects.py as a table and as a page.

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
    """Lines for the page: the tests that are left out, and the tests that also fail without Custody."""
    entries = {entry["name"]: entry for entry in PROJECTS}
    lines = []
    for row in rows:
        for name, why in entries[row["project"]].get("skip", {}).items():
            lines.append("- %s: `%s` is not compared: %s" % (row["project"], name, why))
        for what, why in entries[row["project"]].get("without", {}).items():
            lines.append("- %s: without %s: %s" % (row["project"], what, why))
        if row["failing"]:
            lines.append("- %s: also fails without Custody: %s" % (row["project"], ", ".join(row["failing"])))
    return "\n".join(lines) + "\n" if lines else ""


def page_of(rows):
    return """# Test suites of real projects under Custody

`./dev suites` writes this page (`test/real/projects/projects.py --page`). It builds source packages of Debian 12 in four
variants and runs the test suite of each package. The table shows how many tests pass:

| variant | how the project is built |
|---|---|
| plain | by clang, without Custody |
| custody | with everything instrumented |
| tags | as *custody*, with `malloc` and `new` as releases, and `free` and `delete` as reclaims. So every pointer into the heap has a history, and every free is judged |
| mixed | as *tags*, with some objects instrumented and some not |

The columns *frees judged* and *verified* are about the variant *tags*. A free that is not verified has a pointer that was
allocated or stored by code outside the project, such as the C++ library. The verdict is *alike* if every test has the same
result in all variants, `configure` finds the same things on the machine, and Custody reports nothing.

%s
%s

%s""" % (table(rows), last_line(rows, len(rows)), notes(rows))
