"""One HTML page that shows each bug. It needs no other file and no network.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
from html import escape

from . import picture, words
from .terminal import in_order

HERE = os.path.dirname(os.path.abspath(__file__))
LINE = 20  # height of a source line in pixels; page.css has the same
CARD = 62  # height of what is around the lines of a card
LONG = 48  # a longer heading takes two lines

KEYWORDS = frozenset("""as async auto await break case char const continue default do double dyn else enum extern extern false
float fn for goto if impl in int let long loop match mod move mut pub ref register return self Self short signed sizeof
static struct super switch true trait type typedef union unsafe unsigned use void volatile where while bool class delete
namespace new nullptr private public template this throw try using virtual""".split())
TOKEN = re.compile(r"//.*|/\*.*?(?:\*/|$)|\"(?:[^\"\\]|\\.)*\"?|\b\d[\w.]*|\b[A-Za-z_]\w*\b|.", re.S)


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def colored(line):
    """LINE of C, C++ or Rust as HTML with classes."""
    parts = []
    for token in TOKEN.findall(line):
        name = ""
        if token.startswith(("//", "/*")):
            name = "comment"
        elif token.startswith('"'):
            name = "string"
        elif token[0].isdigit():
            name = "number"
        elif token in KEYWORDS:
            name = "keyword"
        parts.append('<i class="%s">%s</i>' % (name, escape(token)) if name else escape(token))
    return "".join(parts)


def indentation(lines):
    """The number of characters of white space that all LINES begin with."""
    spaces = [line[:len(line) - len(line.lstrip())] for _, line in lines if line.strip()]
    return len(os.path.commonprefix(spaces))


def source_lines(frame, lines):
    parts = []
    left = indentation(lines)
    for number, line in lines:
        here = number == frame.line
        line = line[left:]
        shown = colored(line)
        if here and left < frame.column <= left + len(line) + 1:
            at = frame.column - left - 1
            end = re.match(r"\w+(?:::\w+)*|.?", line[at:], re.S).end() or 1
            shown = colored(line[:at]) + "<mark>" + colored(line[at:at + end]) + "</mark>" + colored(line[at + end:])
        parts.append('<li%s><b>%d</b><code>%s</code></li>' % (' class="here"' if here else "", number, shown or " "))
    return '<ol class="source">%s</ol>' % "".join(parts)


def path_of(place):
    """PLACE as HTML. If there is not enough room, its directory is cut, and not the line."""
    directory, slash, name = place.rpartition("/")
    shown = '<span class="path name">%s</span>' % escape(name)
    return '<span class="path dir">%s</span>' % escape(directory + slash) + shown if slash else shown


def card(step, report, sources):
    """The HTML of a step, and its height."""
    frame = step.frame()
    lines = sources.around(frame) if frame else []
    heading = words.sentence(step.heading) or "The owner is rebuilt here"
    place = frame.place() if frame else "no stack was kept"
    tall = len(heading) > LONG
    height = max(picture.ROW_MIN, CARD + LINE * (len(lines) + tall))
    by = ""
    if frame and frame.function:
        by = '<span class="by" title="%s"> in <span class="function">%s</span></span>' % (
            escape(frame.function), escape(words.short_name(frame.function)))
    html = ['<div class="card %s" style="height:%dpx">' % (step.role, height),
            '<div class="inner"><div class="title%s">%s</div>' % (" tall" if tall else "", escape(heading)),
            '<div class="where">%s%s</div>' % (path_of(place), by),
            source_lines(frame, lines) if lines else '<p class="missing">The source line is not known.</p>',
            "</div></div>"]
    return "".join(html), height


def road(report, sources):
    steps = in_order(report)
    cards = [card(step, report, sources) for step in steps]
    return '<div class="roads">%s<div class="cards">%s</div></div>' % (
        picture.svg(report, steps, [height for _, height in cards]), "".join(html for html, _ in cards))


def pill(name, result, selected=False):
    kind = "bad" if result == "violated" else "good" if result in ("satisfied",) or result.startswith("allowed") else "none"
    return '<li class="%s%s"><span>%s</span><b>%s</b></li>' % (kind, " selected" if selected else "", escape(name), escape(result))


MODELS = (("permission", "permission", "may it do what the owner does?"), ("exact", "exact", "does it derive from the release?"),
          ("address", "address", "is a release with these bits outstanding?"))


def models(report):
    parts = ['<ul class="models" aria-label="what the models say">']
    for key, name, _ in MODELS:
        if key in report.models:
            parts.append(pill(name, report.models[key], key == report.model))
    for key, name in (("stacked_borrows", "Stacked Borrows"), ("tree_borrows", "Tree Borrows")):
        if key in report.models:
            parts.append(pill(name, report.models[key]))
    return "".join(parts) + "</ul>"


def stacks(report):
    parts = ["<details><summary>Stacks</summary>"]
    for step in in_order(report):
        title = words.sentence(step.heading) or "The reclaim"
        thread = " — thread " + step.by_thread() if step.thread else ""
        parts.append('<h4>%s</h4><ol class="stack" start="0">' % escape(title + thread))
        for frame in step.frames:
            binary = frame.module and not frame.file
            build = " (BuildId: %s)" % frame.build_id if binary and frame.build_id else ""
            parts.append('<li%s><span class="function">%s</span> <span class="path">%s%s</span></li>' % (
                ' class="lib"' if frame.library else "", escape(frame.function or "??"), escape(frame.place()), escape(build)))
        parts.append("</ol>")
    return "".join(parts) + "</details>"


def seen(bug):
    rows = {}
    for report in bug.reports:
        key = (report.program(), report.test(), report.reclaim().by_thread())
        count, pids = rows.get(key, (0, set()))
        rows[key] = (count + report.count, pids | {report.pid})
    times, processes = words.plural(bug.count, "time"), words.plural(bug.processes(), "process", "processes")
    parts = ["<details><summary>Seen %s in %s</summary><table>" % (times, processes),
             "<thead><tr><th>program<th>test<th>thread<th>processes<th>times</tr></thead><tbody>"]
    for (program, test, thread), (count, pids) in sorted(rows.items()):
        shown = ", ".join(map(str, sorted(pids)[:4])) + (", …" if len(pids) > 4 else "")
        cells = (program, test or "–", thread or "–", shown, str(count))
        parts.append("<tr>" + "".join("<td>%s" % escape(cell) for cell in cells) + "</tr>")
    return "".join(parts) + "</tbody></table></details>"


def what_it_means(report):
    """The link to the page that explains this kind of report, or its name if it is not installed here."""
    if not report.help:
        return ""
    link = words.help_link(report)
    name = "<code>%s</code>" % escape(report.help)
    if link:
        name = '<a href="%s">%s</a>' % (escape(link, quote=True), name)
    return '<p class="help"><b>What it means</b> %s</p>' % name


def article(bug, number, state, sources):
    report = bug.first
    frame = bug.frame()
    where = frame.place() if frame else ""
    badge = '<span class="badge state">%s</span>' % state if state else ""
    what = report.what or [bug.summary]
    frames = (frame.function + " " + frame.place() for step in report.steps for frame in step.frames)
    search = " ".join([bug.summary, *what, *bug.tests(), *bug.programs(), *frames]).lower()
    function = ""
    if frame and frame.function:
        called = words.caller(bug)
        function = '<p class="in">in <span class="function">%s</span>%s</p>' % (
            escape(frame.function), ', called by <span class="function">%s</span>' % escape(called) if called else "")
    return "".join([
        '<article id="bug-%d" data-kind="%s" data-search="%s">' % (number, escape(bug.kind, quote=True), escape(search, quote=True)),
        '<header><span class="badge kind">%s</span>%s<span class="badge count">%d ×</span><h2><a href="#bug-%d">%s</a></h2>' % (
            escape(bug.kind), badge, bug.count, number, escape(where or bug.summary)),
        function, "</header>",
        '<p class="what">%s</p>' % escape(words.sentence(what[0])),
        '<ul class="why">%s</ul>' % "".join("<li>%s</li>" % escape(line) for line in what[1:]) if what[1:] else "",
        models(report),
        road(report, sources),
        '<p class="hint"><b>What to do</b> %s</p>' % escape(words.sentence(words.hint(report))) if report.hint else "",
        what_it_means(report),
        stacks(report),
        seen(bug),
        '<p class="fingerprint">fingerprint <code>%s</code></p>' % bug.fingerprint,
        "</article>",
    ])


def contents(results, states):
    parts = ['<nav aria-label="bugs"><ol>']
    for number, bug in enumerate(results.bugs, 1):
        frame = bug.frame()
        parts.append('<li data-for="bug-%d"><a href="#bug-%d"><span class="badge kind">%s</span><span class="path">%s</span>'
                     '<span class="times">%d ×</span></a></li>' % (
                         number, number, escape(bug.kind), escape(frame.place() if frame else bug.summary)
                         + ("<br>" + escape(words.short_name(frame.function)) if frame and frame.function else ""), bug.count))
    return "".join(parts) + "</ol></nav>"


def numbers(results, states):
    total = sum(bug.count for bug in results.bugs)
    count = len(results.bugs)
    cells = [(count, "bug" if count == 1 else "bugs", "bad" if count else "good"), (total, "times reported", "")]
    if any(states.values()):
        cells.insert(1, (sum(state == "new" for state in states.values()), "new", "bad"))
    if results.counts:
        cells += [(results.total("verified"), "reclaims verified", "good"), (results.total("unverified"), "unverified", "")]
    return '<dl class="numbers">%s</dl>' % "".join(
        '<div class="%s"><dd>%d</dd><dt>%s</dt></div>' % (name, value, escape(label)) for value, label, name in cells)


def legend():
    return ('<aside class="legend"><h3>How to read the picture</h3><ul>'
            '<li><svg width="34" height="10"><path d="M2 5H32" class="lane good"/></svg> the pointer that was released</li>'
            '<li><svg width="34" height="10"><path d="M2 5H32" class="lane weak"/></svg> another pointer: same bits, other history</li>'
            '<li><svg width="34" height="10"><path d="M2 5H32" class="lane gone"/></svg> the object is gone, or the release used up</li>'
            '<li><span class="key good"></span> may be reached and written</li><li><span class="key weak"></span> may only be read</li>'
            '<li><span class="key out"></span> out of reach</li>'
            '<li><span class="key bad"></span> needed, and not allowed</li></ul></aside>')


def unverified(results):
    if not results.unverified:
        return ""
    rows = {}
    for each in results.unverified:
        key = (each.get("where", ""), each.get("reason", ""), each.get("boundary", ""))
        rows[key] = rows.get(key, 0) + each.get("count", 0)
    parts = ['<section class="unverified"><h2>Unverified reclaims</h2><table>'
             '<thead><tr><th>times<th>reason<th>where<th>boundary</tr></thead><tbody>']
    for (where, reason, boundary), count in sorted(rows.items(), key=lambda row: (-row[1], row[0])):
        parts.append("<tr>" + "".join("<td>%s" % escape(cell) for cell in (str(count), reason, where, boundary)) + "</tr>")
    return "".join(parts) + "</tbody></table></section>"


def document(results, states, sources, title):
    bugs = "".join(article(bug, number, states[bug.fingerprint], sources) for number, bug in enumerate(results.bugs, 1))
    return "".join([
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta name="color-scheme" content="light dark"><title>%s</title>' % escape(title),
        "<style>%s</style></head><body>" % read("page.css"),
        '<div class="top"><h1>%s</h1>%s' % (escape(title), numbers(results, states)),
        '<div class="tools"><input id="search" type="search" placeholder="Search: function, file, test, kind" aria-label="search">'
        '<button id="theme" type="button">Dark or light</button><button id="print" type="button">Print</button></div></div>',
        '<div class="page">', contents(results, states) if len(results.bugs) > 1 else "", "<main>",
        bugs or '<p class="empty">Nothing was reported.</p>',
        '<p class="empty" id="nothing" hidden>No bug matches the search.</p>',
        unverified(results), legend() if results.bugs else "", "</main></div>",
        "<script>%s</script></body></html>\n" % read("page.js"),
    ])
