"""Makes a kernel tree of the few lines that custody-kernel looks for.

usage: fake-tree.py CUSTODY-KERNEL TREE [VERSION [FILE-WITHOUT-ITS-LINES]]

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import importlib.machinery
import importlib.util
import os
import sys


def main():
    program, tree = sys.argv[1:3]
    version = sys.argv[3] if len(sys.argv) > 3 else "6.12"
    without = sys.argv[4] if len(sys.argv) > 4 else None
    loader = importlib.machinery.SourceFileLoader("custody_kernel", program)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("custody_kernel", loader))
    loader.exec_module(module)
    first, second = version.split(".")
    texts = {"Makefile": "VERSION = %s\nPATCHLEVEL = %s\n" % (first, second)}
    for name, line, _, _ in module.EDITS:
        texts.setdefault(name, "the first line\n")
        if name != without and line not in texts[name]:
            texts[name] += "before\n" + line + "behind\n"
    for name, text in texts.items():
        path = os.path.join(tree, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
