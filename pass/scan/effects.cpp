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
bool Harm::operator<(const Harm &o) const {
  return std::tie(what, place, function) < std::tie(o.what, o.place, o.function);
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
enum { SHOWN = 16 };

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
  const Function &f;
  const Index &index;
  Effects &effects;
  bool changed = false;
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<std::pair<std::string, std::string>> todo;

  Walk(Analysis &a, const Function &f, Effects &e)
      : analysis(a), f(f), index(a.targets.index(f.id)), effects(e) {}

  void visit(const std::string &node, const std::string &path) {
    if (!node.empty() && seen.emplace(node, path).second)
      todo.emplace_back(node, path);
  }
  void harm(const std::string &what, const Place &place) {
    changed |= put(effects.harms, Harm{what, f.id, place});
  }
  /* The analysis must look at each callback. Too many callbacks count like an unknown one. */
  void hand(const Handed &h) {
    if (effects.handed.size() >= SHOWN && !effects.handed.count(h))
      harm("handed to more callbacks than are followed", h.place);
    changed |= put(effects.handed, h);
  }
  void set(bool &flag) {
    changed |= !flag;
    flag = true;
  }
  void keep(const std::string &field, const std::string &base, const Place &place);
  void store(const Flow &flow, const std::string &path);
  void compare(const Flow &flow, const std::string &path);
  void argument(const Flow &flow, const std::string &path);
  void merge(const Call &call, const Effects &callee, const std::string &path);
  void step(const Flow &flow, const std::string &path);
  void run();
};

/* The value is stored to FIELD of the object that BASE points to. */
void Analysis::Walk::keep(const std::string &field, const std::string &base, const Place &place) {
  Sources s = analysis.targets.sources(f, base);
  if (s.onlyObjects()) {
    for (const std::string &object : s.objects)
      visit(object, field);
    return;
  }
  int into = s.parameters.size() == 1 && s.calls.empty() && s.fields.empty() && s.objects.empty()
                 ? (int)*s.parameters.begin()
                 : -1;
  changed |= put(effects.kept, Kept{field, f.id, into, place});
}

void Analysis::Walk::store(const Flow &flow, const std::string &path) {
  if (!path.empty() && flow.field == "*") { /* the whole struct is copied */
    keep(path, flow.to, flow.place);
    return;
  }
  if (!path.empty()) {
    Sources s = analysis.targets.sources(f, flow.to);
    if (!s.onlyObjects())
      harm("what holds it is stored", flow.place);
    for (const std::string &object : s.objects)
      visit(object, path); /* only one level of structs is followed */
    return;
  }
  keep(flow.field, flow.to, flow.place);
}

void Analysis::Walk::compare(const Flow &flow, const std::string &path) {
  if (!path.empty() || flow.compare == CompareKind::Nothing || flow.compare == CompareKind::Bound)
    return;
  Evidence e;
  e.kind = flow.compare;
  e.place = flow.place;
  e.text = flow.text;
  e.function = f.id;
  Sources s = analysis.targets.sources(f, flow.to);
  for (const std::string &field : s.fields)
    if (field != "*" && e.field.empty())
      e.field = field;
  if (e.kind == CompareKind::Value && !s.fields.empty())
    e.kind = CompareKind::Stored;
  changed |= put(effects.evidence, e);
}

/* Adds the effects of CALLEE to the effects of this function. CALL has no arguments if the callee is
 * a callback that another function calls. They are copied first, because in a recursion they are
 * the set that grows here. */
void Analysis::Walk::merge(const Call &call, const Effects &callee, const std::string &path) {
  const Effects inner = callee; // NOLINT(performance-unnecessary-copy-initialization)
  for (const Evidence &e : inner.evidence)
    changed |= put(effects.evidence, e);
  for (const Harm &h : inner.harms)
    changed |= put(effects.harms, h);
  for (const Harm &h : inner.freed)
    changed |= put(effects.freed, h);
  for (const Harm &h : inner.upcast)
    changed |= put(effects.upcast, h);
  for (const Kept &k : inner.kept) {
    if (k.into >= 0 && (size_t)k.into < call.arguments.size() && !call.arguments[k.into].empty()) {
      Sources s = analysis.targets.sources(f, call.arguments[k.into]);
      if (s.onlyObjects()) {
        for (const std::string &object : s.objects)
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
    visit(call.result, "");
  if (inner.returnedWhole)
    visit(call.result, path);
  for (const Handed &h : inner.handed) {
    if (h.callback < 0) {
      hand(h);
      continue;
    }
    if ((size_t)h.callback >= call.arguments.size()) {
      harm("handed to a callback that is not known", h.place);
      continue;
    }
    Sources s = analysis.targets.sources(f, call.arguments[h.callback]);
    for (const std::string &function : s.functions) {
      auto found = analysis.program.functions.find(function);
      if (found == analysis.program.functions.end() || !found->second.defined)
        harm("handed to " + function + ", which is not in the program", call.place);
      else
        merge(Call(), analysis.ask(Key(function, h.index, h.path)), h.path);
    }
    for (unsigned parameter : s.parameters) {
      Handed outer = h;
      outer.callback = (int)parameter;
      hand(outer);
    }
    for (const std::string &field : s.fields) {
      Handed outer = h;
      outer.callback = -1;
      outer.origin = field;
      hand(outer);
    }
    if (!s.calls.empty())
      harm("handed to a callback that is not known", call.place);
  }
}

void Analysis::Walk::argument(const Flow &flow, const std::string &path) {
  auto found = index.calls.find(flow.to);
  if (found == index.calls.end())
    return;
  const Call &call = *found->second;
  if (!call.callee.empty()) {
    auto callee = analysis.program.functions.find(call.callee);
    if (callee == analysis.program.functions.end() || !callee->second.defined)
      analysis.external(call.callee, flow, *this, path);
    else if (flow.index >= callee->second.parameters.size())
      harm("a variable argument of " + callee->second.display, flow.place);
    else
      merge(call, analysis.ask(Key(call.callee, flow.index, path)), path);
    return;
  }
  Sources s = analysis.targets.sources(f, call.target);
  Handed h;
  h.index = flow.index;
  h.path = path;
  h.place = call.place;
  h.predicate = call.answers;
  for (const std::string &function : s.functions) {
    auto callee = analysis.program.functions.find(function);
    if (callee != analysis.program.functions.end() && callee->second.defined)
      merge(call, analysis.ask(Key(function, flow.index, path)), path);
    else
      harm("handed to " + function + ", which is not in the program", call.place);
  }
  for (unsigned parameter : s.parameters) {
    h.callback = (int)parameter;
    h.origin = parameterNode(f.id, parameter);
    hand(h);
  }
  h.callback = -1;
  for (const std::string &field : s.fields) {
    h.origin = field;
    hand(h);
  }
  if (!s.calls.empty() || (s.functions.empty() && s.parameters.empty() && s.fields.empty()))
    harm("handed to a callback that is not known", call.place);
}

void Analysis::Walk::step(const Flow &flow, const std::string &path) {
  switch (flow.kind) {
  case FlowKind::Upcast:
    if (path.empty())
      changed |= put(effects.upcast, Harm{flow.text, f.id, flow.place});
    visit(flow.to, path);
    break;
  case FlowKind::Copy:
  case FlowKind::Derive:
    if (flow.kind == FlowKind::Derive && path.empty())
      set(effects.moved);
    if (flow.to == f.id + "/=")
      set(path.empty() ? effects.returned : effects.returnedWhole);
    else
      visit(flow.to, path);
    break;
  case FlowKind::Load:
    if (path.empty())
      harm("dereferenced", flow.place);
    else if (flow.field == path)
      visit(flow.to, "");
    else if (flow.field == "*")
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
      changed |= put(effects.freed, Harm{flow.text, f.id, flow.place});
    else
      harm(flow.text, flow.place);
    break;
  }
}

void Analysis::Walk::run() {
  while (!todo.empty()) {
    auto [node, path] = todo.back();
    todo.pop_back();
    auto range = index.from.equal_range(node);
    for (auto i = range.first; i != range.second; ++i)
      step(*i->second, path);
    if (!path.empty())
      continue;
    auto stores = index.to.equal_range(node); /* stores through the pointer */
    for (auto i = stores.first; i != stores.second; ++i)
      if (i->second->kind == FlowKind::Store && !f.objects.count(node))
        harm("written through", i->second->place);
  }
}

bool frees(const std::string &callee) {
  static const std::set<std::string> names = {"free",    "kfree",  "kvfree",       "vfree",
                                              "realloc", "cfree",  "reallocarray", "g_free",
                                              "_ZdlPv",  "_ZdlPvm"};
  return names.count(callee.substr(0, callee.find('@'))) != 0;
}

/* The value is passed to a library function that was not scanned. */
void Analysis::external(const std::string &callee, const Flow &flow, Walk &walk,
                        const std::string &path) {
  static const std::set<std::string> fills = {"memset", "bzero", "explicit_bzero", "memcmp",
                                              "bcmp"};
  std::string name = callee.substr(0, callee.find('@'));
  if (frees(name) && path.empty()) {
    walk.changed |= put(walk.effects.freed, Harm{"freed by " + name + "()", walk.f.id, flow.place});
    return;
  }
  if (fills.count(name) && !path.empty())
    return;
  walk.harm("handed to " + name + "(), which is not in the program", flow.place);
}

bool Analysis::evaluate(const Key &key, Effects &into) {
  const Function &f = program.functions.at(std::get<0>(key));
  Walk walk(*this, f, into);
  walk.visit(parameterNode(f.id, std::get<1>(key)), std::get<2>(key));
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
        keys.emplace_back(entry.first, i, "");
  solve(keys);
}

const Effects &Analysis::effects(const std::string &function, unsigned parameter,
                                 const std::string &path) {
  Key key(function, parameter, path);
  if (!solved.count(key))
    solve({key});
  return known[key];
}

} // namespace scan
