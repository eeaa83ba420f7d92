/*===- unit.cpp - unit tests of the scanner's analysis ----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Facts are made by hand, in the text that workers send. C++ like what it tests. */
#include "findings.h"
#include "output.h"

#include <cstdio>

using namespace scan;

static unsigned failures, checks;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    checks++;                                                                                      \
    if (!(condition)) {                                                                            \
      failures++;                                                                                  \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                    \
    }                                                                                              \
  } while (0)

namespace {

/* A function under construction. Its pointer parameters are %0, %1, ...; names of other nodes are
 * made absolute. */
struct Made {
  Function f;
  explicit Made(const std::string &name, unsigned parameters, int callback = -1) {
    f.id = f.symbol = f.display = name;
    f.place = {"/src/" + name + ".c", 1, 1};
    f.defined = true;
    for (unsigned i = 0; i < parameters; i++) {
      Parameter p;
      p.name = "p" + std::to_string(i);
      p.callback = (int)i == callback;
      p.object = !p.callback;
      f.parameters.push_back(p);
    }
  }
  std::string node(const std::string &name) const {
    return name.empty() || name.compare(0, 3, "fn:") == 0 || name.compare(0, 2, "g:") == 0
               ? name
               : f.id + "/" + name;
  }
  Made &flow(FlowKind kind, const std::string &from, const std::string &to,
             const std::string &field = "", CompareKind compare = CompareKind::Nothing) {
    Flow flow;
    flow.kind = kind, flow.from = node(from), flow.to = node(to), flow.field = field,
    flow.compare = compare;
    flow.place = {f.place.file, (unsigned)f.flows.size() + 2, 1};
    flow.text = kind == FlowKind::Compare ? "compared" : "";
    f.flows.push_back(flow);
    return *this;
  }
  Made &compared(const std::string &from) {
    return flow(FlowKind::Compare, from, "", "", CompareKind::Stored);
  }
  Made &object(const std::string &name) {
    f.objects.insert(node(name));
    return *this;
  }
  Made &call(const std::string &callee, const std::string &target,
             const std::vector<std::string> &arguments, const std::string &result = "") {
    Call call;
    call.id = f.id + "/c" + std::to_string(f.calls.size() + 1);
    call.callee = callee, call.target = node(target), call.result = node(result),
    call.answers = result.empty();
    call.place = {f.place.file, 100 + (unsigned)f.calls.size(), 1};
    for (unsigned i = 0; i < arguments.size(); i++) {
      call.arguments.push_back(node(arguments[i]));
      Flow flow;
      flow.kind = FlowKind::Argument, flow.from = call.arguments.back(), flow.to = call.id,
      flow.index = i;
      flow.place = call.place;
      if (!arguments[i].empty())
        f.flows.push_back(flow);
    }
    f.calls.push_back(call);
    return *this;
  }
};

Program programOf(const std::vector<Made> &all) {
  Program program;
  for (const Made &made : all)
    CHECK(parse(serialize(made.f), program));
  return program;
}

bool isKey(const std::vector<Made> &all, const std::string &function, unsigned parameter) {
  Program program = programOf(all);
  Analysis analysis(program);
  for (const KeyFinding &key : find(analysis).keys)
    if (key.function == function && key.parameter == parameter)
      return true;
  return false;
}

Made finder() {
  return Made("find", 1).compared("%0");
}

} // namespace

static void comparedIsAKey() {
  CHECK(isKey({finder()}, "find", 0));
  CHECK(isKey({Made("f", 1).flow(FlowKind::Copy, "%0", "t1").compared("t1")}, "f", 0));
  CHECK(!isKey({Made("f", 1)}, "f", 0));
  CHECK(!isKey({Made("f", 1).flow(FlowKind::Compare, "%0", "", "", CompareKind::Nothing)}, "f", 0));
  CHECK(!isKey({Made("f", 1).flow(FlowKind::Compare, "%0", "", "", CompareKind::Bound)}, "f", 0));
  CHECK(!isKey({Made("f", 2).flow(FlowKind::Compare, "%0", "%1", "", CompareKind::Parameter)}, "f",
               0));
}

static void anythingElseIsNone() {
  CHECK(!isKey({finder().flow(FlowKind::Load, "%0", "t1", "r.f")}, "find", 0));
  CHECK(!isKey({finder().flow(FlowKind::Store, "%0", "g:kept", "g:kept")}, "find", 0));
  CHECK(!isKey({finder().flow(FlowKind::Store, "g:x", "%0", "r.f")}, "find", 0));
  CHECK(!isKey({finder().flow(FlowKind::Copy, "%0", "=")}, "find", 0));
  CHECK(!isKey({finder().flow(FlowKind::Use, "%0", "")}, "find", 0));
  CHECK(!isKey({finder().call("free", "", {"%0"})}, "find", 0));
  CHECK(!isKey({finder().call("not_in_the_program", "", {"%0"})}, "find", 0));
}

static void throughCalls() {
  CHECK(isKey({finder(), Made("f", 1).call("find", "", {"%0"})}, "f", 0));
  /* Two functions that call each other. */
  Made a = Made("a", 1).compared("%0").call("b", "", {"%0"}),
       b = Made("b", 1).call("a", "", {"%0"});
  CHECK(isKey({a, b}, "a", 0));
  CHECK(isKey({a, b}, "b", 0));
  CHECK(!isKey({a, b.flow(FlowKind::Load, "%0", "t1", "*")}, "a", 0));
  /* What a callee returns is followed in its caller. */
  Made same = Made("same", 1).flow(FlowKind::Copy, "%0", "=");
  CHECK(isKey({same, Made("f", 1).call("same", "", {"%0"}, "t1").compared("t1")}, "f", 0));
  CHECK(!isKey({same, Made("f", 1)
                          .call("same", "", {"%0"}, "t1")
                          .compared("t1")
                          .flow(FlowKind::Load, "t1", "t2", "*")},
               "f", 0));
}

static void throughAStruct() {
  Made look = Made("look", 1).flow(FlowKind::Load, "%0", "t1", "r.data").compared("t1");
  Made by =
      Made("by", 1).object("w").flow(FlowKind::Store, "%0", "w", "r.data").call("look", "", {"w"});
  CHECK(isKey({look, by}, "by", 0));
  CHECK(!isKey({look, by}, "look", 0));
  Made other =
      Made("by", 1).object("w").flow(FlowKind::Store, "%0", "w", "r.other").call("look", "", {"w"});
  CHECK(!isKey({look, other}, "by", 0));
  Made kept = Made("by", 1).flow(FlowKind::Store, "%0", "g:w", "r.data").call("look", "", {"g:w"});
  CHECK(!isKey({look, kept}, "by", 0));
}

static void throughACallback() {
  Made search = Made("search", 2, 0).call("", "%0", {"", "%1"});
  Made match = Made("match", 2).compared("%1"),
       keep = Made("keep", 2).compared("%1").flow(FlowKind::Store, "%1", "g:k", "g:k");
  Made good = Made("good", 1).call("search", "", {"fn:match", "%0"});
  Made bad = Made("bad", 1).call("search", "", {"fn:keep", "%0"});
  CHECK(isKey({search, match, good}, "good", 0));
  CHECK(isKey({search, match, good}, "search", 1));
  /* One caller that names another callback says nothing against the others. */
  CHECK(isKey({search, match, keep, good, bad}, "good", 0));
  CHECK(!isKey({search, match, keep, good, bad}, "bad", 0));
  CHECK(!isKey({search, match, keep, good, bad}, "search", 1));
  /* A callback that is not known. */
  CHECK(!isKey({search, match}, "search", 1));
  /* One that calls itself through the same function must not hang. */
  Made loop = Made("loop", 2).call("search", "", {"fn:loop", "%1"});
  CHECK(!isKey({search, loop}, "loop", 1));
}

static void theOrderDoesNotMatter() {
  std::vector<Made> all = {finder(), Made("f", 1).call("find", "", {"%0"}),
                           Made("g", 1).call("f", "", {"%0"})};
  std::vector<Made> reversed(all.rbegin(), all.rend());
  Program a = programOf(all), b = programOf(reversed);
  Analysis one(a), other(b);
  Findings x = find(one), y = find(other);
  CHECK((Output{a, x, "/src"}.json({})) == (Output{b, y, "/src"}.json({})));
  CHECK(x.keys.size() == 3);
}

static void factsAsText() {
  Made made = finder();
  made.f.flows[0].text = "a\tb\nc";
  std::string text = serialize(made.f);
  Program program;
  CHECK(parse(text, program));
  CHECK(program.functions.at("find").flows[0].text == "a b c");
  Program cut;
  CHECK(!parse(text.substr(0, text.size() / 2), cut));
  CHECK(cut.functions.empty());
  /* A definition wins over a declaration, whichever comes first. */
  Made declared("find", 1);
  declared.f.defined = false;
  Program both;
  CHECK(parse(serialize(declared.f) + text + serialize(declared.f), both));
  CHECK(both.functions.at("find").defined);
}

static void aRegistration() {
  Made add = Made("add", 3, 0)
                 .flow(FlowKind::Load, "%2", "t1", "r.head")
                 .flow(FlowKind::Store, "%0", "t1", "r.run")
                 .flow(FlowKind::Store, "%1", "t1", "r.data");
  Made run = Made("run", 1)
                 .flow(FlowKind::Load, "%0", "t1", "r.run")
                 .flow(FlowKind::Load, "%0", "t2", "r.data")
                 .call("", "t1", {"t2"});
  Made other = Made("run", 1)
                   .flow(FlowKind::Load, "%0", "t1", "r.run")
                   .flow(FlowKind::Load, "%0", "t2", "s.data")
                   .call("", "t1", {"t2"});
  Program program = programOf({add, run});
  Analysis analysis(program);
  Findings findings = find(analysis);
  CHECK(findings.registrations.size() == 1);
  CHECK(!findings.registrations.empty() && findings.registrations[0].data == 1 &&
        findings.registrations[0].callback == 0);
  Program none = programOf({add, other});
  Analysis second(none);
  CHECK(find(second).registrations.empty());
}

int main() {
  comparedIsAKey();
  anythingElseIsNone();
  throughCalls();
  throughAStruct();
  throughACallback();
  theOrderDoesNotMatter();
  factsAsText();
  aRegistration();
  printf("%u checks, %u failed\n", checks, failures);
  return failures || !checks;
}
