"""Prints a module whose function stores a pointer at the end of a chain of LENGTH operations.

usage: chain.py KIND LENGTH

KIND is offset, add, sub, or, and, xor, shl-or, select, insertvalue, freeze, phi or local.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import sys

# How each link is made of the one before it, whose number is PREVIOUS.
LINKS = {
    "offset": "  %v{i} = getelementptr i8, ptr %v{p}, i64 %n",
    "add": "  %v{i} = add i64 %v{p}, 24",
    "sub": "  %v{i} = sub i64 %v{p}, 24",
    "or": "  %v{i} = or i64 %v{p}, {bit}",
    "and": "  %v{i} = and i64 %v{p}, -{bit}",
    "xor": "  %v{i} = xor i64 %v{p}, {bit}",
    "shl-or": "  %s{i} = shl i64 %n, {small}\n  %v{i} = or i64 %v{p}, %s{i}",
    "select": "  %v{i} = select i1 %c, ptr %v{p}, ptr %o",
    "freeze": "  %v{i} = freeze ptr %v{p}",
    "insertvalue": "  %v{i} = insertvalue {{ ptr, ptr }} %v{p}, ptr %w, {odd}",
    "phi": "  br i1 %c, label %left{i}, label %right{i}\n"
    "left{i}:\n  br label %join{i}\nright{i}:\n  br label %join{i}\n"
    "join{i}:\n  %v{i} = phi ptr [ %v{p}, %left{i} ], [ %w, %right{i} ]",
    "local": "  %l{i} = alloca ptr\n  store ptr %v{p}, ptr %l{i}\n  %v{i} = load ptr, ptr %l{i}",
}
INTEGERS = {"add", "sub", "or", "and", "xor", "shl-or"}


def main():
    kind, length = sys.argv[1], int(sys.argv[2])
    print('target triple = "x86_64-unknown-linux-gnu"')
    print("define void @f(ptr %o, i1 %c, i64 %n) {")
    print("  %p = load ptr, ptr %o\n  %w = load ptr, ptr %o")
    if kind in INTEGERS:
        print("  %v0 = ptrtoint ptr %p to i64")
    elif kind == "insertvalue":
        print("  %v0 = insertvalue { ptr, ptr } poison, ptr %p, 0")
    else:
        print("  %v0 = freeze ptr %p")
    for i in range(1, length + 1):
        print(
            LINKS[kind].format(i=i, p=i - 1, bit=1 << (i % 40), small=i % 8 + 1, odd=i % 2)
        )
    if kind in INTEGERS:
        print("  %%end = inttoptr i64 %%v%d to ptr" % length)
    elif kind == "insertvalue":
        print("  %%end = extractvalue { ptr, ptr } %%v%d, 1" % length)
    else:
        print("  %%end = freeze ptr %%v%d" % length)
    print("  store ptr %end, ptr %o\n  ret void\n}")


main()
