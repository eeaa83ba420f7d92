#!/usr/bin/env python3
"""Generate the man pages and the shell completion from the texts that the tools and the documents have already.

usage: gen-man.py --bin DIR --version VERSION --out DIR

Writes DIR/man/man1/TOOL.1 from `TOOL --help` or from the comment at the top of the script, DIR/man/man7/custody.7 from
docs/usage.md and the pages for C, C++ and mixed programs, DIR/man/man7/custody-options.7 from include/custody/options.def, and
DIR/bash-completion/completions/TOOL and DIR/zsh/site-functions/_TOOL from the options in `TOOL --help`.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import importlib.util
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# name: what it is in a line; whether --help is its own and not that of a compiler
TOOLS = {
    "custody-clang": ("clang with the provenance sanitizer", False),
    "custody-clang++": ("clang++ with the provenance sanitizer", False),
    "custody-config": ("paths and flags for build systems that call the compiler themselves", True),
    "custody-report": ("shows the reports that programs wrote as JSON", True),
    "custody-run": ("starts a program with the shared runtime of the provenance sanitizer", True),
    "custody-rustc": ("rustc with the provenance sanitizer", False),
    "custody-rustdoc": ("rustdoc whose documentation tests run with the provenance sanitizer", False),
    "custody-scan": ("finds boundaries and suspicious reclaims in C and C++ sources", True),
    "cargo-custody": ("cargo with the provenance sanitizer", True),
}
ALSO = "custody(7), custody-options(7), custody-clang(1), custody-report(1), cargo-custody(1)"
# The texts name other pages of the documents.
PAGES = "The pages semantics.md, reports.md and the others named here are in share/doc/custody/docs of the installation."


# --- roff -----------------------------------------------------------------------------------------

def escape(text):
    for character, roff in (("\\", "\\e"), ("-", "\\-"), ("'", "\\(aq"), ("`", "\\(ga"), ("^", "\\(ha"), ("~", "\\(ti")):
        text = text.replace(character, roff)
    return text


def line_of(text):
    """TEXT as a line of roff: a control character must not stand at its start."""
    return ("\\&" if text[:1] in (".", "'") else "") + text


def verbatim(text):
    lines = [line_of(escape(line)) for line in text.rstrip("\n").split("\n")]
    return [".nf", *lines, ".fi"]


def inline(text):
    """Markdown inside a paragraph: code and emphasis become bold and italics, links lose their addresses."""
    parts = []
    for piece in re.split(r"(`[^`]*`|\*\*[^*]+\*\*|(?<!\w)\*[^*]+\*(?!\w)|\[[^\]]+\]\([^)]*\))", text):
        if piece.startswith("`"):
            parts.append("\\fB%s\\fR" % escape(piece[1:-1]))
        elif piece.startswith("**"):
            parts.append("\\fB%s\\fR" % inline(piece[2:-2]))
        elif piece.startswith("*") and len(piece) > 2:
            parts.append("\\fI%s\\fR" % escape(piece[1:-1]))
        elif piece.startswith("[") and "](" in piece:
            parts.append(inline(piece[1:piece.index("](")]))
        else:
            parts.append(escape(piece))
    return "".join(parts)


def table(lines):
    """A table of Markdown: the first cell of each row is a heading of the others."""
    out = []
    rows = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in lines]
    for row in rows[2:]:
        out += [".TP", line_of(inline(row[0])) or "\\&", line_of("; ".join(inline(cell) for cell in row[1:] if cell)) or "\\&"]
    return out + [".PP"] if rows[2:] else out


def block(lines):
    """A paragraph or a list item."""
    text = " ".join(line.strip() for line in lines)
    item = re.match(r"(-|\d+\.) +", text)
    if item:
        mark = "\\(bu" if item.group(1) == "-" else item.group(1)
        return ['.IP "%s" 3' % mark, line_of(inline(text[item.end():]))]
    return [".PP", line_of(inline(text))]


def markdown(text):
    """The roff of a page in the Markdown that our documents use."""
    out, lines = [], text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            end = at + 1
            while end < len(lines) and not lines[end].startswith("```"):
                end += 1
            out += [".PP", ".RS 4", *verbatim("\n".join(lines[at + 1:end])), ".RE"]
            at = end + 1
        elif line.startswith("    ") and line.strip():
            end = at
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            out += [".PP", ".RS 4", *verbatim("\n".join(each[4:] for each in lines[at:end])), ".RE"]
            at = end
        elif line.startswith("#"):
            level, title = line.split(" ", 1)
            if len(level) == 2:
                out.append(".SH %s" % escape(title.upper()))
            elif len(level) > 2:
                out.append(".SS %s" % escape(title))
            at += 1
        elif line.startswith("|"):
            end = at
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            out += table(lines[at:end])
            at = end
        elif not line.strip() or line.startswith("<!--"):
            at += 1
        else:
            end = at + 1
            while end < len(lines) and lines[end].strip() and not re.match(r"(```|#|\||- |\d+\. )", lines[end]):
                end += 1
            out += block(lines[at:end])
            at = end
    return out


def page(name, section, what, body, version):
    head = ['.TH "%s" "%d" "" "Custody %s" "Custody"' % (escape(name.upper()), section, version), ".SH NAME",
            "%s \\- %s" % (escape(name), escape(what))]
    return "\n".join(head + body + [".SH SEE ALSO", escape(ALSO), ".PP", escape(PAGES)]) + "\n"


# --- the texts ------------------------------------------------------------------------------------

def help_of(path):
    environment = dict(os.environ, COLUMNS="90", LC_ALL="C", PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run([path, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          check=False, env=environment)
    if done.returncode:
        sys.exit("gen-man.py: %s --help failed:\n%s" % (path, done.stderr))
    return done.stdout


def comment_of(path):
    """The comment at the top of a script, without its first lines: the first one names the program, the second the licence."""
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in list(file)[1:]:
            if not line.startswith("#"):
                break
            lines.append(line[1:].rstrip("\n")[1:])
    return "\n".join(line for line in lines[1:] if not line.startswith("SPDX")).strip("\n")


def section_of(document, title):
    """The section of a document in docs/ under the heading TITLE."""
    with open(os.path.join(HERE, document), encoding="utf-8") as file:
        text = file.read()
    found = re.search(r"^(#+) %s\n(.*?)(?=^#{1,3} |\Z)" % re.escape(title), text, re.M | re.S)
    if not found:
        sys.exit("gen-man.py: %s has no section '%s'" % (document, title))
    return found.group(2)


def tool_page(name, path, version):
    what, own = TOOLS[name]
    if own:
        body = [".SH DESCRIPTION", *verbatim(help_of(path))]
    else:
        body = [".SH DESCRIPTION"]
        for paragraph in comment_of(path).split("\n\n"):
            body += verbatim(paragraph) if paragraph.startswith("  ") else [".PP", line_of(escape(" ".join(paragraph.split())))]
    if name.startswith("custody-clang"):
        body += [".SH USE", *markdown(section_of("usage.md", "The wrapper"))]
    return page(name, 1, what, body, version)


def options_page(version):
    spec = importlib.util.spec_from_file_location("gen_options", os.path.join(HERE, "gen-options.py"))
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    with open(generator.SOURCE, encoding="utf-8") as file:
        text = generator.page(file.read())
    return page("custody-options", 7, "options of the provenance sanitizer at run time", [".SH DESCRIPTION", *markdown(text)], version)


def guide_page(version):
    body = [".SH DESCRIPTION"]
    for name in ("usage.md", "c.md", "cpp.md", "mixed.md"):
        with open(os.path.join(HERE, name), encoding="utf-8") as file:
            body += markdown(file.read())
    return page("custody", 7, "a provenance sanitizer for C, Rust, and programs that mix the two", body, version)


# --- completion -----------------------------------------------------------------------------------

def options_of(text):
    """The options that a help text names."""
    return sorted(set(re.findall(r"(?<![\w-])(--?[A-Za-z][\w-]*)(?:=?)", text)) - {"-directory"})


BASH = """# Completion of {name}; generated from its --help.
{function}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}}
  COMPREPLY=()
  case $word in
  -*) mapfile -t COMPREPLY < <(compgen -W '{options}' -- "$word") ;;
  *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
  esac
}}
complete -o filenames -F {function} {name}
"""
BASH_CLANG = """# Completion of {name}: that of clang.
{function}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}}
  COMPREPLY=()
  case $word in
  -*) mapfile -t COMPREPLY < <("${{COMP_WORDS[0]}}" "--autocomplete=$word" 2>/dev/null | cut -f1) ;;
  *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
  esac
}}
complete -o filenames -F {function} {name}
"""
ZSH = """#compdef {name}
# Generated from its --help.
_arguments {options} '*:file:_files'
"""


def completions(name, path):
    function = "_" + re.sub(r"\W", "_", name.replace("++", "_plus"))
    if name.startswith("custody-clang"):
        return BASH_CLANG.format(name=name, function=function), "#compdef %s=clang\n_clang \"$@\"\n" % name
    text = help_of(path) if TOOLS[name][1] else "--test --edition --crate-type --crate-name -C -O -g -o"
    options = options_of(text)
    return BASH.format(name=name, function=function, options=" ".join(options)), ZSH.format(
        name=name, options=" ".join("'%s'" % option for option in options))


# --- main -----------------------------------------------------------------------------------------

def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    for name in TOOLS:
        path = os.path.join(arguments.bin, name)
        if not os.path.exists(path):
            continue  # custody-scan needs Clang's headers
        write(os.path.join(arguments.out, "man", "man1", name + ".1"), tool_page(name, path, arguments.version))
        bash, zsh = completions(name, path)
        write(os.path.join(arguments.out, "bash-completion", "completions", name), bash)
        write(os.path.join(arguments.out, "zsh", "site-functions", "_" + name), zsh)
    write(os.path.join(arguments.out, "man", "man7", "custody.7"), guide_page(arguments.version))
    write(os.path.join(arguments.out, "man", "man7", "custody-options.7"), options_page(arguments.version))


if __name__ == "__main__":
    main()
