#!/usr/bin/env python3
"""docs/options.md from include/custody/options.def.

usage: gen-options.py [--check]

Writes the page; with --check only says whether the page there is current, by its exit status.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE = os.path.join(TOP, "include", "custody", "options.def")
PAGE = os.path.join(TOP, "docs", "options.md")

ENTRY = re.compile(r"CUSTODY_OPTION\(\s*(\w+),\s*(\w+),\s*([^,]+?),\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)\)")
TYPES = {
    "bool": "0 or 1",
    "int": "number",
    "str": "text",
    "model": "`permission`, `exact` or `address`",
}

HEAD = """\
<!-- Generated from include/custody/options.def by ./dev docs. Change that file, not this one. -->
# Run-time options

`CUSTODY_OPTIONS` in the environment of the program holds pairs `name=value`, parted by `:`, `,` or a
space; a value with one of these in it is quoted.

    CUSTODY_OPTIONS=model=exact:halt_on_error=0 ./prog

| option | value | default | meaning |
|---|---|---|---|
"""


def entries(text):
    """(type, name, default, help) of each option, in order."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for kind, name, default, words in ENTRY.findall(text):
        words = "".join(re.findall(r"\"((?:[^\"\\]|\\.)*)\"", words)).replace('\\"', '"')
        if kind == "model":
            default = default.replace("CUSTODY_MODEL_", "").lower()
        yield kind, name, default.strip('"'), words


def page(text):
    found = list(entries(text))
    if len(found) != len(re.findall(r"^CUSTODY_OPTION\(", text, flags=re.M)):
        sys.exit("gen-options.py: an entry of options.def is not understood")
    lines = []
    for kind, name, default, words in found:
        value = TYPES.get(kind, kind)
        shown = "`%s`" % default if default else "empty"
        lines.append("| `%s` | %s | %s | %s |\n" % (name, value, shown, words.replace("|", "\\|")))
    return HEAD + "".join(lines)


def main():
    with open(SOURCE, encoding="utf-8") as file:
        wanted = page(file.read())
    if sys.argv[1:] == ["--check"]:
        try:
            with open(PAGE, encoding="utf-8") as file:
                current = file.read()
        except FileNotFoundError:
            current = ""
        if current != wanted:
            sys.exit("docs/options.md is not what options.def says: run ./dev docs")
        print("docs/options.md is current")
        return
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(wanted)


if __name__ == "__main__":
    main()
