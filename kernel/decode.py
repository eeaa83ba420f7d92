#!/usr/bin/env python3
"""Adds files, lines and inlined functions to the stacks of a kernel's reports.

usage: decode.py VMLINUX < CONSOLE

A kernel has no debug info in memory. So it prints most frames as function+offset/size, without the functions that were
inlined. This program asks llvm-symbolizer about VMLINUX, which must be the kernel that printed the report.
scripts/decode_stacktrace.sh of the kernel does the same for names of C; Custody prints names of Rust in readable form,
which that script cannot look up.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import re
import shutil
import subprocess
import sys

FRAME = re.compile(r"^(?P<before>(\[ *\d+\.\d+\]( \[[^\]]*\])? )? *)#\d+ (?P<what>.*)$")
SYMBOL = re.compile(r"^(?P<name>.+)\+0x(?P<offset>[0-9a-f]+)/0x(?P<size>[0-9a-f]+)$")
# What Rust puts between a caller and a closure.
GLUE = re.compile(r"core::ops::function::Fn\w*<.*>>::call_\w+$")
PLACE = re.compile(r" (?P<file>[^ ]+?):(?P<line>\d+)(:\d+)?$")


def tool(name):
    """LLVM's NAME. The one without a version may be an old one."""
    for version in ("-22", "-21", "-20", "-19", ""):
        if shutil.which(name + version):
            return name + version
    sys.exit("decode.py: there is no %s: install the package llvm" % name)


def output_of(command, text):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, errors="replace", check=True).stdout


def last_part(name):
    """The function's own name, without the types that its path may have."""
    return re.sub(r"::<.*>$", "", name).split("::")[-1]


class Symbols:
    """The functions of VMLINUX by their readable name."""

    def __init__(self, vmlinux):
        self.vmlinux = vmlinux
        lines = [line.split() for line in output_of([tool("llvm-nm"), vmlinux], None).split("\n")]
        found = sorted((int(line[0], 16), line[2]) for line in lines if len(line) == 3 and line[1] in "tTwW")
        readable = output_of([tool("llvm-cxxfilt")], "\n".join(name for _, name in found)).split("\n")
        ends = sorted({at for at, _ in found})
        after = dict(zip(ends, ends[1:]))
        self.functions = [(at, after.get(at, at) - at, name) for (at, _), name in zip(found, readable)]

    def address(self, name, size):
        """Where the function NAME of SIZE bytes begins; None if that is not known for certain. Static functions may
        have one name, and two demanglers may write the types in a name differently."""
        alike = [at for at, length, other in self.functions if other == name and size in (length, None)]
        if not alike:
            alike = [at for at, length, other in self.functions
                     if length == size and last_part(other) == last_part(name)]
        return alike[0] if len(alike) == 1 else None


class Decoder:
    """Rewrites the frames of stacks, line by line."""

    def __init__(self, vmlinux):
        self.symbols = Symbols(vmlinux)
        self.number = 0
        self.site = None  # file and line that the frame before named, which was inlined into this one
        self.top = ""
        self.top = self.find_top()

    def find_top(self):
        """The folder of the kernel's source."""
        at = self.symbols.address("kernel_init", None)
        file = self.places(at + 1)[-1][1] if at else ""
        return file[:-len("init/main.c")] if file.endswith("/init/main.c") else ""

    def places(self, address):
        """[(function, file, line, column)] of an address, the innermost first."""
        text = output_of([tool("llvm-symbolizer"), "--output-style=JSON", "--obj=" + self.symbols.vmlinux],
                         "0x%x\n" % address)
        found = []
        for symbol in json.loads(text.split("\n")[0])["Symbol"]:
            file = symbol["FileName"]
            if self.top and file.startswith(self.top):
                file = file[len(self.top):]
            found.append((symbol["FunctionName"], file, symbol["Line"], symbol["Column"]))
        return found

    def inlined(self, symbol):
        """The places of a frame, without what the frame before named already."""
        at = self.symbols.address(symbol["name"], int(symbol["size"], 16))
        if at is None:
            return []
        places = [place for place in self.places(at + int(symbol["offset"], 16) - 1) if place[1] and place[2]]
        named = [i for i, place in enumerate(places) if self.site == (place[1], place[2])]
        return places[named[-1] + 1:] if named else places

    def line(self, line):
        """The lines that stand for LINE."""
        frame = FRAME.match(line)
        if not frame:
            self.number, self.site = 0, None
            return [line]
        symbol, place = SYMBOL.match(frame["what"]), PLACE.search(frame["what"])
        frames = [frame["what"]]
        if symbol:
            frames = ["%s %s:%d:%d" % each for each in self.inlined(symbol) if not GLUE.search(each[0])] or frames
        self.site = (place["file"], int(place["line"])) if place else None
        lines = ["%s#%d %s" % (frame["before"], self.number + i, what) for i, what in enumerate(frames)]
        self.number += len(lines)
        return lines


def decode(text, vmlinux):
    decoder = Decoder(vmlinux)
    return "\n".join(new for line in text.split("\n") for new in decoder.line(line))


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: decode.py VMLINUX < CONSOLE")
    sys.stdout.write(decode(sys.stdin.read(), sys.argv[1]))


if __name__ == "__main__":
    main()
