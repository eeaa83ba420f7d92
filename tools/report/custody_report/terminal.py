"""The summary for a terminal: one block for each bug, the most frequent first.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import sys

from . import words

CODES = {"bold": "1", "red": "1;31", "blue": "1;34", "green": "32", "dim": "2"}


def painter(choice, file):
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    on = choice == "always" or (choice == "auto" and file.isatty() and wanted)
    return (lambda color, text: "\033[%sm%s\033[0m" % (CODES[color], text)) if on else (lambda color, text: text)


def some(names, most=6):
    return ", ".join(names[:most]) + (" and %d more" % (len(names) - most) if len(names) > most else "")


def step_line(report, step, paint):
    frame = step.frame()
    verb, where = words.title_of_step(step, report)
    place = frame.place() if frame else "(no stack was kept)"
    thread = "  by " + step.by_thread() if step.thread else ""
    text = " ".join(part for part in (place, "in " + where if where else "") if part)
    return "    %s %s%s" % (paint("blue", "%-24s" % verb), text, thread)


ORDER = ("release", "loss", "free", "first-reclaim", "other-release", "reclaim")


def in_order(report):
    """The steps in the order in which they happened, as far as that is known."""
    return sorted(report.steps, key=lambda step: ORDER.index(step.role) if step.role in ORDER else 0)


def block(bug, state, paint, full):
    report = bug.first
    new = {"new": paint("red", " new"), "known": paint("dim", " known")}.get(state, "")
    yield "%s %s%s" % (paint("bold", "%d x" % bug.count), paint("red", bug.summary), new)
    yield "    " + words.meaning(bug.kind)
    for step in in_order(report):
        yield step_line(report, step, paint)
    if bug.has_double and words.caller(bug):
        yield "    %s %s" % (paint("blue", "%-24s" % "called by"), words.caller(bug))
    details = [words.plural(bug.processes(), "process", "processes"), "programs: " + some(bug.programs())]
    if bug.tests():
        details.append("tests: " + some(bug.tests()))
    threads = [name for name in bug.threads() if name != "T0"]
    if threads:
        details.append("threads: " + some(threads))
    yield "    " + paint("dim", "; ".join(details) + "; fingerprint " + bug.fingerprint)
    if full:
        yield ""
        yield from ("    " + line for line in words.text_of(report).split("\n"))


def unreclaimed(results):
    """(count, where, boundary) of what was released and never reclaimed, over all processes, most frequent first."""
    rows = {}
    for each in results.unreclaimed:
        key = (each.get("where", ""), each.get("boundary", ""))
        rows[key] = rows.get(key, 0) + each.get("count", 0)
    return sorted(((count, *key) for key, count in rows.items()), key=lambda row: (-row[0], row[1:]))


def write(results, states, options, file=sys.stdout):
    """STATES has "new", "known" or "" for each bug."""
    paint = painter(options.color, file)
    for bug in results.bugs:
        for line in block(bug, states[bug.fingerprint], paint, options.full):
            print(line, file=file)
        print(file=file)
    total = sum(bug.count for bug in results.bugs)
    new = sum(state == "new" for state in states.values())
    line = "custody-report: %s, reported %s, in %s" % (
        words.plural(len(results.bugs), "bug"), words.plural(total, "time"), words.plural(len(results.files), "file"))
    if options.baseline:
        line += "; %d new" % new
    print(paint("bold" if results.bugs else "green", line), file=file)
    if results.counts:
        # A process that a report ends prints no counts.
        print("custody-report: counted in %s: %s verified, %d unverified, %d reported" % (
            words.plural(len(results.counts), "process", "processes"), words.plural(results.total("verified"), "reclaim"),
            results.total("unverified"), results.total("reported")), file=file)
    for key, count in sorted(results.suppressions.items()):
        if not count:
            print("custody-report: this suppression matched nothing in any process: " + ":".join(part for part in key if part), file=file)
    for count, where, boundary in unreclaimed(results):
        print("custody-report: released %s and never reclaimed: %s%s" % (
            words.plural(count, "time"), where, " (%s)" % boundary if boundary else ""), file=file)
    for warning in sorted(set(results.warnings)):
        print("custody-report: warning of a program: " + warning, file=file)
