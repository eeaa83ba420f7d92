#!/usr/bin/env python3
# compare.py - what Custody and other tools say about the same bugs
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compile and run the programs of cases.py with each tool of tools.py, and make a table of what they say.

Each program has a bug, and a twin without the bug, on which a tool should be silent. A tool that does not work here is
named, and has "not run" in its column. --write PAGE writes the table between two marks in PAGE. --check PAGE compares
the results with the table in PAGE: the rows and tools of this run, and only the tools that work here.
"""

import argparse
import concurrent.futures
import os
import sys
import tempfile

import cases
import tools

BEGIN = "<!-- test/compare/compare.py --write writes from here -->\n"
END = "<!-- to here -->\n"


def listed(names):
    """NAMES in order. What only `exact` says, which is in backquotes, comes last."""
    return ", ".join(sorted(names, key=lambda name: (name.startswith("`"), name)))


def cell(bug, twin):
    """What the table says of the answers to a bug and to its twin."""
    if tools.NOT in bug | twin:
        return tools.NOT
    parts = ("", bug - twin), ("both: ", bug & twin), ("twin: ", twin - bug)
    return "; ".join(word + listed(names) for word, names in parts if names) or "-"


def working(chosen, directory):
    """({name: version} of the tools that work here, {name: why the others do not})."""
    there, missing = {}, {}
    for name, tool in chosen.items():
        os.makedirs(os.path.join(directory, name))
        try:
            there[name] = tool.version()
            tool.probe(os.path.join(directory, name))
        except tools.Failed as why:
            there.pop(name, None)
            missing[name] = str(why).replace(directory + os.sep, "")
    return there, missing


def measured(chosen, there, rows, jobs):
    """{(case, tool): cell}, of the tools that are THERE."""
    def row(name, case):
        where = os.path.join(directory, name, case.name)
        os.makedirs(where)
        try:
            return cell(*(chosen[name].answer(case, twin, where) for twin in (False, True)))
        except tools.Failed as why:
            raise tools.Failed("%s, %s: %s" % (case.name, name, why)) from why

    with tempfile.TemporaryDirectory(prefix="custody-") as directory, \
            concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        asked = {(case.name, name): pool.submit(row, name, case) for case in rows for name in there}
        return {at: answer.result() for at, answer in asked.items()}


def table(chosen, cells, there, missing):
    """The text between the two marks."""
    text = ""
    for heading, rows in cases.GROUPS.items():
        rows = [case for case in rows if any((case.name, name) in cells for name in chosen)]
        if not rows:
            continue
        text += "\n**%s**\n\n| case | %s |\n|---|%s\n" % (
            heading, " | ".join(tool.heading for tool in chosen.values()), "---|" * len(chosen))
        for case in rows:
            text += "| %s: %s | %s |\n" % (
                case.name, case.what, " | ".join(cells.get((case.name, name), "not run") for name in chosen))
    versions = sorted({version for version in there.values() if version})
    text += "\nx86-64, `-O1`, %s.\n" % ", ".join(versions)
    for name, why in missing.items():
        text += "%s was not run: %s.\n" % (chosen[name].heading, why.rstrip("."))
    return text + "\n"


def read_table(text, chosen):
    """{(case, tool): cell} of the table in TEXT."""
    names = {tool.heading: name for name, tool in chosen.items()}
    cells, columns = {}, []
    for line in text.splitlines():
        row = [field.strip() for field in line.strip("|").split("|")]
        if row[0] == "case":
            columns = [names.get(heading) for heading in row[1:]]
        elif line.startswith("| "):
            case = row[0].split(":")[0]
            cells.update({(case, name): field for name, field in zip(columns, row[1:]) if name})
    return cells


def between(text, page):
    """What stands in front of the marks, between them, and behind them."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit("%s has not one line %sand one line %s" % (page, BEGIN, END))
    head, rest = text.split(BEGIN)
    inner, tail = rest.split(END)
    return head + BEGIN, inner, END + tail


def compare(page, cells, chosen):
    """Prints how CELLS differ from the table in PAGE. Returns whether they do."""
    with open(page, encoding="utf-8") as file:
        shown = read_table(between(file.read(), page)[1], chosen)
    wrong = 0
    for at in sorted(cells):
        if shown.get(at) != cells[at]:
            wrong += 1
            print("%s, %s: the page says '%s', this run '%s'" % (*at, shown.get(at, ""), cells[at]))
    every = {case.name for rows in cases.GROUPS.values() for case in rows}
    for name in sorted({case for case, _ in shown} - every):
        wrong += 1
        print("%s: the page has this case, and cases.py has not" % name)
    return wrong > 0


def select(words, all_of_them, what):
    """The items of the dictionary ALL_OF_THEM that the comma-separated WORDS name, or all."""
    names = words.split(",") if words else list(all_of_them)
    for name in names:
        if name not in all_of_them:
            sys.exit("%s is no %s. There are: %s" % (name, what, ", ".join(all_of_them)))
    return {name: all_of_them[name] for name in all_of_them if name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(tools.ROOT, "build"), metavar="TREE")
    parser.add_argument("--clang", default="clang-22", help="for all tools but Custody and GCC")
    parser.add_argument("--cases", help="only these, separated by commas")
    parser.add_argument("--tools", help="only these, separated by commas")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", metavar="PAGE")
    parser.add_argument("--check", metavar="PAGE")
    options = parser.parse_args()
    chosen = select(options.tools, tools.tools(options.build, options.clang), "tool")
    rows = select(options.cases, {case.name: case for group in cases.GROUPS.values() for case in group}, "case")
    if options.write and (options.cases or options.tools):
        sys.exit("--write needs all cases and all tools")
    with tempfile.TemporaryDirectory(prefix="custody-") as directory:
        there, missing = working(chosen, directory)
    for name, why in missing.items():
        print("%s is not run: %s" % (name, why))
    if "custody" in missing:
        sys.exit("%s has no Custody" % options.build)
    try:
        cells = measured(chosen, there, rows.values(), options.jobs)
    except tools.Failed as why:
        sys.exit(str(why))
    if options.write:
        with open(options.write, encoding="utf-8") as file:
            head, _, tail = between(file.read(), options.write)
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(head + table(chosen, cells, there, missing) + tail)
    elif not options.check:
        print(table(chosen, cells, there, missing), end="")
    wrong = bool(options.check) and compare(options.check, cells, chosen)
    print("%d cells of %d cases and %d tools" % (len(cells), len(rows), len(there)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
