"""Checks that the pages for users are true.

usage: documents.py kinds VERDICT.C PAGE               each kind of report has a heading in PAGE, and no other has
       documents.py reasons REASONS.DEF PAGE           the table in the section Reasons has each reason of an unverified reclaim
       documents.py examples LANGUAGE PAGE DIR COMMAND compiles the blocks of PAGE that are marked "LANGUAGE KIND"
       documents.py follow PAGE DIR [only|but SECTION...]   runs the commands of PAGE; a SECTION is named by its heading
       documents.py links PAGE...                      each link to another page or section leads somewhere

An example begins with the block that is marked "LANGUAGE common". It must make a report of its KIND, whose line "help:"
names the section of that kind. Where a line ends in "// mended: CODE", the program is also run with CODE instead of the
lines, and must make no report.

To follow a page: a block "LANGUAGE NAME" becomes the file NAME, if there is a dot in NAME. A block "sh" is run, and "sh
status=N" must end with N. The block "text" below it is what it prints, where process IDs, addresses and fingerprints do not
count, and "..." stands for lines.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
import subprocess
import sys


def blocks(page, wanted=lambda section: True):
    """Yields the words behind the fence, and the text, of each block of PAGE in a section that is WANTED."""
    section = ""
    with open(page, encoding="utf-8") as file:
        for found in re.finditer(r"^#+ (.*)$|^```(\w.*)?\n((?:.*\n)*?)```$", file.read(), re.M):
            section = found[1] or section
            if found[2] and wanted(section):
                yield found[2].split(), found[3]


def sections_wanted(page, how, sections):
    """A function that says whether a section is run. HOW is "only" or "but". Ends the program if PAGE has not all SECTIONS."""
    with open(page, encoding="utf-8") as file:
        missing = set(sections) - set(re.findall(r"^#+ (.*)$", file.read(), re.M))
    if missing:
        sys.exit("%s has no section %s" % (page, " and no section ".join(sorted(missing))))
    return lambda section: (section in sections) == (how == "only")


def check_kinds(source, page):
    with open(source, encoding="utf-8") as file:
        table = re.search(r"answer_name\(.*?\n}", file.read(), re.S)[0]
    kinds = [kind for kind in re.findall(r'\[ANSWER_\w+\] = "([\w-]+)"', table) if kind not in ("verified", "unverified")]
    with open(page, encoding="utf-8") as file:
        headings = re.findall(r"^## ([a-z-]+)$", file.read(), re.M)
    wrong = ["%s has no section %s" % (page, kind) for kind in kinds if kind not in headings]
    wrong += ["%s: no report is of the kind %s" % (page, kind) for kind in headings if kind not in kinds]
    shown = {words[1] for words, _ in blocks(page) if len(words) > 1}
    wrong += ["%s has no example for %s" % (page, kind) for kind in kinds if kind not in shown]
    if wrong:
        sys.exit("\n".join(wrong))
    print("%d kinds" % len(kinds))


def check_reasons(source, page):
    with open(source, encoding="utf-8") as file:
        reasons = re.findall(r'CUSTODY_REASON\(\w+, "([\w-]+)"', file.read())
    with open(page, encoding="utf-8") as file:
        section = re.search(r"^### Reasons\n(.*?)^#", file.read(), re.M | re.S)[1]
    shown = re.findall(r"^\| `([\w-]+)` \|", section, re.M)
    if shown != reasons:
        sys.exit("%s has not the reasons of %s in their order: %s" % (page, source, sorted(set(shown) ^ set(reasons))))
    print("%d reasons" % len(reasons))


def run_example(name, text, options, where, language, command):
    source = os.path.join(where, "%s.%s" % (name, {"c": "c", "rust": "rs"}[language]))
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    program = source + ".exe"
    subprocess.run([*command, source, "-o", program], check=True)
    options = ":".join(["symbolize=0", *options])
    ran = subprocess.run([program], env=dict(os.environ, CUSTODY_OPTIONS=options), stderr=subprocess.PIPE, check=False)
    kinds = re.findall(r"ERROR: CustodySanitizer: ([\w-]+)", ran.stderr.decode())
    helped = re.findall(r"^help: docs/reports.md#(.*)$", ran.stderr.decode(), re.M)
    if helped != kinds:
        return ["a report of %s that names the help for %s" % (kinds, helped)]
    return kinds or ["nothing" if ran.returncode == 0 else "status %d" % ran.returncode]


def check_examples(language, page, where, command):
    os.makedirs(where, exist_ok=True)
    found = [(words[1:], text) for words, text in blocks(page) if words[0] == language and len(words) > 1]
    common = "".join(text for (kind, *_), text in found if kind == "common")
    wrong = 0
    for (kind, *options), text in found:
        if kind == "common":
            continue
        mended, count = re.subn(r"^( *).*// mended: (.*)$", r"\1\2", text, flags=re.M)
        for name, program, wanted in ((kind, text, [kind]), (kind + "-mended", mended, ["nothing"])):
            got = run_example(name, common + program, options, where, language, command)
            print("%s: %s" % (name, ", ".join(got)))
            wrong += got != wanted
        wrong += not count
    if wrong:
        sys.exit("%s: %d examples are wrong" % (page, wrong))


def plain(text):
    """TEXT without what is different in each run, as lines."""
    for pattern, word in ((r"==\d+==", "==PID=="), (r"\b0x[0-9a-f]+", "ADDRESS"), (r"\b[0-9a-f]{16}\b", "FINGERPRINT")):
        text = re.sub(pattern, word, text)
    return [line.rstrip() for line in text.strip().split("\n")]


def is_like(shown, got):
    """Whether the lines GOT are SHOWN, in which "..." stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in plain(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in plain(got))) is not None


def follow(page, where, how="but", *sections):
    os.makedirs(where, exist_ok=True)
    printed = None
    for words, text in blocks(page, sections_wanted(page, how, sections)):
        if len(words) > 1 and "." in words[1]:
            with open(os.path.join(where, words[1]), "w", encoding="utf-8") as file:
                file.write(text)
        elif words[0] == "sh":
            wanted = int(words[1].removeprefix("status=")) if len(words) > 1 else 0
            ran = subprocess.run(["sh", "-e", "-c", text], cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            printed = ran.stdout.decode()
            print("%s-> %d" % (text, ran.returncode))
            if ran.returncode != wanted:
                sys.exit("%s: not the status %d, but %d:\n%s" % (page, wanted, ran.returncode, printed))
        elif words[0] == "text" and not is_like(text, printed):
            sys.exit("%s: it prints\n%s\nand not\n%s" % (page, printed, text))


def anchors(page):
    """The names of the sections of PAGE, as a link writes them."""
    with open(page, encoding="utf-8") as file:
        text = re.sub(r"^```.*?^```$", "", file.read(), flags=re.M | re.S)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", text, re.M)}


def check_links(pages):
    wrong = []
    for page in pages:
        with open(page, encoding="utf-8") as file:
            links = re.findall(r"\]\(((?!https?:)[^)]*)\)", file.read())
        for link in links:
            name, _, section = link.partition("#")
            target = os.path.join(os.path.dirname(page), name) if name else page
            if not os.path.exists(target) or (section and section not in anchors(target)):
                wrong.append("%s: no %s" % (page, link))
        print("%s: %d links" % (page, len(links)))
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    if sys.argv[1] == "kinds":
        check_kinds(*sys.argv[2:])
    elif sys.argv[1] == "reasons":
        check_reasons(*sys.argv[2:])
    elif sys.argv[1] == "examples":
        check_examples(*sys.argv[2:5], sys.argv[5:])
    elif sys.argv[1] == "links":
        check_links(sys.argv[2:])
    else:
        follow(*sys.argv[2:])
