"""Runs decode.py on a console with stacks of a program.

usage: try-decode.py DIRECTORY PROGRAM SOURCE

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import sys


def main():
    directory, program, source = sys.argv[1:4]
    sys.path.insert(0, directory)
    sys.dont_write_bytecode = True
    import decode  # pylint: disable=import-outside-toplevel
    decoder = decode.Decoder(program)
    symbols = decoder.symbols
    with open(source, encoding="utf-8") as text:
        line_of = {line.split("// ")[1].strip(): i + 1 for i, line in enumerate(text) if line[0] == " " and "// " in line}

    def frame(name, mark):
        """name+offset/size of the call in the line with MARK."""
        size = next(length for at, length, other in symbols.functions if other == name)
        for offset in range(1, size + 1):
            places = decoder.places(symbols.address(name, size) + offset - 1)
            if any(place[2] == line_of[mark] for place in places):
                last = offset
        return "%s+0x%x/0x%x" % (name, last, size)

    outer, called = frame("s::outer", "OUTER"), frame("main", "MAIN")
    before = "[    0.150000]     "
    console = ["BUG: Custody: wrong-provenance", before + "#0 inner %s:%d:3" % (source, line_of["INNER"]),
               before + "#1 " + outer, before + "#2 " + called, before + "#3 nobody+0x1/0x2", "was released here:",
               before + "#0 " + outer, "end+0x1/0x2"]
    print(decode.decode("\n".join(console), program))


if __name__ == "__main__":
    main()
