"""What the kinds of reports mean, in a sentence each.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import pathlib
import re

KINDS = {
    "wrong-provenance": "An owner is rebuilt from a pointer that may not be it: a borrow or a lookup key.",
    "stand-in": "An owner is rebuilt from a pointer that has the bits of the released one, but is not shown to derive from it.",
    "unproven": "An owner is rebuilt from a pointer that is not shown to derive from a release.",
    "never-released": "An owner is rebuilt from bits that were never released.",
    "already-reclaimed": "One release is reclaimed twice.",
    "stale": "An owner is rebuilt from a pointer whose object was freed.",
    "recover-without-release": "custody_recover() is called for a pointer under which nothing is outstanding.",
    "wrong-owner": "One type of owner was released, and another one is rebuilt.",
    "wrong-size": "The rebuilt owner needs more memory than was released.",
    "interior": "An owner is rebuilt from the inside of what was released.",
    "not-on-the-heap": "An owner is rebuilt from the address of a local variable.",
}

ROLES = {
    "reclaim": "rebuilt into an owner",
    "loss": "borrowed",
    "release": "released",
    "free": "freed",
    "first-reclaim": "reclaimed first",
    "other-release": "another release",
}


def meaning(kind):
    return KINDS.get(kind, "An owner is rebuilt from the wrong raw pointer.")


def plural(count, word, several=None):
    return "%d %s" % (count, word if count == 1 else several or word + "s")


def sentence(line):
    """LINE without the colon at its end, and with a capital letter, unless a name begins it."""
    line = line.rstrip(":")
    first = line.split(" ", 1)[0]
    return line[:1].upper() + line[1:] if first.isalpha() else line


def short_name(name):
    """The name of a function without paths and generic arguments: Arc::from_raw."""
    while True:
        shorter = re.sub(r"(\w)<[^<>]*>", r"\1", name)
        if shorter == name:
            break
        name = shorter
    name = re.sub(r"<([^<>]+) as [^<>]+>", r"\1", name).replace("<", "").replace(">", "").split("(")[0]
    parts = name.split("::")
    return "::".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else parts[-1]


def hint(report):
    """The hint of REPORT as one line."""
    return " ".join(report.hint).replace("hint: ", "", 1)


def help_link(report):
    """An address for the part of the documents that explains REPORT, or None if they are not installed here."""
    page, _, part = report.help.partition("#")
    root = os.path.realpath(__file__)
    for _ in range(5):  # PREFIX/lib/custody/python/custody_report/words.py
        root = os.path.dirname(root)
    path = os.path.join(root, "share", "doc", "custody", page)
    return pathlib.Path(path).as_uri() + "#" + part if page and os.path.isfile(path) else None


def caller(bug):
    """By whom the function was called that rebuilds the owner: "f file:line:column", or "" if that is not known."""
    frame = bug.first.caller()
    return " ".join(part for part in (short_name(frame.function), frame.place()) if part) if frame else ""


def title_of_step(step, report):
    """What happened at STEP, in few words."""
    frame = step.frame()
    where = short_name(frame.function) if frame and frame.function else ""
    history = report.pointer.get("history", "")
    if step.role == "loss":
        verb = {"key": "made a lookup key", "forged": "made from an integer", "shared-borrow": "borrowed, shared",
                "exclusive-borrow": "borrowed, exclusive"}.get(history, "borrowed")
    else:
        verb = ROLES.get(step.role, step.role)
    return verb, where


def text_of(report):
    """REPORT as text, close to what the runtime prints."""
    lines = ["%s reclaim of %s in %s (pid %d)" % (report.kind, report.pointer.get("address", "?"), report.program(), report.pid)]
    lines += report.what[:1] + ["  " + line for line in report.what[1:]]
    for step in report.steps:
        if step.heading:
            lines.append(step.heading + ((" by thread " + step.by_thread()) if step.thread else ""))
        for number, frame in enumerate(step.frames):
            lines.append(("    #%d %s %s" % (number, frame.function or "??", frame.place())).rstrip())
            if frame.user and frame.source:
                lines.append("%8d | %s" % (frame.line, frame.source))
    names = (("permission", "permission"), ("exact", "exact"), ("address", "address"), ("stacked_borrows", "Stacked Borrows"),
             ("tree_borrows", "Tree Borrows"))
    lines.append("models: " + "   ".join("%s: %s" % (name, report.models[key]) for key, name in names if key in report.models))
    if report.hint:
        lines.append("hint: " + hint(report))
    if report.help:
        lines.append("help: " + report.help)
    return "\n".join(lines)
