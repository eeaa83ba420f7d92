# rust_table.py - the verdict table of docs/semantics.md for Rust, and the idioms, as data
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The expected verdict of every run of the programs here, for each of the three models and each build."""

import os
import re

from rust_format import Program, Row

HERE = os.path.dirname(os.path.abspath(__file__))
C = ("shim.c", "../devres/devres.c")
THREAD = Program("thread", "thread.rs", C)
QUIET = Program("thread", "thread.rs", C, cfg=("quiet",))  # the correct twin of a program, which must be silent
LAUNDER = Program("s12", "s12.rs", C)
LAUNDER_QUIET = Program("s12", "s12.rs", C, cfg=("quiet",))
IDIOMS = Program("idioms", "idioms.rs", C)
C13 = C + ("../devres/arc.c", "../devres/plain.c")
PLAIN = Program("s13_plain", "s13.rs", C13, plain=True)
INSTRUMENTED = Program("s13", "s13.rs", C13)

OK = ("1v", "1v", "1v")
KEY = ("wrong-provenance", "stand-in", "1v")
# For an owner without a header whose payload has an UnsafeCell, or whose payload is unknown.
MAYBE = ("1u", "stand-in", "1v")

# Link-time optimization compiles all of std again, which takes long. So each kind of it runs only the tests
# that it is most likely to change: fat runs the scenarios and the idioms, thin the scenarios and their twins.
ROWS = []


def run(scenario, way, *expected, name="", arguments=None, quiet=None, **more):
    """Add a row for a run of the program, and one for its quiet twin with the expectations QUIET."""
    name = name or "-".join(filter(None, (scenario, way)))
    file = re.sub(r"\W", "", re.sub(r"^S(\d+)", lambda n: f"s{int(n.group(1)):02}", scenario)) + ".rs"
    args = arguments or f"{scenario} {way}"
    ROWS.append(Row(name, THREAD, args, *expected, file=file, **more))
    if quiet:
        ROWS.append(Row(name + "-quiet", QUIET, args, *quiet, builds=("debug", "checked", "release", "thin"),
                        options=more.get("options", "")))


CELLS = (r"Stacked Borrows: violated   Tree Borrows: allowed \(interior mutability\)",
         r"^  missing: full-object permission \(offset -16 holds the owner's header\)",
         r"^  write: only inside cells")
FIXED = (r"Stacked Borrows: violated   Tree Borrows: violated",
         r"^  missing: write permission, full-object permission \(offset -16 holds")

run("S1", "detach", *OK, others=True)
run("S1", "release", *OK)
run("S2", "v1-cells", *KEY, quiet=OK, others=True, at="RECLAIM V1", lost="LOST HERE",
    released="RELEASED HERE", shows=CELLS)
run("S2", "v1-fixed", *KEY, quiet=OK, others=True, at="RECLAIM V1", lost="LOST HERE",
    released="RELEASED HERE", shows=FIXED)
run("S2", "merged", *KEY, quiet=OK, at="RECLAIM MERGED", lost="LOST HERE",
    released="RELEASED HERE", shows=CELLS)
# The stack has frames of Rust, then C, then Rust.
run("S2", "callback", *KEY, quiet=OK, others=True, at="RECLAIM FROM C", lost="LOST HERE",
    released="RELEASED HERE", shows=(r"#1 shim_call .*shim\.c:", r"#\d+ thread::main .*thread\.rs:"))
run("S3", "", *MAYBE, quiet=OK, others=True, at="RECLAIM HERE", released="RELEASED HERE")
run("S4", "return", *OK)
run("S4", "out", *OK)
run("S5", "remove", "2v", "2v", "2v")
run("S5", "callback", "2v", "2v", "2v")
run("S6", "object", *OK)
run("S6", "member", *OK)
run("S6", "unproven", *["recover-without-release"] * 3, caller="UNPROVEN HERE")
run("S7", "exclusive", *KEY, quiet=OK, at="RECLAIM HERE", lost="LOST EXCLUSIVE",
    released="RELEASED HERE", shows=("Tree Borrows: allowed$",))
run("S7", "shared", *KEY, quiet=OK, at="RECLAIM HERE", lost="LOST SHARED", released="RELEASED HERE")
for way in ("deref", "star", "method", "field"):
    run("S8", way, *KEY, quiet=OK, others=True, at="RECLAIM " + way.upper(),
        released="RELEASED HERE", shows=("permissions were lost here, at a shared borrow of 24 bytes",))
# The reference is the same value as the pointer: Custody cannot tell which of them is reclaimed.
run("S8", "reborrow", "1u", "1u", "1v")
run("S9", "lookup", "0?", "0?", "0?")
run("S9", "reclaim", *["never-released"] * 3, at="RECLAIM HERE")
run("S9", "outside", "1u", "unproven", "never-released",
    arguments=f"S9 outside {0x5eed5eed5ee0}", at="OUTSIDE HERE")
run("S9", "roundtrip", "1?", "1v", "1v")
run("S10", "transfer", *["already-reclaimed"] * 3, quiet=("4v", "4v", "4v"), at="TRANSFER IN",
    caller="SECOND TRANSFER", first="FIRST TRANSFER", released="TRANSFER OUT")
for way, kind in (("foreign", "ARC"), ("foreign-box", "BOX")):
    run("S10", way, *["already-reclaimed"] * 3, quiet=("2v", "2v", "2v"), at="SECOND " + kind,
        first="FIRST " + kind, released="RELEASED " + kind)
# In a debug build, the free is called from deep inside std.
for way in ("arc-box", "box-arc", "rc-arc", "box-rc", "weak-arc"):
    run("S14", way, *["wrong-owner"] * 3, quiet=OK, others=True, at="RECLAIM " + way, released="RELEASED " + way,
        shows=(r"^  it was released by <alloc::.+>::into_raw\(\) and stands for alloc::",))
run("S14", "weak-living-arc", *["silent"] * 3)  # 1 unverified: other-owner
for way in ("box", "rc", "align", "slice", "vec", "table"):
    run("S15", way, *["wrong-size"] * 3, quiet=OK, others=True, at="RECLAIM " + way, released="RELEASED " + way,
        shows=(r"needed, but \d+",))
run("S15", "legal", *["silent"] * 3, others=True)
for way in ("box", "arc", "slice", "vec"):
    run("S16", way, *["interior"] * 3, quiet=OK, others=True, at="RECLAIM " + way, released="RELEASED " + way,
        shows=(r"^  it points \d+ bytes behind the address that was released by <alloc::",))
run("S16", "own", "silent", "silent", "never-released")  # container_of of a crate's own type
for way in ("vec", "string", "slice"):
    run("S17", way, *KEY, quiet=OK, others=True, at="RECLAIM " + way)
run("S17", "stale", *["stale"] * 3, quiet=("2v", "2v", "2v"), at="RECLAIM stale", released="RELEASED HERE",
    freed="FREED HERE")
for way in ("box", "arc", "vec"):
    run("S18", way, *["not-on-the-heap"] * 3, quiet=OK, others=True, at="RECLAIM " + way,
        shows=(r"^  it is the address of a local variable",))
run("S18", "empty", "silent", "unproven", "never-released")  # owners of nothing
run("S11", "reused", "stale", "stale", "2v", quiet=("2v", "2v", "2v"), at="RECLAIM HERE",
    released="FIRST RELEASED HERE", freed="FREED HERE", options="stack_depth=16:quarantine=0")
run("S11", "dead", "stale", "stale", "stale", at="DEAD HERE", released="FIRST RELEASED HERE",
    freed="FREED HERE", options="stack_depth=16")

# S2 for each kind of owner.
OWNERS = {
    "arc": KEY, "arc-weak": KEY, "arc-slice": KEY, "arc-str": KEY, "arc-dyn": MAYBE, "rc": KEY,
    "rc-weak": KEY, "box": KEY, "box-cells": MAYBE, "box-slice": KEY, "cstring": KEY,
    "counted": KEY, "own": KEY, "foreign-arc": KEY, "foreign-box": KEY, "decrement": KEY,
    "increment": KEY,
}
for way, expected in OWNERS.items():
    # The boundary of a crate's own type may itself be the first frame.
    where = {"caller" if way in ("counted", "own") else "at": "RECLAIM " + way}
    # A `dyn` reference is no borrow, because the type behind it is unknown.
    run("S2-owners", way, *expected, quiet=OK, name="S2-" + way, **where,
        lost="" if way in ("arc-dyn", "cstring") else "LOST HERE",
        others=way == "own")  # compilers differ in how they name its drop glue


def names_in(file, macro):
    """Return the names in a table of FILE, so that every new entry has its tests."""
    with open(os.path.join(HERE, file), encoding="utf-8") as source:
        table = re.search(rf"^{macro}! {{\n(.*?)^}}", source.read(), re.M | re.S)
    return table.group(1).split()


# S12. In these ways the pointer may lose its history: it was an integer in memory, or uninstrumented code
# moved it. In a debug build more values go through memory.
LENIENT = ("hash_key", "integer_arithmetic", "integer_stored", "integer_atomic", "integer_bytes",
           "union_integer", "packed", "unaligned", "c_structure", "c_qsort", "thread_local")
for way in names_in("launder.rs", "ways") + names_in("launder_calls.rs", "ways"):
    lenient = way in LENIENT
    # any, unwind: a Box is released and reclaimed on the way, which counts too.
    right = "silent" if way in ("any", "unwind", "unwind_resume") else "1?" if lenient else "1v"
    # Not with link-time optimization: it takes long, and S1 to S11 already test its effects.
    common = {"args": way, "builds": ("debug", "checked", "release"), "file": "s12.rs"}
    ROWS.append(Row("S12-" + way, LAUNDER, permission="wrong-provenance" + ("|1u" if lenient else ""),
                    exact="stand-in", address="silent" if right == "silent" else "1v",
                    at="RECLAIM HERE", lost="LOST HERE", **common))
    ROWS.append(Row(f"S12-{way}-quiet", LAUNDER_QUIET, permission=right,
                    exact=right + "|stand-in" if lenient else right,
                    address="silent" if right == "silent" else "1v", **common))

# S13. With plain code in between, each way except the last is correct, and silent under permission. exact
# can prove none of them, and address saw all releases.
for way in re.findall(r'^        "(\w+)" =>', open(os.path.join(HERE, "s13.rs")).read(), re.M):
    builds = ("debug", "checked", "release")
    lost = way == "lost_key"
    beside = ("1u" if lost else "1?", "stand-in", "1v")
    expected = KEY if lost else ("1?", "1v|stand-in", "1v") if way == "structure" else OK
    ROWS.append(Row("S13-" + way, PLAIN, way, *beside, builds=builds))
    ROWS.append(Row(f"S13-{way}-instrumented", INSTRUMENTED, way, *expected, builds=builds,
                    file="s13.rs", at="RECLAIM HERE"))

# The idioms are legal code, and silent under permission.
for file in sorted(f for f in os.listdir(HERE) if re.match(r"idioms_\w+\.rs$", f)):
    for case in names_in(file, "cases"):
        ROWS.append(Row("idiom-" + case, IDIOMS, case, "silent", builds=("debug", "checked", "release", "fat")))
