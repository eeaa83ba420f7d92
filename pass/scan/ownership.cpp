/*===- ownership.cpp - who takes an object over ---------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

namespace scan {

bool rebuilds(Analysis &analysis, Name function, unsigned parameter) {
  const Header *f = analysis.program.find(function);
  if (!f || !f->defined || !f->returnsPointer || parameter >= f->parameters.size() ||
      !f->parameters[parameter].object)
    return false;
  /* A function that returns what it gets takes a reference (usb_get_dev()), or it is an iterator. */
  if (!f->result.empty() && f->result == f->parameters[parameter].type)
    return false;
  const Effects &e = analysis.effects(function, parameter);
  return e.returned && e.upcast;
}

bool returnsIt(Analysis &analysis, Name function) {
  const Header *f = analysis.program.find(function);
  if (!f || !f->defined || f->parameters.size() != 1)
    return false;
  const Effects &e = analysis.effects(function, 0);
  return e.returned && !e.harmed;
}

bool getsReference(Analysis &analysis, Name function, unsigned parameter) {
  const std::string &text = function;
  const Header *f = analysis.program.find(function);
  if (f && f->defined && f->returnsPointer && parameter < f->parameters.size() &&
      f->result == f->parameters[parameter].type && !f->parameters[parameter].toConst)
    return analysis.effects(function, parameter).returned;
  /* A function that is not in the program, or that returns nothing, tells by its name. */
  std::string name = "_" + text.substr(0, text.find('@')) + "_";
  if (f && f->defined && f->returnsPointer)
    return false;
  for (const char *word : {"_get_", "_ref_", "_hold_", "_grab_", "_retain_", "_addref_"})
    if (parameter == 0 && name.find(word) != std::string::npos)
      return true;
  return false;
}

bool onlyReads(const Index &in, Name node) {
  std::set<Name> followed;
  std::vector<Name> todo{node};
  while (!todo.empty()) {
    Name at = todo.back();
    todo.pop_back();
    if (!followed.insert(at).second)
      continue;
    char first = at.empty() ? 0 : at.str()[0];
    if (first != 't' && first != 'v') /* not a local (facts.h): it is stored or returned */
      return false;
    for (const Flow *flow : in.out(at)) {
      if (flow->kind == FlowKind::Copy || flow->kind == FlowKind::Derive)
        todo.push_back(flow->to);
      else if (flow->kind != FlowKind::Load && flow->kind != FlowKind::Compare)
        return false;
    }
    for (const Flow *flow : in.in(at))
      if (flow->kind == FlowKind::Store)
        return false;
  }
  return true;
}

namespace {

using Seen = std::set<std::pair<Name, unsigned>>;

/* F takes over what PARAMETER points to if it frees it or rebuilds an owner from it, or if it passes
 * the pointer to a function that does so, without access to the object before. A function that
 * accesses the object first only uses it, even if some function below drops a reference. */
Taken search(Analysis &analysis, Name function, unsigned parameter, Seen &seen) {
  if (frees(function) && parameter == 0)
    return Taken::Freed;
  const Header *f = analysis.program.find(function);
  if (!f || !f->defined || !seen.emplace(function, parameter).second)
    return Taken::No;
  Inside inside = analysis.targets.index(function);
  const Index &index = *inside;
  using Pointer = std::pair<Name, bool>; /* a node, and whether it points only to a part */
  std::set<Pointer> followed;
  std::vector<Pointer> todo{{parameterNode(parameter), false}};
  std::vector<std::pair<Name, unsigned>> callees;
  bool touched = false, freed = false;
  while (!todo.empty()) {
    auto [node, part] = todo.back();
    todo.pop_back();
    if (!followed.emplace(node, part).second)
      continue;
    for (const Flow *i : index.out(node)) {
      const Flow &flow = *i;
      touched |= flow.kind == FlowKind::Load;
      if (flow.kind == FlowKind::Copy || flow.kind == FlowKind::Derive)
        todo.emplace_back(flow.to, part || flow.kind == FlowKind::Derive);
      if (part)
        continue;
      if (flow.kind == FlowKind::Upcast)
        return Taken::Rebuilt;
      freed |= flow.kind == FlowKind::Use && flow.text == "freed";
      const Call *call = flow.kind == FlowKind::Argument ? index.call(flow.to) : nullptr;
      if (!call || call->callee.empty())
        continue;
      if (rebuilds(analysis, call->callee, flow.index))
        return Taken::Rebuilt;
      if (frees(call->callee))
        freed |= flow.index == 0;
      else
        callees.emplace_back(call->callee, flow.index);
    }
    for (const Flow *store : index.in(node))
      touched |= store->kind == FlowKind::Store && !index.isObject(node);
  }
  if (freed)
    return Taken::Freed;
  for (size_t i = 0; i < callees.size() && !touched; i++) {
    Taken taken = search(analysis, callees[i].first, callees[i].second, seen);
    if (taken != Taken::No)
      return taken;
  }
  return Taken::No;
}

} // namespace

Taken takes(Analysis &analysis, Name function, unsigned parameter) {
  Seen seen;
  return search(analysis, function, parameter, seen);
}

std::map<Name, std::vector<CallSite>> callsOf(const Analysis &analysis,
                                              const std::set<Name> &functions) {
  std::map<Name, std::vector<CallSite>> all;
  if (functions.empty())
    return all;
  for (const auto &entry : analysis.program.functions) {
    Inside in = analysis.targets.index(entry.first);
    for (const Call &call : in->body.calls)
      if (functions.count(call.callee))
        all[call.callee].push_back({entry.first, call.id});
  }
  return all;
}

} // namespace scan
