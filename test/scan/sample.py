#!/usr/bin/env python3
# Picks places to be read by hand, for the recall and the precision of custody-scan. Not a test.
#
#   sample.py COMMANDS RESULTS [--count 50] [--seed 16] [--only FILE]
#
# COMMANDS is a compile_commands.json, RESULTS what custody-scan --json wrote for it. Prints COUNT textual candidates:
# inside one function, a value is passed to a function whose name says that it looks something up or removes it, which
# compares this parameter with something, or passes it to a function that does; and afterwards it is freed, converted to its
# container, or returned. With --loose, a function need not compare. "found" says that custody-scan has a finding about this
# value in this function. Then prints COUNT findings. --only names a file with the source files to be taken, one a line:
# those that were scanned, if the scan was not complete. The same seed and the same files give the same sample.
import argparse
import json
import os
import random
import re

LOOKUP = re.compile(r"\b(\w*(?:find|lookup|remove|unregister|_del|erase|free_irq|cancel|match|detach|cmpxchg)\w*)\s*\(", re.I)
RECLAIM = (r"\b(?:\w*free\w*|\w*_put|put_\w+|\w*_destroy|to_\w+|\w*_release|container_of|list_entry)\s*\(\s*(?:&)?%s\s*[,)]"
           r"|\breturn\s+%s\s*;")
WORDS = {"NULL", "dev", "true", "false", "sizeof", "GFP_KERNEL", "struct", "void", "ret", "err", "i"}

parser = argparse.ArgumentParser()
parser.add_argument("commands")
parser.add_argument("results")
parser.add_argument("--count", type=int, default=50)
parser.add_argument("--seed", type=int, default=16)
parser.add_argument("--only")
parser.add_argument("--loose", action="store_true")
options = parser.parse_args()


def arguments(text, start):
    """The arguments of a call whose parenthesis opens before START, or nothing."""
    depth, parts, part = 1, [], ""
    for c in text[start:start + 400]:
        depth += (c in "([{") - (c in ")]}")
        if depth == 0:
            return parts + [part.strip()]
        if c == "," and depth == 1:
            parts.append(part.strip())
            part = ""
        else:
            part += c
    return []


def strip(text):
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)


def define(texts):
    """For each function that is defined in the files: its parameters and its body. The first definition counts."""
    known = {}
    for text in texts:
        for name, start, end in functions(text):
            head = text[max(0, start - 600):start]
            opens = head.rfind(name + "(")
            words = [re.findall(r"\w+", a) for a in arguments(head, opens + len(name) + 1)] if opens >= 0 else []
            known.setdefault(name, ([w[-1] if w else "" for w in words], text[start:end]))
    return known


def compares(known, name, index, depth=0):
    """Whether function NAME compares parameter INDEX with something, or passes it to a function that does."""
    if name not in known or depth > 3 or index >= len(known[name][0]):
        return False
    parameter, body = known[name][0][index], known[name][1]
    word = re.escape(parameter)
    if not parameter:
        return False
    if re.search(r"[=!]=\s*%s\b(?!->|\.|\[)|(?<![\w>.*&])%s\s*[=!]=\s*(?!NULL|0\b)" % (word, word), body):
        return True
    for call in re.finditer(r"\b(\w+)\s*\(", body):
        if call.group(1) != name and call.group(1) in known and parameter in arguments(body, call.end()):
            if compares(known, call.group(1), arguments(body, call.end()).index(parameter), depth + 1):
                return True
    return False


def functions(text):
    """The functions of a file: name, offset of the body, end. A body ends with a brace in column 1."""
    for body in re.finditer(r"\n\{\n|^\w[^\n;={]*\)\s*\{$", text, re.M):
        end = text.find("\n}", body.start())
        head = text[:body.end() - 2][-500:].rstrip("{ \n")
        names = re.findall(r"(\w+)\s*\([^;{}]*$", head)
        yield names[0] if names else "?", body.end(), end if end > 0 else len(text)


def candidates(path, text, known):
    for name, start, end in functions(text):
        body = text[start:end]
        told = set()
        for call in LOOKUP.finditer(body):
            for index, argument in enumerate(arguments(body, call.end())):
                value = re.fullmatch(r"([a-z_]\w*)(?:->\w+)?|&\s*([a-z_]\w*)->\w+", argument)
                word = value and (value.group(1) or value.group(2))
                if not word or word in WORDS or word in told:
                    continue
                use = re.compile(RECLAIM % (word, word)).search(body, call.end())
                if not use or LOOKUP.match(use.group()):
                    continue
                if known and not compares(known, call.group(1), index):
                    continue
                told.add(word)
                yield {"file": path, "function": name, "value": word,
                       "line": text.count("\n", 0, start + call.start()) + 1, "call": call.group(1),
                       "use": text.count("\n", 0, start + use.start()) + 1, "text": " ".join(use.group().split())}


def main():
    with open(options.commands, encoding="utf-8") as file:
        paths = sorted({os.path.join(c["directory"], c["file"]) for c in json.load(file)})
    if options.only:
        with open(options.only, encoding="utf-8") as file:
            wanted = set(file.read().split())
        paths = [p for p in paths if p in wanted]
    with open(options.results, encoding="utf-8") as file:
        findings = json.load(file)["suspicious_reclaims"]
    found = {(os.path.basename(f["reclaim"]["file"]), f["function"], re.sub(r"\W.*", "", f["value"])) for f in findings}
    texts = {}
    for path in paths:
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                texts[path] = strip(file.read())
    known = {} if options.loose else define(texts.values())
    everything = [c for path, text in texts.items() for c in candidates(path, text, known)]
    print("%d files, %d textual candidates, %d findings" % (len(paths), len(everything), len(findings)))
    pick = random.Random(options.seed)
    for c in pick.sample(everything, min(options.count, len(everything))):
        known = (os.path.basename(c["file"]), c["function"], c["value"]) in found
        print("candidate %s %s:%d %s(): '%s' to %s(), then line %d: %s" %
              ("found    " if known else "not found", c["file"], c["line"], c["function"], c["value"], c["call"], c["use"],
               c["text"]))
    pick = random.Random(options.seed)
    for f in pick.sample(findings, min(options.count, len(findings))):
        print("finding %s %s:%d %s(): '%s' looked up by %s(), %s" %
              (f["confidence"], f["reclaim"]["file"], f["reclaim"]["line"], f["function"], f["value"],
               f["key_function"] or "a comparison", f["action"]))


main()
