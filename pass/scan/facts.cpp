/*===- facts.cpp - facts as text --------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* The text has one record a line. Tabs separate the words of a record. The first word names its
 * kind. */
#include "facts.h"

#include <cstdlib>
#include <tuple>

namespace scan {

bool Place::operator<(const Place &o) const {
  return std::tie(file, line, column) < std::tie(o.file, o.line, o.column);
}
bool Place::operator==(const Place &o) const {
  return std::tie(file, line, column) == std::tie(o.file, o.line, o.column);
}

namespace {

class Writer {
public:
  std::string text;
  Writer &word(const std::string &word) {
    for (char c : word)
      text += c == '\t' || c == '\n' ? ' ' : c;
    text += '\t';
    return *this;
  }
  Writer &number(unsigned long number) { return word(std::to_string(number)); }
  /* "=" means the same file as in the previous location. */
  Writer &place(const Place &p) {
    word(p.file == file ? "=" : p.file).number(p.line).number(p.column);
    file = p.file;
    return *this;
  }
  Writer &edit(const Edit &e) {
    return place(e.begin).place(e.end).number(e.offset).number(e.length).word(e.text);
  }
  void end() { text.back() = '\n'; }

private:
  std::string file;
};

class Reader {
public:
  explicit Reader(const std::string &text) : text(text) {}
  /* Goes to the next line and returns its first word, or "" at the end. */
  std::string line() {
    at = next;
    if (at >= text.size())
      return "";
    end = text.find('\n', at);
    if (end == std::string::npos) {
      cut = true;
      return "";
    }
    next = end + 1;
    return word();
  }
  std::string word() {
    if (at > end)
      return "";
    size_t stop = text.find('\t', at);
    if (stop == std::string::npos || stop > end)
      stop = end;
    std::string word = text.substr(at, stop - at);
    at = stop + 1;
    return word;
  }
  unsigned number() { return (unsigned)strtoul(word().c_str(), nullptr, 10); }
  Place place() {
    Place p;
    p.file = word();
    if (p.file == "=")
      p.file = file;
    file = p.file;
    p.line = number();
    p.column = number();
    return p;
  }
  Edit edit() {
    Edit e;
    e.begin = place(), e.end = place(), e.offset = number(), e.length = number(), e.text = word();
    return e;
  }
  bool cut = false;

private:
  const std::string &text;
  std::string file;
  size_t at = 0, end = 0, next = 0;
};

void add(Program &program, Function &function) {
  if (function.id.empty())
    return;
  Function &known = program.functions[function.id];
  if (known.id.empty() || (function.defined && !known.defined))
    known = std::move(function);
  function = Function();
}

} // namespace

std::string serialize(const Function &f) {
  Writer w;
  w.word("function").word(f.id).word(f.symbol).word(f.display).place(f.place);
  w.number(f.internal).number(f.defined).number(f.yesIsSuccess).number(f.returnsPointer).end();
  for (const Parameter &p : f.parameters)
    w.word("parameter")
        .word(p.name)
        .word(p.type)
        .number(p.object)
        .number(p.callback)
        .number(p.toConst)
        .number(p.text)
        .end();
  for (const std::string &object : f.objects)
    w.word("object").word(object).end();
  for (const Flow &flow : f.flows)
    w.word("flow")
        .number((unsigned)flow.kind)
        .number((unsigned)flow.compare)
        .word(flow.from)
        .word(flow.to)
        .word(flow.field)
        .word(flow.text)
        .number(flow.index)
        .place(flow.place)
        .end();
  for (const Call &call : f.calls) {
    w.word("call")
        .word(call.id)
        .word(call.callee)
        .word(call.target)
        .word(call.result)
        .word(call.text)
        .number(call.answers)
        .place(call.place)
        .number(call.arguments.size());
    for (const std::string &argument : call.arguments)
      w.word(argument);
    w.end();
  }
  for (const Again &again : f.again)
    w.word("again")
        .word(again.first)
        .word(again.second)
        .number(again.firstIndex)
        .number(again.secondIndex)
        .word(again.way)
        .word(again.text)
        .word(again.maker)
        .place(again.place)
        .edit(again.recover)
        .end();
  if (!f.include.begin.file.empty())
    w.word("include").edit(f.include).end();
  w.word("end").end();
  return w.text;
}

bool parse(const std::string &text, Program &program) {
  Reader r(text);
  Function f;
  for (std::string kind = r.line(); !kind.empty(); kind = r.line()) {
    if (kind == "function") {
      f.id = r.word(), f.symbol = r.word(), f.display = r.word(), f.place = r.place();
      f.internal = r.number(), f.defined = r.number(), f.yesIsSuccess = r.number();
      f.returnsPointer = r.number();
    } else if (kind == "parameter") {
      Parameter p;
      p.name = r.word(), p.type = r.word();
      p.object = r.number(), p.callback = r.number(), p.toConst = r.number(), p.text = r.number();
      f.parameters.push_back(std::move(p));
    } else if (kind == "object") {
      f.objects.insert(r.word());
    } else if (kind == "flow") {
      Flow flow;
      flow.kind = (FlowKind)r.number(), flow.compare = (CompareKind)r.number();
      flow.from = r.word(), flow.to = r.word(), flow.field = r.word(), flow.text = r.word();
      flow.index = r.number(), flow.place = r.place();
      f.flows.push_back(std::move(flow));
    } else if (kind == "call") {
      Call call;
      call.id = r.word(), call.callee = r.word(), call.target = r.word(), call.result = r.word();
      call.text = r.word(), call.answers = r.number(), call.place = r.place();
      for (unsigned count = r.number(); count; count--)
        call.arguments.push_back(r.word());
      f.calls.push_back(std::move(call));
    } else if (kind == "again") {
      Again again;
      again.first = r.word(), again.second = r.word(), again.firstIndex = r.number();
      again.secondIndex = r.number(), again.way = r.word(), again.text = r.word();
      again.maker = r.word(), again.place = r.place(), again.recover = r.edit();
      f.again.push_back(std::move(again));
    } else if (kind == "include") {
      f.include = r.edit();
    } else if (kind == "end") {
      add(program, f);
    }
  }
  return !r.cut && f.id.empty();
}

} // namespace scan
