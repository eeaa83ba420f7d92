"""Generate the inputs of the bench programs. The seeds are fixed, so each build gets the same inputs.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import random


def text(megabytes):
    """Compressible text: words of a small language, with numbers in between."""
    source = random.Random(1)
    words = ["".join(source.choice("etaoinshrdlucmf") for _ in range(source.randint(2, 9))) for _ in range(4000)]
    out, size = [], 0
    while size < megabytes * 1000000:
        line = " ".join(source.choices(words, k=12)) + " %d\n" % source.randint(0, 99999)
        out.append(line)
        size += len(line)
    return "".join(out).encode()


def record(source, depth):
    """A nested record of values."""
    entry = {"id": source.randint(0, 1 << 30), "name": "item %d" % source.randint(0, 9999), "on": source.random() < 0.5}
    entry["values"] = [round(source.random() * 1000, 3) for _ in range(6)]
    if depth:
        entry["parts"] = [record(source, depth - 1) for _ in range(3)]
    return entry


def document(items):
    """A JSON array of nested records."""
    source = random.Random(2)
    return json.dumps([record(source, 2) for _ in range(items)]).encode()


def xml(items):
    """The same records as elements, with attributes, a namespace and entities."""
    source = random.Random(3)

    def element(entry, depth):
        indent = "  " * depth
        out = ['%s<item id="%d" on="%d">' % (indent, entry["id"], entry["on"])]
        out.append("%s  <name>%s</name>" % (indent, entry["name"]))
        out += ['%s  <v:value unit="&lt;mm&gt;">%s</v:value>' % (indent, value) for value in entry["values"][:3]]
        out += ["%s  <value>%s &amp; more</value>" % (indent, value) for value in entry["values"][3:]]
        out += [element(part, depth + 1) for part in entry.get("parts", [])]
        return "\n".join(out + [indent + "</item>"])

    body = "\n".join(element(record(source, 2), 1) for _ in range(items))
    return ('<?xml version="1.0"?>\n<items xmlns:v="urn:values">\n%s\n</items>\n' % body).encode()


def yaml(items):
    """The same records as a stream of YAML documents, with anchors, in block and in flow style."""
    source = random.Random(4)

    def mapping(entry, indent):
        pad = " " * indent
        out = ["%sid: %d" % (pad, entry["id"]), '%sname: "%s\\n"' % (pad, entry["name"]), "%son: %s" % (pad, entry["on"])]
        out.append("%svalues: &a%d [%s]" % (pad, entry["id"], ", ".join(str(value) for value in entry["values"])))
        out.append("%sagain: *a%d" % (pad, entry["id"]))
        for number, part in enumerate(entry.get("parts", [])):
            out += ["%spart%d:" % (pad, number), mapping(part, indent + 2)]
        return "\n".join(out)

    return "".join("---\n%s\n" % mapping(record(source, 1), 0) for _ in range(items)).encode()


def c_source(functions):
    """C source text for a compiler: structures, macros, loops, switches and calls, without headers."""
    source = random.Random(5)

    def expression(depth, names):
        if depth == 0:
            return source.choice(names + [str(source.randint(1, 9999)), "s->count", "s->at[%d]" % source.randint(0, 7)])
        operator = source.choice(["+", "-", "*", "^", "&", "|", "<", "&&"])
        inner = "(%s %s %s)" % (expression(depth - 1, names), operator, expression(depth - 1, names))
        return source.choice(["%s", "MAX(%s, a)", "MIX(%s)", "(unsigned char)%s", "!%s"]) % inner

    out = ["#define MAX(x, y) ((x) > (y) ? (x) : (y))", "#define MIX(x) (((x) << 3) ^ ((x) >> 2) ^ HALF(x))", "#define HALF(x) ((x) / 2)",
           "struct s { int count, at[8]; struct s *next; double weight; };"]
    for number in range(functions):
        names = ["a", "b", "i"]
        out.append("static int f%d(struct s *s, int a, int b) {\n  int i, sum = 0;" % number)
        out.append("  for (i = 0; i < a && s; i++, s = s->next) {")
        out.append("    sum += %s;\n    s->at[i & 7] = %s;" % (expression(3, names), expression(2, names)))
        out.append("    switch (sum & 3) {\n    case 0: b += %s; break;\n    case 1: s->weight *= 1.5 + i;\n"
                   "    default: continue;\n    }\n  }" % expression(2, names))
        if number:
            called = source.randint(0, number - 1), source.randint(0, number - 1)
            out.append("  if (sum > b)\n    return f%d(s, sum, b) + f%d(s, 1, 2);" % called)
        other = expression(1, ["a", "b"]).replace("s->count", "b").replace("s->at", "\"text of f%d\"" % number)
        out.append("  return s ? sum : %s;\n}" % other)
    out.append("int (*const entry)(struct s *, int, int) = f%d;" % (functions - 1))
    return "\n".join(out).encode() + b"\n"
