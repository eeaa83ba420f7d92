#!/usr/bin/env python3
"""Draw a chart of the bench's results, as docs/cost.md shows it.

usage: chart.py RESULTS.json CHART.svg [--figure cpu|rss|text|compile]

RESULTS.json was written by bench.py --save. Each program is a row, and each variant a mark in the row.
A mark says how many times the cost of the plain build the variant needs, on a logarithmic axis. The colours
suit a light page and a dark one: the reader's browser chooses.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import math
import sys
from xml.sax.saxutils import escape

import results
from measuring import Failure
from tables import mean

WORDS = {
    "custody": "Custody, no tag",
    "alive": "Custody, some alive",
    "everywhere": "Custody, every allocation",
    "asan": "AddressSanitizer",
    "msan": "MemorySanitizer",
}
# The class of a variant and the shape of its mark. Shapes differ too, for readers who see no colours.
MARKS = {"custody": "circle", "alive": "diamond", "everywhere": "square", "asan": "up", "msan": "down"}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; } .axis { fill: #59636e; } .right { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: #d1d9e0; } .one { stroke: #59636e; } .band { fill: #f6f8fa; } .page { fill: #ffffff; }
.custody { fill: #0969da; } .alive { fill: #8250df; } .everywhere { fill: #1a7f37; } .asan { fill: #bc4c00; } .msan { fill: #9a6700; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .axis { fill: #9198a1; }
.grid { stroke: #3d444d; } .one { stroke: #9198a1; } .band { fill: #151b23; } .page { fill: #0d1117; }
.custody { fill: #4493f8; } .alive { fill: #ab7df8; } .everywhere { fill: #3fb950; } .asan { fill: #f0883e; } .msan { fill: #d29922; }
}
"""
LEFT, WIDTH, ROW, TOP, BELOW = 130, 760, 22, 74, 34
TICKS = (0.5, 0.7, 1, 1.2, 1.5, 2, 3, 5, 7, 10, 20, 50, 100, 200, 500)


def mark(shape, x, y, kind, said):
    """Return one mark with its centre at (X, Y). SAID is shown where the reader points at it."""
    points = {
        "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "up": ((0, -5), (5, 4), (-5, 4)),
        "down": ((0, 5), (5, -4), (-5, -4)),
    }
    title = "<title>%s</title>" % escape(said)
    if shape == "circle":
        return '<circle class="%s" cx="%.1f" cy="%.1f" r="4.5">%s</circle>' % (kind, x, y, title)
    corners = " ".join("%.1f,%.1f" % (x + dx, y + dy) for dx, dy in points[shape])
    return '<polygon class="%s" points="%s">%s</polygon>' % (kind, corners, title)


class Axis:
    """The logarithmic axis from the smallest to the largest of VALUES, and always 1."""

    def __init__(self, values):
        self.low, self.high = min(values + [1]) * 0.95, max(values + [1.5]) * 1.08

    def at(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return LEFT + share * (WIDTH - LEFT - 20)

    def ticks(self):
        return [tick for tick in TICKS if self.low <= tick <= self.high]


def legend(names):
    out, x = [], 12
    for name in names:
        words = WORDS.get(name, name)
        out.append(mark(MARKS.get(name, "circle"), x + 5, 38, name, words))
        out.append('<text x="%.1f" y="42">%s</text>' % (x + 15, escape(words)))
        x += 30 + 6.4 * len(words)
    return out


def drawn(run, figure):
    """Return the chart of RUN as SVG."""
    programs = run["programs"]
    names = [name for name in results.variants_of(run) if name != "plain" and mean(programs, name, figure)]
    if not names:
        raise Failure("the results have no variant with the figure '%s'" % figure)
    rows = [(program, {name: row[name][figure] for name in names if figure in row.get(name, {})}) for program, row in programs.items()]
    # The mean of a few programs cannot be compared with that of all.
    most = [name for name in names if sum(name in row for _, row in rows) > len(rows) / 2]
    rows.append(("geometric mean", {name: mean(programs, name, figure) for name in most}))
    axis = Axis([value for _, row in rows for value in row.values()])
    height = TOP + ROW * len(rows) + BELOW
    heading = {"cpu": run["kind"], "rss": "peak resident memory", "text": "size of .text", "compile": "time of the compiler"}[figure]
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">' % (WIDTH, height, escape(heading)),
           "<style>%s</style>" % STYLE,
           '<rect class="page" width="%d" height="%d"/>' % (WIDTH, height),
           '<text class="title" x="12" y="18">Times the plain build: %s</text>' % escape(heading)]
    out += legend(names)
    for number, (program, _) in enumerate(rows):
        y = TOP + ROW * number
        if number % 2 == 0:
            out.append('<rect class="band" x="0" y="%d" width="%d" height="%d"/>' % (y, WIDTH, ROW))
        kind = "right title" if number == len(rows) - 1 else "right"
        out.append('<text class="%s" x="%d" y="%d">%s</text>' % (kind, LEFT - 12, y + 15, escape(program)))
    for tick in axis.ticks():
        x, kind = axis.at(tick), "one" if tick == 1 else "grid"
        out.append('<line class="%s" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>' % (kind, x, x, TOP - 4, height - BELOW + 4))
        out.append('<text class="axis middle" x="%.1f" y="%d">%g</text>' % (x, height - BELOW + 19, tick))
    for number, (program, row) in enumerate(rows):
        for name, value in row.items():
            out.append(mark(MARKS.get(name, "circle"), axis.at(value), TOP + ROW * number + ROW / 2, name,
                            "%s, %s: %.2f" % (program, WORDS.get(name, name), value)))
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Draw a chart of the bench's results.")
    parser.add_argument("results")
    parser.add_argument("chart")
    parser.add_argument("--figure", choices=[figure for figure, _ in results.FIGURES], default="cpu")
    arguments = parser.parse_args()
    try:
        text = drawn(results.load(arguments.results), arguments.figure)
    except Failure as failure:
        sys.exit("chart.py: %s" % failure)
    with open(arguments.chart, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
