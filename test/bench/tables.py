"""Print the results of the bench as Markdown tables, and say which targets are met.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import math
import statistics

from variants import OURS

# (figure, variants, limit of the geometric mean, limit of each row, name)
TARGETS = (
    ("cpu", ("custody",), 1.08, 1.30, "CPU"),
    ("cpu", ("alive",), 1.12, 1.30, "CPU"),
    ("cpu", ("types",), 1.05, None, "CPU"),
    ("cpu", ("everywhere",), 2.2, None, "CPU"),
    ("rss", ("custody",), 1.05, None, "peak RSS"),
    ("text", ("custody",), 1.6, None, "code"),
    ("text", ("types",), 1.3, None, "code"),
    ("compile", ("custody",), 1.3, None, "compile time"),
)


def mean(results, name, figure):
    """Return the geometric mean over the programs that have the figure, or None."""
    values = [figures[name][figure] for figures in results.values() if figure in figures.get(name, {})]
    return math.exp(statistics.fmean(math.log(value) for value in values)) if values else None


def aligned(rows):
    """Return ROWS as a Markdown table. The first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(widths[0]) if column == 0 else cell.rjust(widths[column]) for column, cell in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0:
            lines.append("|" + "|".join("-" * (width + 1) + ("-" if column == 0 else ":") for column, width in enumerate(widths)) + "|")
    return "\n".join(lines) + "\n"


def ratios(results, names, columns, plain):
    """Return a table of the variants NAMES. COLUMNS and PLAIN are (figure, heading); PLAIN is for the plain build."""
    rows = [["program"] + [heading for heading, _ in plain]]
    for name in names:
        rows[0] += [("%s: %s" % (name, heading)) if number == 0 else heading for number, (_, heading) in enumerate(columns)]
    for program, figures in results.items():
        row = [program] + [cell(figures) for _, cell in plain]
        for name in names:
            row += ["%.2f" % figures[name][figure] if name in figures else "-" for figure, _ in columns]
        rows.append(row)
    if len(results) > 1:
        row = ["geometric mean"] + [""] * len(plain)
        for name in names:
            for figure, _ in columns:
                value = mean(results, name, figure)
                row.append("-" if value is None else "%.2f" % value)
        rows.append(row)
    return aligned(rows)


def reclaims(results, names):
    """Return the counts of reclaims in the variants with tags. A silent run means something only with them.

    A free of NULL reclaims nothing, and counts as unverified."""
    rows = [["reclaims"]]
    for name in names:
        rows[0] += ["%s: verified" % name, "unverified", "of NULL", "reported"]
    for program, figures in results.items():
        row = [program]
        for name in names:
            counts = figures.get("counts", {}).get(name)
            row += ["%d" % counts[index] for index in (0, 1, 3, 2)] if counts else ["-"] * 4
        rows.append(row)
    return aligned(rows)


def verdict(met, words):
    return "- %s: %s\n" % ("met" if met else "MISSED", words)


def behind(results, name, other, figures):
    """Return the rows in which variant NAME is not faster than OTHER."""
    found = []
    for program, row in results.items():
        if name in row and other in row:
            found += ["%s %s %.2f, %s %.2f" % (program, figure, row[name][figure], other, row[other][figure])
                      for figure in figures if row[name][figure] >= row[other][figure]]
    return found


def targets(results, names):
    """Return a line for each target: met or missed, with the measured number."""
    out = ""
    for figure, wanted, limit, worst, what in TARGETS:
        for name in wanted:
            value = mean(results, name, figure)
            if name not in names or value is None:
                continue
            out += verdict(value <= limit, "%s, %s: geometric mean %.3f, at most %.2f" % (name, what, value, limit))
            if worst:
                above = ["%s %.2f" % (program, row[name][figure]) for program, row in results.items()
                         if name in row and row[name][figure] > worst]
                out += verdict(not above, "%s, %s: no program above %.2f%s" % (name, what, worst, ": " + ", ".join(above) if above else ""))
    for name in OURS:
        for other in ("asan", "msan"):
            if name in names and other in names:
                late = behind(results, name, other, ("cpu", "rss"))
                out += verdict(not late, "%s: ahead of %s on every row%s" % (name, other, ": not " + "; ".join(late) if late else ""))
    return out


def page(results, names, unit):
    """Return all tables. UNIT is the unit of cost: s, or G for thousands of millions of instructions."""
    others = [name for name in names if name != "plain"]
    plain = (("plain: CPU", lambda figures: "%.2f %s" % (figures["cost"], unit)), ("RSS", lambda figures: "%.1f MB" % figures["megabytes"]))
    out = ratios(results, others, (("cpu", "CPU"), ("rss", "RSS")), plain)
    built = [name for name in others if name != "alive"]
    if built:
        out += "\n" + ratios(results, built, (("text", "code"), ("compile", "compile")), ())
    counted = [name for name in others if any(name in figures.get("counts", {}) for figures in results.values())]
    if counted:
        out += "\n" + reclaims(results, counted)
    verdicts = targets(results, names)
    if verdicts:
        out += "\nTargets:\n\n" + verdicts
    return out
