#!/usr/bin/env python3
"""Checks that the archive of the core needs its host, mem* and nothing else.

usage: core_symbols.py --nm LLVM-NM ARCHIVE

Prints each other symbol that the archive leaves undefined, with the object files that use it, and then fails.
It ends with the lines that the unit tests print, which test/summary.py counts.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import re
import subprocess
import sys

ALLOWED = re.compile(r"host_\w+|memcpy|memset|memmove|memcmp|__tls_get_addr|_GLOBAL_OFFSET_TABLE_")


def symbols(nm, archive):
    """The defined names, and for each undefined one the object files that use it."""
    lines = subprocess.run([nm, "-A", archive], check=True, capture_output=True, text=True).stdout
    defined, users = set(), collections.defaultdict(set)
    for line in lines.splitlines():
        member, kind, name = line.split(":")[-2], line.split()[-2], line.split()[-1]
        if kind in "Uwv":
            users[name].add(member)
        elif kind.isupper():
            defined.add(name)
    return defined, users


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nm", required=True)
    parser.add_argument("archive")
    options = parser.parse_args()
    defined, users = symbols(options.nm, options.archive)
    if "core_release" not in defined:
        sys.exit(f"{options.archive}: no core_release: is this the archive of the core?")
    wrong = sorted(name for name in users if name not in defined and not ALLOWED.fullmatch(name))
    for name in wrong:
        print(f"{name}: used by {', '.join(sorted(users[name]))}, but neither core nor the host defines it")
    needed = sorted(set(users) - defined)
    print(f"{len(needed)} undefined symbols, {len(wrong)} of them wrong: {' '.join(needed)}")
    print("%s core.undefined_symbols" % ("FAIL" if wrong else "ok  "))
    print("1 run, %d failed" % bool(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
