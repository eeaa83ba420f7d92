#!/usr/bin/env python3
# random_ir.py - modules of llvm-stress through the pass, with the verifier
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generates modules by size and seed and instruments each: alone, and inside the optimizer.

Nothing is run: the modules compute nonsense. The pass must not crash, and what it makes must be
right in the eyes of the verifier and good enough for the code generator. llvm-stress makes integers
rather than pointers; where it loads or stores 64 bits, a pointer takes their place here.
"""

import os
import re
import sys

import differ
import random_c

HEADER = 'target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"\n' \
         'target triple = "x86_64-pc-linux-gnu"\n'
PIPELINES = ("custody-mark,custody-propagate,verify", "default<O0>,verify", "default<O2>,verify")

LOAD = re.compile(r"^  (%\S+) = load (i64|<\d+ x i64>), (ptr %\S+), align \d+$", re.M)
STORE = re.compile(r"^  store (i64|<\d+ x i64>) (.+), (ptr %\S+), align \d+$", re.M)


def with_pointers(text):
    """TEXT with pointers where 64-bit integers, or vectors of them, went through memory."""
    count = 0

    def load(found):
        name, kind, where = found.groups()
        pointer = kind.replace("i64", "ptr")
        return ("  %s.p = load %s, %s, align 8\n  %s = ptrtoint %s %s.p to %s"
                % (name, pointer, where, name, pointer, name, kind))

    def store(found):
        nonlocal count
        count += 1
        kind, value, where = found.groups()
        pointer = kind.replace("i64", "ptr")
        return ("  %%stored%d = inttoptr %s %s to %s\n  store %s %%stored%d, %s, align 8"
                % (count, kind, value, pointer, pointer, count, where))

    return STORE.sub(store, LOAD.sub(load, text))


def main():
    parser = differ.arguments(__doc__)
    parser.add_argument("--seeds", default="1-50", help="for instance 1-20,77")
    parser.add_argument("--sizes", default="20,100,400", help="instructions, roughly")
    options = parser.parse_args()
    llvm = differ.config(options.build, "llvm_bindir")
    plugin = os.path.join(options.build, "lib", "custody", "Custody.so")
    stress, opt, llc = (os.path.join(llvm, name) for name in ("llvm-stress", "opt", "llc"))

    def generated(size, seed, directory):
        path = os.path.join(directory, "module.ll")
        status, _, said = differ.run([stress, "-size", str(size), "-seed", str(seed), "-o", path],
                                     options.timeout)
        if status != 0:
            raise differ.Skipped("llvm-stress: " + differ.tail(said))
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEADER + with_pointers(text))
        return path

    def must(command, what):
        status, _, said = differ.run(command, options.timeout)
        if status != 0:
            raise differ.Different("%s (%s): %s" % (what, status, differ.tail(said)))

    def work(item, directory):
        size, seed = item
        path = generated(size, seed, directory)
        made = os.path.join(directory, "made.bc")
        for pipeline in PIPELINES:
            plain = [opt, "-passes=" + pipeline.replace("custody-mark,custody-propagate,", ""), path]
            if differ.run(plain + ["-o", made], options.timeout)[0] != 0:
                raise differ.Skipped(pipeline + " fails plain")
            lowers = differ.run([llc, made, "-o", os.devnull], options.timeout)[0] == 0
            must([opt, "-load-pass-plugin=" + plugin, "-passes=" + pipeline, path, "-o", made],
                 pipeline)
            if lowers:
                must([llc, made, "-o", os.devnull], "code generation after " + pipeline)

    groups = ["size " + size for size in options.sizes.split(",")]
    tally = differ.Tally(groups)
    items = [(int(size), seed) for size in options.sizes.split(",")
             for seed in random_c.seeds(options.seeds)]
    for (size, seed), outcome in differ.each(items, work, options):
        tally.count("size %d" % size, "seed %d" % seed, outcome)
    return tally.finish("modules are good")


if __name__ == "__main__":
    sys.exit(main())
