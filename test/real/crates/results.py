"""The table, the page and the file of results.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fcntl
import json
import os

HEAD = ["crate", "version", "build", "tests", "plain", "Custody", "verified", "unverified", "reported", "verdict"]
LEFT = 3  # so many columns are text; the last one is, too


def cells(row):
    """Return the cells of one row of the table."""
    verified, unverified, reported = row["counts"]
    return [row["crate"], row["version"], row["profile"], str(row["tests"]), str(row["plain"]), str(row["custody"]),
            str(verified), str(unverified), str(reported), row["verdict"]]


def table(rows, head, body, left=LEFT):
    """Return a Markdown table. BODY are lists of cells."""
    body = [head] + body
    widths = [max(len(row[column]) for row in body) for column in range(len(head))]
    text = [i < left or i == len(head) - 1 for i in range(len(head))]
    lines = ["| " + " | ".join(c.ljust(w) if t else c.rjust(w) for t, c, w in zip(text, row, widths)) + " |" for row in body]
    lines.insert(1, "|" + "|".join("-" * (w + 1) + ("-" if t else ":") for t, w in zip(text, widths)) + "|")
    return "\n".join(lines) + "\n"


def table_of(rows):
    body = [cells(row) for row in rows]
    total = [str(sum(int(line[column]) for line in body)) for column in range(LEFT, len(HEAD) - 1)]
    return table(rows, HEAD, body + [["total", "", ""] + total + [""]])


def table_of_reasons(rows):
    """Return how many reclaims are unverified for each reason, and which crates have most of them."""
    reasons, crates = {}, {}
    for row in rows:
        for reason, number in row["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + number
            share = crates.setdefault(reason, {})
            share[row["crate"]] = share.get(row["crate"], 0) + number
    if not reasons:
        return ""
    body = []
    for reason, number in sorted(reasons.items(), key=lambda item: -item[1]):
        most = sorted(crates[reason].items(), key=lambda item: -item[1])[:4]
        body.append([reason, str(number), ", ".join("%s %d" % pair for pair in most)])
    return table(rows, ["reason", "reclaims", "most of them in"], body, left=1)


def path_of(where):
    return os.path.join(where, "results.json")


def remembered(where):
    """Return what is kept: for each key ("crate NAME VERSION PROFILE") the last row."""
    try:
        with open(path_of(where), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def remember(where, key, row):
    """Save a row at once. A complete run takes long, so it can be stopped and continued."""
    with open(path_of(where) + ".busy", "w", encoding="ascii") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)  # two runs may share the directory, one for each profile
        rows = remembered(where)
        rows[key] = row
        with open(path_of(where) + ".new", "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1, sort_keys=True)
        os.replace(path_of(where) + ".new", path_of(where))


def left_out(entries):
    lines = []
    for entry in entries:
        for key, words in (("drop", "dev-dependency dropped"), ("without", "test file left out"), ("skip", "test left out")):
            for name, why in entry.get(key, {}).items():
                lines.append("- %s: %s `%s`: %s" % (entry["name"], words, name, why))
    return "\n".join(lines) + "\n" if lines else ""
