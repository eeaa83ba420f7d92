"""The tests of the crate rusqlite, with the SQLite of the distribution.

The machinery is that of test/real/crates: an exact version with a checksum, built plain and by cargo custody.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "test", "real", "crates"))

import store as crates_io  # noqa: E402
from suite import Crate, Failure  # noqa: E402

# Version 0.32 is the last one with bindings for the SQLite of Debian 12. The features array and window need newer bindings.
FEATURES = "backup blob collation functions hooks limits load_extension trace vtab"
ENTRY = {"name": "rusqlite", "version": "0.32.1", "features": ["--no-default-features", "--features", FEATURES]}


class Rusqlite(Crate):
    def environment(self, home, custody):
        kept = super().environment(home, custody)
        if custody:
            kept["CUSTODY_BOUNDARIES"] = os.path.join(ROOT, "share", "boundaries", "sqlite3.list")
        return kept


def check(tree, jobs, update, profiles):
    """Yield one row for each profile, "debug" or "release". Without a profile, only download."""
    arguments = argparse.Namespace(build=tree, jobs=jobs, update=update, offline=False, keep_plain=False, limit=1800, run_limit=900)
    for name in ("rustc", "cargo"):
        system = "/usr/bin/" + name
        setattr(arguments, name, system if os.path.exists(system) else name)
    where = os.path.join(tree, "crates")
    os.makedirs(where, exist_ok=True)
    store = crates_io.Store(where, arguments)
    crate = Rusqlite(ENTRY, where, arguments)
    try:
        crate.unpack(store)
        for profile in profiles:
            yield row_of(profile, crate.test(profile, False, store.home), crate.test(profile, True, store.home))
    except (Failure, crates_io.Unavailable) as failure:
        yield {"suite": "rusqlite", "program": "rusqlite", "left out": "", "complaints": [str(failure)]}


def row_of(profile, plain, custody):
    counts = dict(zip(("verified", "unverified", "reported"), custody.counts))
    counts.update({"(%s)" % reason: count for reason, count in custody.reasons.items()})
    outcomes = [sorted("%s %s" % (outcome, name) for name, outcome in result.outcomes.items()) for result in (plain, custody)]
    ends = [result.ended or "exit 0" for result in (plain, custody)]
    complaints = custody.reports + custody.trouble
    if outcomes[0] != outcomes[1] or ends[0] != ends[1]:
        complaints = complaints + ["another outcome than without Custody"]
    return {"suite": "rusqlite", "program": "rusqlite, " + profile, "left out": "", "complaints": complaints,
            "plain": [[ends[0], outcomes[0]]], "custody": [[ends[1], outcomes[1]]], "counts": counts, "reports": custody.reports}
