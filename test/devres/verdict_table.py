# verdict_table.py - the verdict table of docs/semantics.md, as data
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The expected verdict of every program here, for each of the three models and each optimization level."""

import dataclasses
import functools
import os
import re

import verdict_format

REGISTRY = ("arc.c", "devres.c")
LAUNDER = ("launder.c", "launder_memory.c", "launder_calls.c", "launder_values.c")
QUIET = ("QUIET",)  # the correct twin of a program, which must be silent
Row = functools.partial(verdict_format.Row, more=REGISTRY)

OK = ("1v", "1v", "1v")
KEY = ("wrong-provenance", "stand-in", "1v")

ROWS = [
    Row("S1-callback", "s01.c", *OK),
    Row("S1-release-action", "s01.c", *OK, args="now"),
    Row("S2", "s02.c", *KEY),
    Row("S2-quiet", "s02.c", *OK, defines=QUIET),
    Row("S3", "s03.c", "1u", "stand-in", "1v"),
    Row("S3-quiet", "s03.c", *OK, defines=QUIET),
    Row("S4-return", "s04.c", *OK),
    Row("S4-out-parameter", "s04.c", *OK, args="out"),
    Row("S5-remove", "s05.c", *OK),
    Row("S5-callback", "s05.c", *OK, args="callback"),
    Row("S6-object", "s06.c", *OK, args="object"),
    Row("S6-member", "s06.c", *OK, args="member"),
    Row("S6-unproven", "s06.c", *["recover-without-release"] * 3, args="unproven"),
    Row("S7", "s07.c", *KEY),
    Row("S7-quiet", "s07.c", *OK, defines=QUIET),
    Row("S8", "s08.c", *KEY),
    Row("S8-quiet", "s08.c", *OK, defines=QUIET),
    Row("S9-lookup", "s09.c", "0?", "0?", "0?", args="lookup"),
    Row("S9-reclaim", "s09.c", *["never-released"] * 3, args="reclaim"),
    Row("S9-outside", "s09.c", "1u", "unproven", "never-released",
        args="outside 0x5eed5eed5ee0", at="OUTSIDE HERE"),
    Row("S9-roundtrip", "s09.c", "1?", "1v", "1v", args="roundtrip"),
    Row("S10-transfer", "s10.c", *["already-reclaimed"] * 3, args="transfer",
        at="TRANSFER IN", caller="SECOND TRANSFER", first="FIRST TRANSFER",
        released="TRANSFER OUT"),
    Row("S10-transfer-quiet", "s10.c", "2v", "2v", "2v", args="transfer", defines=QUIET),
    Row("S10-consuming", "s10.c", *["already-reclaimed"] * 3, args="consuming",
        at="SECOND CONSUMING", first="FIRST CONSUMING", released="RELEASED CONSUMING"),
    Row("S10-consuming-quiet", "s10.c", "2v", "2v", "2v", args="consuming", defines=QUIET),
    Row("S11-reused", "s11.c", "stale", "stale", "2v", released="FIRST RELEASED"),
    Row("S11-quiet", "s11.c", "2v", "2v", "2v", defines=QUIET),
    Row("S11-dead", "s11.c", "stale", "stale", "stale", args="dead", defines=("HELD",),
        at="DEAD HERE", released="FIRST RELEASED"),
    Row("S14", "s14.c", *["wrong-owner"] * 3, more=()),
    Row("S14-quiet", "s14.c", *OK, more=(), defines=QUIET),
    Row("S14-unnamed", "s14.c", "1u", "1u", "1u", more=(), args="unnamed"),
    Row("S15", "s15.c", *["wrong-size"] * 3, more=()),
    Row("S15-quiet", "s15.c", *OK, more=(), defines=QUIET),
    Row("S15-derived", "s15.c", *OK, more=(), args="derived"),
    Row("S11-pool", "s11pool.c", "stale", "stale", "2v", more=(), released="FIRST RELEASED"),
    Row("S11-pool-quiet", "s11pool.c", "2v", "2v", "2v", more=(), defines=QUIET),
    Row("S11-pool-silent", "s11pool.c", "2v", "2v", "2v", more=(), defines=("SILENT_POOL",)),
]


def launder_ways():
    """Return the names in launder.h, so that every new way has its tests."""
    with open(os.path.join(os.path.dirname(__file__), "launder.h"), encoding="utf-8") as header:
        return re.findall(r"\bX\((\w+)\)", header.read())


# In these ways the pointer may lose its history. Arithmetic on integers keeps a tag inside a function,
# but not from slot to slot at -O0. qsort belongs to the C library, which is not instrumented.
LENIENT = ("integer_arithmetic", "integer_xor", "qsort_array")


def laundered():
    for way in launder_ways():
        lenient = way in LENIENT
        common = functools.partial(Row, source="s12.c", args=way, more=REGISTRY + LAUNDER,
                                   libs=("-lpthread",), address="1v")
        yield common(f"S12-{way}", permission="wrong-provenance" + ("|1u" if lenient else ""),
                     exact="stand-in")
        yield common(f"S12-{way}-quiet", permission="1?" if lenient else "1v",
                     exact="1v|stand-in" if lenient else "1v", defines=QUIET)


# The ways of S13. With plain code in between, each way except the last is correct, and silent under
# permission. The table does not say how many reclaims are verified. exact can prove none of them, and
# address saw all releases except one.
UNPROVEN = ("1?", "stand-in", "1v")
S13_WAYS = {
    # way: (verdicts if everything is instrumented, verdicts with plain code in between)
    "callback": (OK, UNPROVEN),
    "key_then_callback": (OK, UNPROVEN),
    "look_then_use": (OK, UNPROVEN),
    "out_parameter": (OK, UNPROVEN),
    "return_value": (OK, UNPROVEN),
    "look_then_return": (OK, UNPROVEN),
    "identity": (OK, UNPROVEN),
    "store": (OK, UNPROVEN),
    "copy": (OK, UNPROVEN),
    "global": (OK, UNPROVEN),
    "stack": (OK, UNPROVEN),
    "heap": (OK, UNPROVEN),
    "varargs": (OK, UNPROVEN),
    "release": (("2v", "2v", "2v"), ("2?", "unproven", "never-released")),
    "reclaim": (OK, ("0?", "0?", "0?")),
    "lost_key": (KEY, ("1u", "stand-in", "1v")),
}


def beside_plain():
    plain = ("arc.c", "devres.c", "plain.c")
    for way, (instrumented, beside) in S13_WAYS.items():
        yield Row(f"S13-{way}-instrumented", "s13.c", *instrumented, args=way, more=plain)
        yield Row(f"S13-{way}", "s13.c", *beside, args=way, more=(), plain=plain, at="",
                  released="")


def also(rows, variant, flags, level, requires, linker=()):
    """Return the same rows for programs that are also built with FLAGS, at one LEVEL."""
    for row in rows:
        yield dataclasses.replace(row, name=f"{row.name}-{variant}", variant="-" + variant,
                                  flags=flags, libs=row.libs + flags + linker,
                                  requires=requires, levels=(level,))


ROWS += laundered()
VARIANTS = [
    *also(ROWS, "thinlto", ("-flto=thin",), "O2", ("lld",), ("-fuse-ld=lld",)),
    *also(ROWS, "fulllto", ("-flto=full",), "O2", ("lld",), ("-fuse-ld=lld",)),
    # ASan's quarantine prevents an address from being used again.
    *also([row for row in ROWS if not row.name.startswith("S11")], "asan",
          ("-fsanitize=address",), "O1", ("asan",)),
]
ROWS += beside_plain()
ROWS += VARIANTS
