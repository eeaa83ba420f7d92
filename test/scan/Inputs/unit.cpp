/*===- unit.cpp - unit tests of the scanner's analysis ----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* The facts are written by hand, and go through the format of the facts files. C++, like the code under test. */
#include "findings.h"
#include "json.h"
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

/* A function under construction. Its pointer parameters are %0, %1, .... */
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
  static Name node(const std::string &name) { return name; }
  Made &flow(FlowKind kind, const std::string &from, const std::string &to,
             const std::string &field = "", CompareKind compare = CompareKind::Nothing) {
    Flow flow;
    flow.kind = kind, flow.from = node(from), flow.to = node(to), flow.field = field,
    flow.compare = compare;
    flow.place = {f.place.file, (unsigned)f.flows.size() + 2, 1};
    flow.text = kind == FlowKind::Compare ? "compared" : "";
    flow.callback = kind == FlowKind::Store;
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
    call.id = "c" + std::to_string(f.calls.size() + 1);
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

std::string textOf(const std::vector<Made> &all) {
  Facts facts;
  for (const Made &made : all)
    facts.add(made.f);
  return facts.text();
}

/* A program with the facts of ALL, each from a file of its own. */
struct Whole : Program {
  explicit Whole(const std::vector<Made> &all) {
    for (const Made &made : all)
      CHECK(add(textOf({made})));
  }
};

bool isKey(const std::vector<Made> &all, const std::string &function, unsigned parameter) {
  Whole program(all);
  Analysis analysis(program);
  for (const KeyFinding &key : find(analysis).keys)
    if (key.function == Name(function) && key.parameter == parameter)
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
  /* A value that a callee returns is followed in its caller. */
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
  /* A caller that names another callback does not affect the other callers. */
  CHECK(isKey({search, match, keep, good, bad}, "good", 0));
  CHECK(!isKey({search, match, keep, good, bad}, "bad", 0));
  /* A callback in another file does not make a finding disappear; one in the same file does. */
  CHECK(isKey({search, match, keep, good, bad}, "search", 1));
  keep.f.place.file = search.f.place.file;
  CHECK(!isKey({search, match, keep, good, bad}, "search", 1));
  /* An unknown callback. */
  CHECK(!isKey({search, match}, "search", 1));
  /* A callback that calls itself through the same function must not hang. */
  Made loop = Made("loop", 2).call("search", "", {"fn:loop", "%1"});
  CHECK(!isKey({search, loop}, "loop", 1));
}

static void jsonIsUnicode() {
  auto json = [](const std::string &value) {
    Json j;
    j.string(value);
    return j.text;
  };
  CHECK(json("a\"\\\t") == "\"a\\\"\\\\\\u0009\"");
  CHECK(json("\xcf\x80 \xe2\x82\xac") == "\"\xcf\x80 \xe2\x82\xac\"");
  CHECK(json("\xe4x") == "\"\xef\xbf\xbdx\"");
  CHECK(json("\xe2\x82") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void theOrderDoesNotMatter() {
  std::vector<Made> all = {finder(), Made("f", 1).call("find", "", {"%0"}),
                           Made("g", 1).call("f", "", {"%0"})};
  std::vector<Made> reversed(all.rbegin(), all.rend());
  Whole a(all), b(reversed);
  Analysis one(a), other(b);
  Findings x = find(one), y = find(other);
  CHECK((Output{a, x, "/src"}.json({})) == (Output{b, y, "/src"}.json({})));
  CHECK(x.keys.size() == 3);
}

static void factsInFiles() {
  Made made = finder();
  made.f.flows[0].text = "a\tb\nc";
  made.f.calls.push_back({"c1", "f", "", "t1", {"%0", ""}, true, {"/a.c", 300, 70000}});
  made.f.include = {{"/a.c", 1, 1}, {"/a.c", 1, 1}, 7, 1u << 30, "text"};
  std::string text = textOf({made, Made("f", 2)});
  Program program;
  CHECK(program.add(text));
  CHECK(program.functions.size() == 2);
  Body body = program.body("find");
  CHECK(body.flows.size() == 1 && body.flows[0].text == "a\tb\nc" &&
        body.flows[0].from == Name("%0"));
  CHECK(body.calls.size() == 1 && body.calls[0].arguments.size() == 2 &&
        body.calls[0].place == Place({"/a.c", 300, 70000}));
  CHECK(body.include.length == 1u << 30 && body.include.text == "text");
  /* A file that was cut off, or changed, must not be used, and must not crash. */
  for (size_t length = 0; length < text.size(); length++) {
    Program cut;
    CHECK(!cut.add(text.substr(0, length)));
    CHECK(cut.functions.empty());
  }
  for (size_t at = 0; at < text.size(); at++) {
    Program changed;
    std::string other = text;
    other[at] = (char)0xff;
    (void)changed.add(other);
  }
  /* A definition replaces a declaration, in either order. */
  Made declared("find", 1);
  declared.f.defined = false;
  Whole both({declared, made, declared});
  CHECK(both.functions.at("find").defined && both.body("find").flows.size() == 1);
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
  Whole program({add, run});
  Analysis analysis(program);
  Findings findings = find(analysis);
  CHECK(findings.registrations.size() == 1);
  CHECK(!findings.registrations.empty() && findings.registrations[0].data == 1 &&
        findings.registrations[0].callback == 0);
  Whole none({add, other});
  Analysis second(none);
  CHECK(find(second).registrations.empty());
}

/* A value that is passed to the first call and then to the second one. */
static Made &again(Made &made, Way way, const std::string &maker = "") {
  for (unsigned i = 0; i < 2; i++) {
    Use use;
    use.call = made.f.calls[i].id, use.text = "p0", use.maker = maker;
    use.place = made.f.calls[i].place;
    use.recover = {use.place, use.place, 40, 2, "custody_recover(p0)"};
    made.f.uses.push_back(use);
  }
  made.f.again.push_back({0, 1, way});
  made.f.include = {{made.f.place.file, 1, 1}, {made.f.place.file, 1, 1}, 0, 0, "#include"};
  return made;
}

static Findings found(const std::vector<Made> &all, bool suspectsAreKeys = false) {
  Whole program(all);
  Analysis analysis(program);
  return find(analysis, suspectsAreKeys);
}

/* A registration; find() searches the pointers that it stores. */
static std::vector<Made> registry() {
  Made add = Made("add", 3, 0)
                 .flow(FlowKind::Store, "%0", "%2", "r.run")
                 .flow(FlowKind::Store, "%1", "%2", "r.data");
  Made run = Made("run", 1)
                 .flow(FlowKind::Load, "%0", "t1", "r.run")
                 .flow(FlowKind::Load, "%0", "t2", "r.data")
                 .call("", "t1", {"t2"});
  Made find = Made("find", 2)
                  .flow(FlowKind::Load, "%1", "t1", "r.data")
                  .flow(FlowKind::Compare, "%0", "t1", "", CompareKind::Stored);
  Made owner = Made("owner", 1).flow(FlowKind::Upcast, "%0", "t1").flow(FlowKind::Copy, "t1", "=");
  owner.f.returnsPointer = true;
  Made put = Made("put", 1).call("owner", "", {"%0"}, "t1");
  return {add, run, find, owner, put};
}

static Findings afterLookup(const std::string &taker, Way way, const std::vector<Made> &more = {}) {
  std::vector<Made> all = registry();
  all.insert(all.end(), more.begin(), more.end());
  Made user = Made("user", 1).call("find", "", {"%0", ""}).call(taker, "", {"%0"});
  all.push_back(again(user, way));
  return found(all);
}

static void aSuspiciousReclaim() {
  CHECK(afterLookup("owner", Way::Zero).suspicions.size() == 1);
  CHECK(afterLookup("put", Way::Any).suspicions.size() == 1);
  CHECK(afterLookup("free", Way::Zero).suspicions.size() == 1);
  CHECK(afterLookup("owner", Way::Nonzero).suspicions.empty());
  CHECK(afterLookup("unknown", Way::Zero).suspicions.empty());
  /* Passed on without access, or used first: then a reference dropped later is another one. */
  Made on = Made("on", 1).flow(FlowKind::Copy, "%0", "t1").call("put", "", {"t1"});
  CHECK(afterLookup("on", Way::Zero, {on}).suspicions.size() == 1);
  CHECK(afterLookup("on", Way::Zero, {Made(on).flow(FlowKind::Load, "%0", "t2", "r.x")})
            .suspicions.empty());
  Made part = Made(on).flow(FlowKind::Derive, "%0", "t2").flow(FlowKind::Load, "t2", "t3", "*");
  CHECK(afterLookup("on", Way::Zero, {part}).suspicions.empty());
  CHECK(afterLookup("on", Way::Zero, {Made(on).flow(FlowKind::Store, "g:x", "%0", "r.x")})
            .suspicions.empty());
  /* The owner is rebuilt in this function, so earlier reads do not matter. */
  Made both = Made("on", 1).flow(FlowKind::Load, "%0", "t2", "r.x").call("owner", "", {"%0"}, "t1");
  CHECK(afterLookup("on", Way::Zero, {both}).suspicions.size() == 1);
  /* A function that calls itself must not hang. */
  CHECK(afterLookup("on", Way::Zero, {Made("on", 1).call("on", "", {"%0"})}).suspicions.empty());
}

static void editsGoAlong() {
  Findings f = afterLookup("owner", Way::Zero);
  CHECK(f.suspicions.size() == 1 && f.suspicions[0].edits.size() == 2);
  if (f.suspicions.size() == 1 && f.suspicions[0].edits.size() == 2) {
    CHECK(f.suspicions[0].edits[0].text == "custody_recover(p0)");
    CHECK(f.suspicions[0].edits[0].offset == 40 && f.suspicions[0].edits[0].length == 2);
    CHECK(f.suspicions[0].edits[1].text == "#include\n");
  }
}

static void suspectsAsKeys() {
  std::vector<Made> all = registry();
  Made user = Made("user", 1)
                  .call("find", "", {"%0", ""})
                  .call("owner", "", {"%0"}, "t1")
                  .flow(FlowKind::Load, "t1", "t2", "o.count");
  all.push_back(again(user, Way::Zero));
  auto listed = [](const Findings &f) { return f.boundaries.count({"user", "key:0", ""}) != 0; };
  CHECK(!listed(found(all)));
  CHECK(listed(found(all, true)));
  all.pop_back();
  CHECK(!listed(found(all, true)));
}

/* Two calls of a function return the same value only if it returns its argument. */
static void madeEachTime() {
  for (bool accessor : {true, false}) {
    std::vector<Made> all = registry();
    Made make = Made("make", 1)
                    .flow(accessor ? FlowKind::Derive : FlowKind::Load, "%0", "t1", "s.p")
                    .flow(FlowKind::Copy, "t1", "=");
    Made user = Made("user", 1)
                    .call("find", "", {"t1", ""})
                    .call("owner", "", {"t2"})
                    .call("make", "", {"%0"}, "t1")
                    .call("make", "", {"%0"}, "t2");
    all.push_back(make);
    all.push_back(again(user, Way::Zero, "make"));
    CHECK(found(all).suspicions.size() == (accessor ? 1 : 0));
  }
}

static void tooManyCallbacks() {
  for (unsigned count : {64, 65}) {
    Made find = Made("find", 1).compared("%0");
    Made table = Made("table", 0);
    for (unsigned i = 0; i < count; i++) {
      std::string node = "t" + std::to_string(i), field = "ops.f" + std::to_string(i);
      find.flow(FlowKind::Load, "g:ops", node, field).call("", node, {"%0"});
      table.flow(FlowKind::Store, "fn:match", "g:ops", field);
    }
    CHECK(isKey({find, table, Made("match", 1).compared("%0")}, "find", 0) == (count == 64));
  }
}

/* `static const match_t all[] = {match}` and `all[i](key)`. */
static void aTableOfFunctions() {
  Made table = Made("table", 0).flow(FlowKind::Store, "fn:match", "g:all", "g:all");
  Made f = Made("f", 1)
               .flow(FlowKind::Derive, "g:all", "t1")
               .flow(FlowKind::Load, "t1", "t2", "*")
               .call("", "t2", {"%0"});
  CHECK(isKey({table, f, Made("match", 1).compared("%0")}, "f", 0));
  CHECK(!isKey({f, Made("match", 1).compared("%0")}, "f", 0));
  Made deref = Made("match", 1).compared("%0").flow(FlowKind::Store, "%0", "g:kept", "g:kept");
  CHECK(!isKey({table, f, deref}, "f", 0));
}

int main() {
  comparedIsAKey();
  anythingElseIsNone();
  throughCalls();
  throughAStruct();
  throughACallback();
  jsonIsUnicode();
  theOrderDoesNotMatter();
  factsInFiles();
  aRegistration();
  aSuspiciousReclaim();
  editsGoAlong();
  suspectsAsKeys();
  madeEachTime();
  tooManyCallbacks();
  aTableOfFunctions();
  printf("%u checks, %u failed\n", checks, failures);
  return failures || !checks;
}
