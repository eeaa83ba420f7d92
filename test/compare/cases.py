# cases.py - the programs with a bug, and their correct twins
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What compare.py compiles and runs: each case is a bug, and the same program without it."""

import os
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
DEVRES = os.path.join(os.path.dirname(HERE), "devres")
REGISTRY = ("arc.c", "devres.c")
LAUNDER = ("launder.c", "launder_memory.c", "launder_calls.c", "launder_values.c")


@dataclass(frozen=True)
class Case:
    """A bug. The twin is the same program with QUIET defined, or run with TWIN_ARGS."""

    name: str
    what: str  # for the table
    source: str
    args: str = ""
    more: tuple = REGISTRY  # other files
    plain: tuple = ()  # files that Custody compiles without the plug-in
    defines: tuple = ()
    twin_args: str = ""  # if given, the twin is not compiled with QUIET
    there: str = DEVRES

    def files(self):
        return [os.path.join(self.there, name) for name in (self.source,) + self.more + self.plain]

    def is_plain(self, path):
        return os.path.basename(path) in self.plain

    def macros(self, twin):
        return list(self.defines) + (["QUIET"] if twin and not self.twin_args else [])

    def arguments(self, twin):
        return (self.twin_args if twin and self.twin_args else self.args).split()

    def program(self, twin):
        """A name for the executable: cases that differ only in their arguments share it."""
        return "-".join([os.path.splitext(self.source)[0]] + ["plain"] * bool(self.plain) + self.macros(twin))


def used(name, what):
    return Case("used-" + name, what, "used.c", more=(), defines=("WAY=" + name,), there=HERE)


def other(name, what):
    return Case("other-" + name, what, "others.c", more=(), defines=("WAY=" + name,), there=HERE)


# The heading of each table, and its rows.
GROUPS = {
    "A wrong owner, and no access outside a live object": [
        Case("S2", "a lookup key is reclaimed", "s02.c"),
        Case("S3", "a stand-in from another owner is reclaimed", "s03.c"),
        Case("S6", "`custody_recover()` after a failed lookup", "s06.c", "unproven", twin_args="object"),
        Case("S7", "a borrowed member is cast to its object and reclaimed", "s07.c"),
        Case("S8", "a borrow is reclaimed while a count is spare", "s08.c"),
        Case("S9", "bits that come from no pointer are reclaimed", "s09.c", "reclaim", twin_args="lookup"),
        Case("S10", "one release is reclaimed twice, and a count is spare", "s10.c", "consuming"),
        Case("S11", "a stale pointer is reclaimed, and its address is used again", "s11.c"),
        Case("S11-pool", "the same in a pool that never calls `free()`", "s11pool.c", more=()),
        used("idle", "a stale pointer is reclaimed, and the owner is not used"),
        Case("S12", "the key of S2, after `realloc()` moved it", "s12.c", "realloc_grow", REGISTRY + LAUNDER),
        Case("S13", "the key of S2, after uninstrumented code moved it", "s13.c", "lost_key", (),
             ("arc.c", "devres.c", "plain.c"), twin_args="return_value"),
        Case("S14", "released as one type, rebuilt as another", "s14.c", more=()),
        Case("S15", "rebuilt as a larger type", "s15.c", more=()),
    ],
    "A wrong owner that is used until memory is damaged": [
        used("stale", "a stale pointer is reclaimed, and the owner is put"),
        used("twice", "two owners of one release are both put"),
        used("larger", "the larger type is written"),
        used("family", "the other type is freed"),
        used("forged", "the owner of invented bits is put"),
    ],
    "No owner in it": [
        other("beyond", "a write behind the end of an array"),
        other("dangling", "a read after `free()`"),
        other("uninitialized", "a branch on memory that nobody wrote"),
        other("punned", "a `float` is read and written as an `int`"),
        other("summed", "a signed sum overflows"),
        other("leaked", "memory is not freed"),
    ],
}
