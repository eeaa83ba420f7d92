"""Annotations that GitHub shows beside the source lines of a pull request.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
from . import words
from .terminal import in_order


def escape(text):
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_value(text):
    return escape(text).replace(":", "%3A").replace(",", "%2C")


def message(bug):
    report = bug.first
    lines = list(report.what)
    for step in in_order(report):
        frame = step.frame()
        if step.role != "reclaim" and frame:
            lines.append("%s: %s" % (words.title_of_step(step, report)[0], frame.place()))
    if bug.has_double and words.caller(bug):
        lines.append("called by: " + words.caller(bug))
    if report.hint:
        lines.append("Hint: " + words.hint(report))
    lines.append("Seen %s in %s." % (words.plural(bug.count, "time"), ", ".join(bug.tests() or bug.programs())))
    return "\n".join(lines)


def annotations(results, states, sources):
    """Yield a line for each bug. A known one is a notice, and no error."""
    for bug in results.bugs:
        frame = bug.frame()
        values = []
        if frame and frame.file:
            values.append("file=" + escape_value(sources.relative(frame)))
            values += ["%s=%d" % pair for pair in (("line", frame.line), ("col", frame.column)) if pair[1]]
        values.append("title=" + escape_value("Custody: " + bug.kind))
        level = "notice" if states[bug.fingerprint] == "known" else "error"
        yield "::%s %s::%s" % (level, ",".join(values), escape(message(bug)))
