"""The variants in which the bench builds a program.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, "work")


@dataclass(frozen=True)
class Variant:
    """A compiler with its flags, and the environment in which the built program runs."""

    name: str
    compiler: str
    flags: tuple = ()
    objects: str = ""  # the variant whose objects are linked; empty: this one
    linked: tuple = ()  # files of this directory that are compiled and linked, but not measured
    environment: tuple = ()
    counts: bool = False  # whether the table shows its counts of reclaims
    scan: str = ""  # the custody-scan that makes the list of types with which the program is compiled


DEFAULT = "plain,custody,alive,everywhere,asan,msan"
MORE = "types"  # variants that must be asked for
OURS = ("custody", "types", "alive", "everywhere")


def all_variants(clang, custody):
    """Return name -> Variant."""
    header = os.path.join(WORK, "everywhere.h")
    found = (
        Variant("plain", clang),
        Variant("custody", custody),
        Variant("types", custody, scan=os.path.join(os.path.dirname(custody), "custody-scan")),
        Variant("alive", custody, objects="custody", linked=(os.path.join(WORK, "alive.c"),), counts=True),
        Variant("everywhere", custody, flags=("-include", header), linked=(os.path.join(WORK, "everywhere.c"),), counts=True),
        Variant("asan", clang, flags=("-fsanitize=address",), environment=(("ASAN_OPTIONS", "detect_leaks=0"),)),
        # MemorySanitizer may report false bugs, because the C library is not instrumented. Such a
        # report must not end the run; it appears below the table.
        Variant("msan", clang, flags=("-fsanitize=memory", "-fsanitize-recover=memory"),
                environment=(("MSAN_OPTIONS", "halt_on_error=0:exitcode=0"),)),
    )
    return {variant.name: variant for variant in found}
