"""The road of a pointer as an SVG picture, from the release to the reclaim.

Each step is a station beside its source lines. The released pointer has a lane, and so has the pointer that was reclaimed,
if it is another one: the two have the same bits and different histories. A bar at each station shows the object: its
header, its payload, and how much of it the pointer may reach there.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
from html import escape

from . import words

WIDTH = 356
LANES = {"released": 24, "other": 52}  # x of the lanes
TEXT = 82  # x of the words
BAR = (TEXT, 200, 20)  # x, width and height of the object
ROW_MIN = 132  # height of a station
STATION = 26  # y of a station in its row


class Object:
    """The sizes of what was released and of what is rebuilt; 0: not known."""

    def __init__(self, report):
        owner, release = report.owner, report.release
        self.header = max(owner.get("header", 0), release.get("header", 0))
        self.bare = {name for name, sizes in (("owner", owner), ("release", release)) if sizes.get("header") == 0}
        self.payload = owner.get("payload", 0) or release.get("payload", 0)
        self.released = release.get("payload", 0) or self.payload
        self.span = report.pointer.get("span", 0)
        whole = max(self.payload, self.released, self.span, 8)
        self.head_width = round(BAR[1] * min(0.4, self.header / (self.header + whole))) if self.header else 0
        if self.head_width:
            self.head_width = max(self.head_width, 52)
        self.scale = (BAR[1] - self.head_width) / whole

    def width(self, size):
        return max(14, round(size * self.scale)) if size else BAR[1] - self.head_width


def text(x, y, string, name="", anchor="start"):
    return '<text x="%d" y="%d" class="%s" text-anchor="%s">%s</text>' % (x, y, name, anchor, escape(string))


def cut(string, most):
    return string if len(string) <= most else string[:most - 1] + "…"


def box(x, y, width, name, label=""):
    parts = ['<rect x="%d" y="%d" width="%d" height="%d" rx="3" class="%s"/>' % (x, y, width, BAR[2], name)]
    if label and width >= 7 * len(label) - 4:
        parts.append(text(x + width // 2, y + 14, label, "in-bar", "middle"))
    return "".join(parts)


def bar(thing, y, head, body, size, label=""):
    """The object at Y. HEAD and BODY are classes of the header and of the payload, of which SIZE bytes are shown.

    HEAD is "" if there is none."""
    parts = []
    x = BAR[0]
    if thing.head_width:
        if head:
            parts.append(box(x, y, thing.head_width, head, "header"))
        x += thing.head_width
    parts.append(box(x, y, thing.width(size), body, label or ("%d bytes" % size if size else "object")))
    parts.append('<path d="M%d %d l-4 7 h8 z" class="arrow"/>' % (x, y + BAR[2] + 2))
    return "".join(parts)


def may(write, full, header, span):
    if not write and not full:
        return "may read %s only" % (words.plural(span, "byte") if span else "what was borrowed")
    if not full:
        return "may read and write %s" % (words.plural(span, "byte") if span else "what was borrowed")
    if not write:
        return "may only read"
    return "may write" + (", reaches the header" if header else "")


def release_bar(report, thing, y):
    head = "" if "release" in thing.bare else "good"
    family = report.release.get("family", "").rsplit("::", 1)[-1]
    return bar(thing, y, head, "good", thing.released), ("as %s: " % family if family and report.kind == "wrong-owner" else "") + may(
        True, True, thing.header if head else 0, 0)


def loss_bar(report, thing, y):
    pointer = report.pointer
    history = pointer.get("history")
    if history == "key":
        return bar(thing, y, "out", "out", thing.payload, "only compared"), "reaches nothing: it is only compared"
    if history == "forged":
        return bar(thing, y, "out", "out", thing.payload, "?"), "was a number, and no pointer"
    full = not pointer.get("lacks_full")
    body = "weak" if pointer.get("lacks_write") else "good"
    return bar(thing, y, body if full else "out", body, thing.span), may(not pointer.get("lacks_write"), full, thing.header, thing.span)


def interior_bar(report, thing, y):
    """The released object, and in it what is rebuilt."""
    offset = int(report.pointer.get("address", "0"), 16) - int(report.release.get("address", "0"), 16)
    parts = []
    x = BAR[0]
    if thing.head_width:
        parts.append(box(x, y, thing.head_width, "out"))
        x += thing.head_width
    parts.append(box(x, y, thing.width(thing.released), "out"))
    at = x + min(max(0, round(offset * thing.scale)), BAR[1] - thing.head_width - 14)
    width = min(thing.width(thing.payload), BAR[0] + BAR[1] - at)
    parts.append(box(at, y, width, "bad", words.plural(thing.payload, "byte") if thing.payload else ""))
    parts.append('<path d="M%d %d l-4 7 h8 z" class="arrow"/>' % (at, y + BAR[2] + 2))
    return "".join(parts), "begins %s inside the object" % words.plural(offset, "byte")


def reclaim_bar(report, thing, y):
    pointer = report.pointer
    if report.kind == "interior":
        return interior_bar(report, thing, y)
    lacks_full, lacks_write = pointer.get("lacks_full"), pointer.get("lacks_write")
    needs = []
    if lacks_write:
        needs.append("write")
    if lacks_full:
        needs.append("the header" if thing.header else "all of it")
    if needs:
        head = "bad" if lacks_full or lacks_write else "good"
        return bar(thing, y, head, "bad" if lacks_write or not thing.header else "need", thing.payload), "needs " + " and ".join(needs)
    body = "bad" if report.kind in ("wrong-size", "wrong-owner", "stale", "already-reclaimed", "never-released",
                                    "not-on-the-heap") else "need"
    caption = {
        "wrong-size": "needs " + words.plural(thing.payload, "byte") if thing.payload else "needs more",
        "wrong-owner": "as %s" % (report.owner.get("family") or "another owner").rsplit("::", 1)[-1],
        "stale": "the object is gone",
        "already-reclaimed": "the release was used up",
        "never-released": "nobody gave this owner away",
        "not-on-the-heap": "is a local variable",
    }.get(report.kind, "needs the pointer that was released")
    return bar(thing, y, "" if "owner" in thing.bare else body, body, thing.payload), caption


def other_bar(report, thing, y):
    return bar(thing, y, "out", "out", thing.payload, "free"), "the memory went back to the allocator"


def first_bar(report, thing, y):
    return bar(thing, y, "good", "good", thing.payload), "took the release"


def later_bar(report, thing, y):
    return bar(thing, y, "need", "need", thing.payload), "another object with this address"


BARS = {"release": release_bar, "loss": loss_bar, "reclaim": reclaim_bar, "free": other_bar, "first-reclaim": first_bar,
        "other-release": later_bar}


def lane_of(step, steps):
    """Which pointer the step is about: a loss makes another one than the released one."""
    roles = [each.role for each in steps]
    if step.role in ("loss", "other-release") or (step.role == "reclaim" and "loss" in roles):
        return "other"
    return "released"


def station(step, x, y, report):
    bad = step.role == "reclaim"
    mark = {"reclaim": "✗", "free": "×"}.get(step.role, "")
    radius = 9 if bad else 7
    parts = ['<circle cx="%d" cy="%d" r="%d" class="station %s"/>' % (x, y, radius, step.role)]
    if mark:
        parts.append(text(x, y + 4, mark, "mark", "middle"))
    return "".join(parts)


def labels(step, top, report, thing):
    verb, where = words.title_of_step(step, report)
    parts = [text(TEXT, top + STATION + 4, verb, "verb")]
    second = ("by %s()" % cut(words.short_name(step.boundary), 34)) if step.boundary else ("in " + cut(where, 34) if where else "")
    thread = step.by_thread() if step.thread else ""
    if second or thread:
        parts.append(text(TEXT, top + STATION + 20, cut(" · ".join(part for part in (second, thread) if part), 46), "sub"))
    y = top + STATION + 30
    picture, caption = BARS.get(step.role, other_bar)(report, thing, y)
    parts.append(picture)
    parts.append(text(TEXT, y + BAR[2] + 24, caption, "caption" + (" wrong" if step.role == "reclaim" else "")))
    return "".join(parts)


def line(x1, y1, x2, y2, name):
    return '<path d="M%d %d C %d %d, %d %d, %d %d" class="lane %s"/>' % (x1, y1, x1, (y1 + y2) // 2, x2, (y1 + y2) // 2, x2, y2, name)


def roads(steps, tops, total, report):
    """The lanes behind the stations."""
    at = {step.role: (LANES[lane_of(step, steps)], top + STATION) for step, top in zip(steps, tops)}
    parts = []
    x = LANES["released"]
    reclaim = at.get("reclaim")
    if "release" in at and "loss" in at:
        end = total - 18
        outstanding = report.release.get("outstanding", 0)
        parts.append(line(*at["release"], x, end, "good"))
        parts.append('<circle cx="%d" cy="%d" r="5" class="end %s"/>' % (x, end, "open" if outstanding else "shut"))
        parts.append(text(TEXT, end + 5, "still outstanding" if outstanding else "reclaimed already", "caption"))
        parts.append('<path d="M%d %d H%d" class="same"/>' % (x + 3, reclaim[1], reclaim[0] - 10))
        parts.append(text((x + reclaim[0]) // 2, reclaim[1] - 6, "=", "sub", "middle"))
        parts.append('<path d="M%d %d V%d" class="lane weak start"/>' % (LANES["other"], at["loss"][1] - 20, at["loss"][1]))
        parts.append(line(*at["loss"], *reclaim, "weak"))
        return parts
    previous, name = None, "good"
    for step in steps:
        here = at[step.role]
        if step.role == "other-release":
            parts.append('<path d="M%d %d V%d" class="lane good"/>' % (here[0], here[1], total - 18))
            continue
        if previous:
            parts.append(line(*previous, *here, name))
        previous = here
        if step.role in ("free", "first-reclaim"):
            name = "gone"
        if step.role == "loss":
            name = "weak"
    return parts


def svg(report, steps, heights):
    """The picture for STEPS, which are in order; HEIGHTS are those of their rows in pixels."""
    thing = Object(report)
    tops = [sum(heights[:number]) for number in range(len(heights))]
    total = sum(heights)
    verbs = ", then ".join(words.title_of_step(step, report)[0] for step in steps)
    parts = ['<svg class="road" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">' % (
        WIDTH, total, WIDTH, total, escape("The road of the pointer: " + verbs, quote=True))]
    parts += roads(steps, tops, total, report)
    for step, top in zip(steps, tops):
        x = LANES[lane_of(step, steps)]
        parts.append(labels(step, top, report, thing))
        parts.append(station(step, x, top + STATION, report))
    parts.append("</svg>")
    return "".join(parts)
