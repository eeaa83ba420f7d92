# kernel_table.py - expected verdicts with the kernel's own devres.c
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The scenarios of docs/semantics.md with drivers/base/devres.c of Linux itself.

The file is compiled with the plug-in and without it. verdict_format.Row explains the expectations."""

import functools
import os

import extract
import verdict_format

KERNEL = "%build/test/real/linux-devres/kernel/devres.c"
ARC = "../../devres/arc.c"
# The kernel is not built with -Wextra.
FLAGS = ("-I%S/shim", "-I%S/../../devres", "-Wno-unused-parameter", "-Wno-sign-compare")
FEATURES = ("linux-source-6.12",)

OK = ("1v", "1v", "1v")
KEY = ("wrong-provenance", "stand-in", "1v")
BESIDE = ("1?", "stand-in", "1v")

# way: (verdicts if all code is instrumented, verdicts if devres.c is plain)
WAYS = {
    "S1-release-all": (OK, BESIDE),
    "S1-release-action": (OK, BESIDE),
    "S1-group": (OK, BESIDE),
    "S2-remove-action": (KEY, KEY),
    # devres.c only links the holder. The instrumented driver writes and reads the pointer in it.
    "S4-remove": (OK, OK),
    "S4-find": (OK, OK),
    "S6-recover": (OK, OK),
    "S7-member": (KEY, KEY),
    "S12-through-devres": (KEY, ("1u", "stand-in", "1v")),
    "S13-key-in-action": (OK, BESIDE),
}


def rows():
    for way, (instrumented, beside) in WAYS.items():
        common = functools.partial(verdict_format.Row, source="user.c", args=way, flags=FLAGS,
                                   requires=FEATURES)
        yield common(way, permission=instrumented[0], exact=instrumented[1],
                     address=instrumented[2], more=(ARC, KERNEL))
        yield common(way + "-beside-plain", permission=beside[0], exact=beside[1],
                     address=beside[2], more=(ARC,), plain=(KERNEL,), at="", released="")


def prepare(config):
    """Extract the kernel's file into the build tree."""
    target = KERNEL.replace("%build", config.custody_build)
    extract.extract(os.path.dirname(target), "drivers/base/devres.c")


ROWS = list(rows())
