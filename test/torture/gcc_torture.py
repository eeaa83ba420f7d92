#!/usr/bin/env python3
# gcc_torture.py - GCC's C torture execution tests, plain and with Custody
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds and runs each program of gcc.c-torture/execute plain and with Custody, at each level.

What passes plain must pass with Custody, silently. They check themselves and end with abort();
what they print is not compared, since some print memory that they never wrote. The programs are in Debian's package
gcc-12-source; --source names another tarball or an unpacked directory 'execute'. They are unpacked
once, below --work.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

import differ

PACKAGED = "/usr/src/gcc-*/gcc-*-dfsg.tar.xz"
INSIDE = "gcc/testsuite/gcc.c-torture/execute"

# They are C of all ages.
FLAGS = ["-w", "-std=gnu17", "-Wno-error=implicit-int", "-Wno-error=implicit-function-declaration",
         "-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",
         "-Wno-error=incompatible-function-pointer-types", "-Wno-error=return-type",
         "-Wno-error=return-mismatch"]
LIBRARIES = ["-lm"]


def options_of(text):
    """The flags that a program asks for itself, as far as Clang has them."""
    found = []
    for words in re.findall(r'dg-(?:additional-)?options\s+\{?\s*"([^"]*)"\s*\}?\s*\}', text):
        found += [word for word in words.split() if not word.startswith("-Wl,")]
    return [word for word in found if word not in ("-fmodulo-sched", "-O2", "-O3")]


def programs(top):
    """(name, files) of each program."""
    for directory in (top, os.path.join(top, "ieee"), os.path.join(top, "builtins")):
        for path in sorted(glob.glob(os.path.join(directory, "*.c"))):
            name = os.path.relpath(path, top)
            if not name.startswith("builtins/"):
                yield name, [path]
            elif not name.endswith("-lib.c"):
                library = path[:-2] + "-lib.c"
                extra = [library] if os.path.exists(library) else []
                yield name, [path] + extra + [os.path.join(directory, "lib", "main.c")]


def unpacked(source, work):
    """The directory 'execute', unpacked below WORK where SOURCE is a tarball."""
    if os.path.isdir(source):
        return source
    into = os.path.join(work, os.path.basename(source).split(".tar")[0])
    if not os.path.isdir(into):
        os.makedirs(work, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=work) as scratch:
            subprocess.run(["tar", "-C", scratch, "-xf", source, "--wildcards", "*/%s/*" % INSIDE],
                           check=True)
            (found,) = glob.glob(os.path.join(scratch, "*", INSIDE))
            os.rename(found, into)
    return into


def main():
    parser = differ.arguments(__doc__)
    parser.add_argument("--source", help="tarball or directory; default: the installed package's")
    parser.add_argument("--work", help="where to unpack; default: below the build directory")
    parser.add_argument("--every", type=int, default=1, help="only a fixed choice of one in N")
    parser.add_argument("names", nargs="*", help="only these: 20000112-1.c")
    options = parser.parse_args()
    source = options.source or next(iter(sorted(glob.glob(PACKAGED))), None)
    if not source:
        sys.exit("no %s: install the package gcc-12-source, or say --source" % PACKAGED)
    top = unpacked(source, options.work or os.path.join(options.build, "test", "torture", "gcc"))
    levels = options.levels.split(",")
    compare = differ.Differ(options).compare
    files = {name: paths for name, paths in programs(top)
             if (name in options.names if options.names else differ.chosen(name, options.every))}

    def work(item, directory):
        name, level = item
        with open(files[name][0], encoding="latin-1") as file:
            asked = options_of(file.read())
        compare(FLAGS + asked + ["-I", os.path.dirname(files[name][0])] + files[name] + LIBRARIES,
                level, directory, output=False)

    tally = differ.Tally(levels)
    items = [(name, level) for level in levels for name in files]
    for (name, level), outcome in differ.each(items, work, options):
        tally.count(level, name, outcome)
    return tally.finish("programs do the same")


if __name__ == "__main__":
    sys.exit(main())
