"""Checks that docs/rust.md has a row for each function of the standard library that looks like a boundary.

usage: std_list.py [--list] [--source DIRECTORY] [DOCUMENT]

The source is what Debian's package rust-web-src installs, or rustup's component rust-src. A function looks
like a boundary if it is public and its name is one of NAMES. The document has a table

    | function | what Custody does |
    | `Box::from_raw`, `Box::from_raw_in` | reclaim |

in which each function is there once, and none that the library does not have. --list prints the functions
with the files that define them. Exit status: 0 if the table is complete, 1 if not, 77 if there is no source.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import glob
import os
import re
import sys

NAMES = re.compile(r"""(from_raw\w*|into_raw\w*|\w*raw_parts\w*|\w*non_null\w*|leak
                        |(in|de)crement_strong_count\w*|from_parts\w*|into_parts\w*)$""", re.X)
FUNCTION = re.compile(r"^( *)(pub )?(?:const )?(?:unsafe )?(?:extern \"\w+\" )?fn (\w+)")
# What a type or trait begins with: everything up to the brace, which may be some lines further down.
HEAD = re.compile(r"^( *)(?:pub )?(?:unsafe )?(?:const )?(impl|trait)\b(.*)")
# Other systems than Linux, and what is no public interface.
LEFT_OUT = re.compile(r"/(tests|benches|windows|sys|sys_common|wasip?\d?|wasi|sgx|fuchsia|hermit|solid|xous|motor|trusty"
                      r"|uefi|vxworks|wtf8|intrinsics|raw_vec)(/|\.rs$)|/tests\.rs$")
BEGIN, END = "<!-- std_list: begin -->", "<!-- std_list: end -->"


def source_directories():
    """Where the library's source may be, the best first."""
    home = os.environ.get("RUSTUP_HOME") or os.path.expanduser("~/.rustup")
    return (sorted(glob.glob("/usr/src/rustc-*/library"), reverse=True)
            + sorted(glob.glob(os.path.join(home, "toolchains", "*", "lib/rustlib/src/rust/library"))))


def without_generics(text):
    """TEXT without what is between < and >; the arrow -> closes nothing."""
    text, depth, kept = text.replace("->", ""), 0, []
    for letter in text:
        depth += letter == "<"
        if not depth:
            kept.append(letter)
        depth -= letter == ">"
    return "".join(kept)


def owner_of(kind, head):
    """The type or trait that a block belongs to: "<T: ?Sized> Arc<T>" and "FromRawFd for File"."""
    text = without_generics(head.split("{")[0].split(" where ")[0]).strip()
    if kind == "trait":
        return re.match(r"\w+", text).group(0), True
    parts = re.split(r"\bfor\b", text)
    return parts[-1].strip().split("::")[-1], len(parts) > 1


def functions_of(path, module):
    """Yields the public functions in the file PATH whose names are in NAMES."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    heads = []  # (indent, owner, whether its functions are those of a trait)
    for number, line in enumerate(lines):
        head = HEAD.match(line)
        if head:
            text = " ".join(lines[number:number + 8])
            owner, of_trait = owner_of(head.group(2), text[text.index(head.group(2)) + len(head.group(2)):])
            heads.append((len(head.group(1)), owner, head.group(2), of_trait))
        found = FUNCTION.match(line)
        if not found or not NAMES.match(found.group(3)):
            continue
        indent = len(found.group(1))
        around = [each for each in heads if each[0] < indent]
        if not around or indent == 0:
            if found.group(2):
                yield "%s::%s" % (module, found.group(3))
            continue
        _, owner, kind, of_trait = around[-1]
        # An impl of a trait has what the trait has. Its declaration is enough.
        if (kind == "trait") or (found.group(2) and not of_trait):
            yield "%s::%s" % (owner, found.group(3))


def std_functions(library):
    """{function: the files that define it}"""
    found = {}
    for crate in ("core", "alloc", "std"):
        top = os.path.join(library, crate, "src")
        for path in sorted(glob.glob(os.path.join(top, "**", "*.rs"), recursive=True)):
            below = os.path.relpath(path, top)
            if LEFT_OUT.search("/" + below):
                continue
            module = re.sub(r"(/mod)?\.rs$", "", below).split("/")[0]
            for name in functions_of(path, module):
                # `*const T` and `*mut T` are written so.
                found.setdefault(re.sub(r"^\*(const|mut) .*::", r"*\1::", name), []).append(crate + "/" + below)
    return found


def documented(document):
    """[functions in the table of DOCUMENT]"""
    with open(document, encoding="utf-8") as file:
        text = file.read()
    if BEGIN not in text or END not in text:
        sys.exit("%s: the lines '%s' and '%s' are missing" % (document, BEGIN, END))
    table = text[text.index(BEGIN):text.index(END)]
    return [name for line in table.split("\n") if line.startswith("| `")
            for name in re.findall(r"`([^`]+)`", line.split("|")[1])]


def main():
    parser = argparse.ArgumentParser(description="Check the table of the standard library's boundaries.")
    parser.add_argument("--list", action="store_true", help="print what the library has")
    parser.add_argument("--source", help="the directory library/ of the source")
    parser.add_argument("document", nargs="?")
    options = parser.parse_args()
    library = options.source or next(iter(source_directories()), None)
    if not library:
        print("no source of the standard library; install rust-web-src, or rustup's component rust-src")
        return 77
    found = std_functions(library)
    if options.list:
        for name in sorted(found):
            print("%-50s %s" % (name, " ".join(sorted(set(found[name])))))
    if not options.document:
        return 0
    rows = documented(options.document)
    missing, stale = sorted(set(found) - set(rows)), sorted(set(rows) - set(found))
    twice = sorted({name for name in rows if rows.count(name) > 1})
    for name in missing:
        print("%s: no row for %s, of %s" % (options.document, name, found[name][0]))
    for name in stale:
        print("%s: %s is not in %s" % (options.document, name, library))
    for name in twice:
        print("%s: more than one row for %s" % (options.document, name))
    print("%d functions in %s, %d rows" % (len(found), library, len(rows)))
    return 1 if missing or stale or twice else 0


if __name__ == "__main__":
    sys.exit(main())
