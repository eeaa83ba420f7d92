"""Prints a module in which one thing is used COUNT times.

usage: many.py KIND COUNT

KIND is local (a local pointer that is stored to and loaded), number (the same for an integer that pointers
are made of), select (stores of each link of a chain of selects) or call (calls with many arguments).
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import sys

LINKS = {
    "local": "  %x{i} = load ptr, ptr %o\n  store ptr %x{i}, ptr %l\n"
    "  %y{i} = load ptr, ptr %l\n  store ptr %y{i}, ptr %o",
    "number": "  %x{i} = add i64 %n, {i}\n  store i64 %x{i}, ptr %l\n"
    "  %y{i} = load i64, ptr %l\n  %z{i} = inttoptr i64 %y{i} to ptr\n  store ptr %z{i}, ptr %o",
    "select": "  %x{i} = select i1 %c, i64 %x{p}, i64 {i}\n  store i64 %x{i}, ptr %o",
    "call": "  %x{i} = load ptr, ptr %o\n  call void @g({arguments})",
}
PARAMETERS = 20


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    print('target triple = "x86_64-unknown-linux-gnu"')
    print("define internal void @g(%s) {" % ", ".join("ptr %%a%d" % i for i in range(PARAMETERS)))
    for i in range(PARAMETERS):
        print("  store ptr %%a%d, ptr %%a0" % i)
    print("  ret void\n}\ndefine void @f(ptr %o, i1 %c, i64 %n) {\n  %l = alloca ptr\n  %x0 = add i64 %n, 1")
    for i in range(1, count + 1):
        print(LINKS[kind].format(i=i, p=i - 1, arguments=", ".join(["ptr %%x%d" % i] * PARAMETERS)))
    print("  ret void\n}")


main()
