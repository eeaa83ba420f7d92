"""The ways in which the bench builds a program.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, "work")


@dataclass(frozen=True)
class Variant:
    """A compiler with what it is given; and the environment of what it builds."""

    name: str
    compiler: str
    flags: tuple = ()
    objects: str = ""  # the variant whose objects are linked; its own when empty
    linked: tuple = ()  # files of ours, compiled and linked, but not counted
    environment: tuple = ()
    counts: bool = False  # whether its reclaims are counted


DEFAULT = "plain,custody,alive,everywhere,asan,msan"
OURS = ("custody", "alive", "everywhere")


def all_variants(clang, custody):
    """name -> Variant."""
    header = os.path.join(WORK, "everywhere.h")
    found = (
        Variant("plain", clang),
        Variant("custody", custody),
        Variant("alive", custody, objects="custody", linked=(os.path.join(WORK, "alive.c"),), counts=True),
        Variant("everywhere", custody, flags=("-include", header), linked=(os.path.join(WORK, "everywhere.c"),), counts=True),
        Variant("asan", clang, flags=("-fsanitize=address",), environment=(("ASAN_OPTIONS", "detect_leaks=0"),)),
        # What it takes for a bug of the program, since the C library is not instrumented, shall not
        # end the run, and is said below the table.
        Variant("msan", clang, flags=("-fsanitize=memory", "-fsanitize-recover=memory"),
                environment=(("MSAN_OPTIONS", "halt_on_error=0:exitcode=0"),)),
    )
    return {variant.name: variant for variant in found}
