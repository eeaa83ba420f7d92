"""The page docs/crates.md: all results that are kept in the build directory.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import results
from bugs import BUGS
from table import CRATES


def table_of_bugs(rows):
    """Return one line for each known bug: the profiles side by side."""
    bugs = {}
    for row in rows:
        bugs.setdefault((row["crate"], row["driver"]), []).append(row)
    body = []
    for (name, _), both in bugs.items():
        said = []
        for row in both:
            hit = any(row["line"] in summary for summary in row["reports"])
            said.append("%s: %s" % (row["profile"], row["kind"] if hit else "not reported"))
        mended = both[0]["mended"]
        silent = all(not row["mended counts"] or not row["mended counts"][2] for row in both)
        body.append([name, both[0]["version"], both[0]["line"], ", ".join(said),
                     "%s, %s" % (mended, "silent" if silent else "REPORTED") if mended else "none"])
    return results.table(rows, ["crate", "version", "line", "reported as", "mended version"], body, left=5)


def bug_notes(rows):
    tested = {(row["crate"], row["driver"]) for row in rows}
    notes = []
    for bug in BUGS:
        words = bug["what"] + (" (%s)" % bug["see"] if "see" in bug else "")
        words += ". Not reported: " + bug["missed"] if "missed" in bug else ""
        words += ". Not reported in debug: " + bug["missed debug"] if "missed debug" in bug else ""
        words += "" if (bug["name"], bug["driver"]) in tested else ". Not in the table: no result is kept"
        notes.append("- %s %s, `%s`: %s\n" % (bug["name"], bug["version"], bug["line"], words))
    return "".join(notes)


def found_notes(entries):
    lines = ["- %s %s, `%s`: %s\n" % (entry["name"], entry["version"], name, what)
             for entry in entries for name, what in entry.get("bugs", {}).items()]
    return "\n## Reported in the crates' own tests\n\nEach report is a bug of that version:\n\n" + "".join(lines) if lines else ""


def page_of(where):
    kept = results.remembered(where)
    rows, entries = [], []
    for entry in CRATES:
        found = [kept[key] for profile in ("debug", "release") for key in ["crate %s %s" % (entry["name"], profile)] if key in kept]
        rows += [row for row in found if row["version"] == entry["version"]]
        entries += [entry] if found else []
    bugs = [kept[key] for bug in BUGS for profile in ("debug", "release")
            for key in ["bug %s %s %s" % (bug["name"], bug["driver"], profile)] if key in kept]
    failing = ["- %s, %s: %s\n" % (row["crate"], row["profile"], ", ".join("`%s`" % name for name in row["failing plain"]))
               for row in rows if row["failing plain"]]
    reasons = results.table_of_reasons(rows)
    return PAGE % {
        "table": results.table_of(rows), "listed": len(CRATES), "crates": len(entries),
        "alike": sum(not row["complaints"] for row in rows), "rows": len(rows),
        "reasons": "\n## Why a reclaim is unverified\n\n" + reasons if reasons else "",
        "found": found_notes(entries),
        "bugs": table_of_bugs(bugs) + "\n" + bug_notes(bugs) if bugs else "",
        "left_out": results.left_out(entries),
        "failing": "\nThese tests fail without Custody, too:\n\n" + "".join(failing) if failing else "",
        "differs": "".join("- %s, %s: %s\n" % (row["crate"], row["profile"], words) for row in rows + bugs for words in row["complaints"]),
    }


PAGE = """# Real crates under Custody

`./dev crates` runs the test suites of published crates, and `./dev crates --page docs/crates.md` writes this page. The crates
come from crates.io at exact versions. `test/real/crates/crates.lock` has the checksums of the crates and of all that they
depend on. Each crate is built plain and by `cargo custody test`, and its own tests run in both builds.

*plain* and *Custody* are the numbers of tests that pass. The verdict is *alike* if each test has the same outcome in both
builds and Custody reports nothing. A reclaim is *verified* if the history of the pointer shows that it is right. It is
*unverified* if the history is not known well enough ([semantics.md](semantics.md)).

The numbers of tests depend on the crate and its version alone. The numbers of reclaims change with Custody: a later Custody
may verify more. They also differ a little from run to run, because of threads and random tests. The rows were made over some
hours, while Custody changed. A crate without reclaims shows only that it compiles and behaves as before.

`./dev crates --list` prints the list. It has %(listed)d crates; the table has those that were run to their end so far.
Six more were tried on a busy machine and gave no comparison: concurrent-queue, rpds (the tests of one of the two builds ran
longer than the limit), bzip2, crossbeam-channel (compiling did), string_cache and tinyvec (no test runs, even without Custody).

%(table)s
%(alike)d of %(rows)d rows as expected, %(crates)d crates
%(reasons)s%(found)s
## Known bugs

These are published versions that rebuild an owner from the wrong pointer. A driver in `test/real/crates/Inputs` calls the
crate, and is compiled with the buggy version and with a mended one. `./dev crates --known` runs them.

%(bugs)s
## What was left out

Examples, benchmarks and documentation tests are left out for all crates. Random tests (quickcheck, proptest) run 20 rounds.
These are left out too:

%(left_out)s%(failing)s%(differs)s"""
