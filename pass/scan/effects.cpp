/*===- effects.cpp - what becomes of a parameter ----------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "effects.h"

#include <algorithm>

namespace scan {

bool Evidence::operator<(const Evidence &o) const {
  return std::tie(kind, place, text, function, field, content) <
         std::tie(o.kind, o.place, o.text, o.function, o.field, o.content);
}
bool Handed::operator<(const Handed &o) const {
  return std::tie(callback, origin, index, path, predicate, place) <
         std::tie(o.callback, o.origin, o.index, o.path, o.predicate, o.place);
}
bool Kept::operator<(const Kept &o) const {
  return std::tie(field, into, place, function) < std::tie(o.field, o.into, o.place, o.function);
}

/* The most that a set contains; more need not be shown. A full set keeps its smallest elements, so
 * that the result does not depend on the order. */
enum { SHOWN = 64 };

template <typename T> static bool put(std::set<T> &set, const T &one) {
  if (set.count(one) || (set.size() >= SHOWN && !(one < *set.rbegin())))
    return false;
  set.insert(one);
  if (set.size() > SHOWN)
    set.erase(std::prev(set.end()));
  return true;
}

Analysis::Analysis(const Program &program) : program(program), targets(program) {}

/* Follows one value through one function. Visits all nodes that hold the value, each with the path
 * from the node to the value. */
struct Analysis::Walk {
  Analysis &analysis;
  const Inside inside;
  const Index &index;
  const Name function;
  Effects &effects;
  bool changed = false;
  std::set<std::pair<const void *, const void *>> seen;
  std::vector<std::pair<Name, Name>> todo;

  Walk(Analysis &a, Name f, Effects &e)
      : analysis(a), inside(a.targets.index(f)), index(*inside), function(f), effects(e) {}

  void visit(Name node, Name path) {
    if (!node.empty() && seen.emplace(node.identity(), path.identity()).second)
      todo.emplace_back(node, path);
  }
  void harm() { set(effects.harmed); }
  /* The analysis must look at each callback. Too many callbacks count like an unknown one. */
  void hand(const Handed &h) {
    if (effects.handed.size() >= SHOWN && !effects.handed.count(h))
      harm();
    changed |= put(effects.handed, h);
  }
  void set(bool &flag) {
    changed |= !flag;
    flag = true;
  }
  void keep(Name field, Name base, const Place &place);
  void store(const Flow &flow, Name path);
  void compare(const Flow &flow, Name path);
  void argument(const Flow &flow, Name path);
  void merge(const Call &call, const Effects &callee, Name path, bool bound);
  void step(const Flow &flow, Name path);
  void run();
};

/* The value is stored to FIELD of the object that BASE points to. */
void Analysis::Walk::keep(Name field, Name base, const Place &place) {
  Sources s = Targets::sources(index, base);
  if (s.onlyObjects()) {
    for (Name object : s.objects)
      visit(object, field);
    return;
  }
  int into = s.parameters.size() == 1 && s.calls.empty() && s.fields.empty() && s.objects.empty()
                 ? (int)*s.parameters.begin()
                 : -1;
  changed |= put(effects.kept, Kept{field, function, into, place});
}

void Analysis::Walk::store(const Flow &flow, Name path) {
  if (!path.empty() && flow.field.str() == "*") { /* the whole struct is copied */
    keep(path, flow.to, flow.place);
    return;
  }
  if (!path.empty()) {
    Sources s = Targets::sources(index, flow.to);
    if (!s.onlyObjects())
      harm();
    for (Name object : s.objects)
      visit(object, path); /* only one level of structs is followed */
    return;
  }
  keep(flow.field, flow.to, flow.place);
}

void Analysis::Walk::compare(const Flow &flow, Name path) {
  if (!path.empty() || flow.compare == CompareKind::Nothing || flow.compare == CompareKind::Bound ||
      analysis.constant(index, flow.to))
    return;
  Evidence e;
  e.kind = flow.compare;
  e.place = flow.place;
  e.text = flow.text;
  e.function = function;
  Sources s = Targets::sources(index, flow.to);
  for (Name field : s.fields)
    if (field.str() != "*" && e.field.empty())
      e.field = field;
  if (e.kind == CompareKind::Value && !s.fields.empty())
    e.kind = CompareKind::Stored;
  changed |= put(effects.evidence, e);
}

/* Adds the effects of CALLEE to the effects of this function. CALL has no arguments if the callee is
 * a callback that another function calls. If BOUND, the call decides whether a loop ends, so its
 * comparisons show nothing. The effects are copied first, because in a recursion they are the set
 * that grows here. */
void Analysis::Walk::merge(const Call &call, const Effects &callee, Name path, bool bound) {
  const Effects inner = callee; // NOLINT(performance-unnecessary-copy-initialization)
  if (!bound)
    for (const Evidence &e : inner.evidence)
      changed |= put(effects.evidence, e);
  if (inner.harmed)
    harm();
  if (inner.read)
    set(effects.read);
  if (inner.written)
    set(effects.written);
  if (inner.freed)
    set(effects.freed);
  if (inner.upcast)
    set(effects.upcast);
  for (const Kept &k : inner.kept) {
    if (k.into >= 0 && (size_t)k.into < call.arguments.size() && !call.arguments[k.into].empty()) {
      Sources s = Targets::sources(index, call.arguments[k.into]);
      if (s.onlyObjects()) {
        for (Name object : s.objects)
          visit(object, k.field);
        continue;
      }
    }
    Kept outer = k;
    outer.into = -1;
    changed |= put(effects.kept, outer);
  }
  if (inner.moved && path.empty())
    set(effects.moved);
  if (inner.returned)
    visit(call.result, Name());
  if (inner.returnedWhole)
    visit(call.result, path);
  for (const Handed &h : inner.handed) {
    if (h.callback < 0) {
      hand(h);
      continue;
    }
    if ((size_t)h.callback >= call.arguments.size()) {
      harm();
      continue;
    }
    Sources s = Targets::sources(index, call.arguments[h.callback]);
    for (Name target : s.functions) {
      const Header *found = analysis.program.find(target);
      if (!found || !found->defined)
        harm();
      else
        merge(Call(), analysis.ask(Key(target, h.index, h.path)), h.path, false);
    }
    for (unsigned parameter : s.parameters) {
      Handed outer = h;
      outer.callback = (int)parameter;
      hand(outer);
    }
    for (Name field : s.fields) {
      Handed outer = h;
      outer.callback = -1;
      outer.origin = field;
      hand(outer);
    }
    if (!s.calls.empty())
      harm();
  }
}

void Analysis::Walk::argument(const Flow &flow, Name path) {
  const Call *found = index.call(flow.to);
  if (!found)
    return;
  const Call &call = *found;
  if (!call.callee.empty()) {
    const Header *callee = analysis.program.find(call.callee);
    if (frees(call.callee) && flow.index == 0 && path.empty())
      set(effects.freed);
    else if (!callee || !callee->defined)
      analysis.external(call.callee, *this, path);
    else if (flow.index >= callee->parameters.size())
      harm();
    else
      merge(call, analysis.ask(Key(call.callee, flow.index, path)), path, flow.bound);
    return;
  }
  Sources s = Targets::sources(index, call.target);
  Handed h;
  h.index = flow.index;
  h.path = path;
  h.place = call.place;
  h.predicate = call.answers;
  for (Name target : s.functions) {
    const Header *callee = analysis.program.find(target);
    if (callee && callee->defined)
      merge(call, analysis.ask(Key(target, flow.index, path)), path, flow.bound);
    else
      harm();
  }
  for (unsigned parameter : s.parameters) {
    h.callback = (int)parameter;
    h.origin = slotOf(function, parameter);
    hand(h);
  }
  h.callback = -1;
  for (Name field : s.fields) {
    h.origin = field;
    hand(h);
  }
  if (!s.calls.empty() || (s.functions.empty() && s.parameters.empty() && s.fields.empty()))
    harm();
}

void Analysis::Walk::step(const Flow &flow, Name path) {
  static const Name any("*"), result("=");
  switch (flow.kind) {
  case FlowKind::Upcast:
    if (path.empty())
      set(effects.upcast);
    visit(flow.to, path);
    break;
  case FlowKind::Copy:
  case FlowKind::Derive:
    if (flow.kind == FlowKind::Derive && path.empty())
      set(effects.moved);
    if (flow.to == result)
      set(path.empty() ? effects.returned : effects.returnedWhole);
    else
      visit(flow.to, path);
    break;
  case FlowKind::Load:
    if (path.empty())
      harm(), set(effects.read);
    else if (flow.field == path)
      visit(flow.to, Name());
    else if (flow.field == any)
      visit(flow.to, path);
    break;
  case FlowKind::Store:
    store(flow, path);
    break;
  case FlowKind::Compare:
    compare(flow, path);
    break;
  case FlowKind::Argument:
    argument(flow, path);
    break;
  case FlowKind::Use:
    if (flow.text == "freed" && path.empty())
      set(effects.freed);
    else
      harm();
    break;
  }
}

void Analysis::Walk::run() {
  while (!todo.empty()) {
    auto [node, path] = todo.back();
    todo.pop_back();
    for (const Flow *flow : index.out(node))
      step(*flow, path);
    if (!path.empty() || index.isObject(node))
      continue;
    for (const Flow *flow : index.in(node)) /* stores through the pointer */
      if (flow->kind == FlowKind::Store)
        harm(), set(effects.written);
  }
}

bool frees(Name callee) {
  static const std::set<std::string> names = {
      "free",        "kfree",   "kvfree", "vfree",   "kfree_sensitive", "kvfree_sensitive",
      "realloc",     "cfree",   "g_free", "_ZdlPv",  "kfree_const",     "reallocarray",
      "free_percpu", "_ZdlPvm", "zfree",  "sdsfree", "av_free",         "sqlite3_free"};
  const std::string &text = callee;
  return names.count(text.substr(0, text.find('@'))) != 0;
}

/* The value is passed to a library function that was not scanned. */
void Analysis::external(Name callee, Walk &walk, Name path) {
  static const std::set<std::string> fills = {"memset", "bzero", "explicit_bzero", "memcmp",
                                              "bcmp"};
  const std::string &text = callee;
  if (!fills.count(text.substr(0, text.find('@'))) || path.empty())
    walk.harm();
}

bool Analysis::constant(const Index &in, Name node, unsigned depth) const {
  static const Name result("=");
  Sources s = Targets::sources(in, node);
  if (s.onlyConstants())
    return true;
  if (s.calls.empty() || !s.objects.empty() || !s.functions.empty() || !s.fields.empty() ||
      !s.parameters.empty() || depth > 3)
    return false;
  for (Name id : s.calls) {
    const Call &call = *in.call(id);
    const Header *callee = program.find(call.callee);
    if (!callee || !callee->defined)
      return false;
    Inside inside = targets.index(call.callee);
    Sources made = Targets::sources(*inside, result);
    if (!made.objects.empty() || !made.functions.empty() || !made.fields.empty() ||
        !made.calls.empty() || (!made.constant && made.parameters.empty()))
      return false;
    for (unsigned parameter : made.parameters) {
      bool known = parameter < call.arguments.size();
      /* A number that is too small for a pointer has no node. */
      if (!known || (callee->parameters[parameter].object && call.arguments[parameter].empty()) ||
          (!call.arguments[parameter].empty() &&
           !constant(in, call.arguments[parameter], depth + 1)))
        return false;
    }
  }
  return true;
}

bool Analysis::evaluate(const Key &key, Effects &into) {
  if (std::get<2>(key).str() == "(call)")
    return false; /* asked by atCall() */
  Walk walk(*this, std::get<0>(key), into);
  walk.visit(parameterNode(std::get<1>(key)), std::get<2>(key));
  walk.run();
  return walk.changed;
}

/* Returns the effects that are known so far. The caller is evaluated again if they grow. */
const Effects &Analysis::ask(const Key &key) {
  if (!solved.count(key)) {
    if (askers.find(key) == askers.end())
      todo.insert(key);
    askers[key].insert(asking);
  }
  return known[key]; /* the elements of a map do not move in memory */
}

void Analysis::solve(const std::vector<Key> &keys) {
  for (const Key &key : keys)
    if (askers.emplace(key, std::set<Key>()).second)
      todo.insert(key);
  while (!todo.empty()) {
    asking = *todo.begin();
    todo.erase(todo.begin());
    if (evaluate(asking, known[asking]))
      todo.insert(askers[asking].begin(), askers[asking].end());
  }
  for (const auto &entry : askers)
    solved.insert(entry.first);
  askers.clear();
}

void Analysis::compute() {
  std::vector<Key> keys;
  for (const auto &entry : program.functions)
    for (unsigned i = 0; entry.second.defined && i < entry.second.parameters.size(); i++)
      if (entry.second.parameters[i].object || entry.second.parameters[i].callback)
        keys.emplace_back(entry.first, i, Name());
  solve(keys);
}

const Effects &Analysis::effects(Name function, unsigned parameter, Name path) {
  Key key(function, parameter, path);
  if (!solved.count(key))
    solve({key});
  return known[key];
}

Effects Analysis::atCall(const Index &caller, const Call &call, unsigned index, Name path) {
  Flow flow;
  flow.kind = FlowKind::Argument;
  flow.to = call.id, flow.index = index, flow.place = call.place;
  for (;;) {
    Effects effects;
    Walk walk(*this, caller.header.id, effects);
    asking = Key(caller.header.id, 0, "(call)");
    walk.argument(flow, path);
    if (todo.empty())
      return effects;
    solve({});
    askers.clear();
  }
}

} // namespace scan
