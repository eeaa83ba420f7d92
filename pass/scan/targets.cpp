/*===- targets.cpp - where values come from ---------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "targets.h"

#include <cstdlib>

namespace scan {

/* The number of functions whose insides stay in memory. */
enum { RECENT = 2048 };

int parameterOf(Name node) {
  const std::string &text = node;
  size_t percent = text.rfind('%');
  if (percent == std::string::npos || (percent && text[percent - 1] != '/'))
    return -1;
  return (int)strtol(text.c_str() + percent + 1, nullptr, 10);
}

Name parameterNode(unsigned parameter) {
  return "%" + std::to_string(parameter);
}

Name slotOf(Name function, unsigned parameter) {
  return function + "/%" + std::to_string(parameter);
}

Index::Index(const Header &header, Body inside) : header(header), body(std::move(inside)) {
  for (const Flow &flow : body.flows) {
    from[flow.from].push_back(&flow);
    to[flow.to].push_back(&flow);
  }
  for (const Call &call : body.calls) {
    calls[call.id] = &call;
    if (!call.result.empty())
      results[call.result] = &call;
  }
}

/* Returns the global array that NODE points into, or "". */
static Name tableOf(const Index &at, Name node) {
  for (unsigned steps = 0; steps < 8; steps++) {
    if (node.str().compare(0, 2, "g:") == 0)
      return node;
    const auto &from = at.in(node);
    if (from.empty() || from.front()->kind != FlowKind::Derive)
      return "";
    node = from.front()->from;
  }
  return "";
}

/* Follows NODE backwards over copies and through the fields of local objects. */
Sources Targets::sources(const Index &at, Name node) {
  static const Name any("*"), zero("0");
  Sources found;
  std::set<const void *> seen;
  std::vector<Name> todo{node};
  while (!todo.empty()) {
    Name n = todo.back();
    todo.pop_back();
    if (n.empty() || !seen.insert(n.identity()).second)
      continue;
    const std::string &text = n;
    if (n == zero)
      found.constant = true;
    else if (text.compare(0, 3, "fn:") == 0)
      found.functions.insert(text.substr(3));
    else if (text.compare(0, 2, "g:") == 0)
      found.fields.insert(n);
    else if (text[0] == '%')
      found.parameters.insert((unsigned)parameterOf(n));
    if (at.isObject(n))
      found.objects.insert(n);
    auto result = at.results.find(n);
    if (result != at.results.end())
      found.calls.insert(result->second->id);
    for (const Flow *i : at.in(n)) {
      const Flow &flow = *i;
      if (flow.kind == FlowKind::Copy || flow.kind == FlowKind::Derive ||
          flow.kind == FlowKind::Upcast) {
        todo.push_back(flow.from);
      } else if (flow.kind == FlowKind::Load) {
        if (!at.isObject(flow.from)) {
          Name table = flow.field == any ? tableOf(at, flow.from) : Name();
          found.fields.insert(table.empty() ? flow.field : table);
          continue;
        }
        for (const Flow *s : at.in(flow.from))
          if (s->kind == FlowKind::Store && s->field == flow.field)
            todo.push_back(s->from);
      }
    }
  }
  return found;
}

Inside Targets::index(Name function) const {
  auto found = recent.find(function);
  if (found != recent.end()) {
    order.splice(order.begin(), order, found->second.used);
    return found->second.inside;
  }
  order.push_front(function);
  Inside inside =
      std::make_shared<const Index>(program.functions.at(function), program.body(function));
  recent[function] = {inside, order.begin()};
  if (recent.size() > RECENT) {
    recent.erase(order.back());
    order.pop_back();
  }
  return inside;
}

Targets::Targets(const Program &program) : program(program) {
  static const Name any("*");
  /* slot -> slots that get the same callback */
  std::unordered_map<Name, std::set<Name>> feeds;
  auto link = [&](const Index &in, Name node, Name slot) {
    Sources s = sources(in, node);
    if (s.functions.empty() && s.parameters.empty() && s.fields.empty())
      return;
    known[slot].insert(s.functions.begin(), s.functions.end());
    for (unsigned parameter : s.parameters)
      if (in.header.parameters.size() > parameter && in.header.parameters[parameter].callback)
        feeds[slotOf(in.header.id, parameter)].insert(slot);
    for (Name field : s.fields)
      if (field != any)
        feeds[field].insert(slot);
  };
  for (const auto &entry : program.functions) {
    Index in(entry.second, program.body(entry.first));
    for (const Flow &flow : in.body.flows)
      if (flow.kind == FlowKind::Store && flow.field != any && !in.isObject(flow.to) &&
          (flow.callback || flow.from.str().compare(0, 3, "fn:") == 0))
        link(in, flow.from, flow.field);
    for (const Call &call : in.body.calls) {
      const Header *callee = program.find(call.callee);
      for (unsigned i = 0; callee && i < call.arguments.size() && i < callee->parameters.size();
           i++)
        if (callee->parameters[i].callback)
          link(in, call.arguments[i], slotOf(call.callee, i));
    }
  }
  std::vector<Name> todo;
  todo.reserve(known.size());
  for (const auto &entry : known)
    todo.push_back(entry.first);
  while (!todo.empty()) {
    Name slot = todo.back();
    todo.pop_back();
    auto fed = feeds.find(slot);
    if (fed == feeds.end())
      continue;
    for (Name next : fed->second) {
      std::set<Name> &there = known[next];
      size_t before = there.size();
      const std::set<Name> &here = known[slot];
      there.insert(here.begin(), here.end());
      if (there.size() != before)
        todo.push_back(next);
    }
  }
}

const std::set<Name> &Targets::of(Name slot) const {
  static const std::set<Name> none;
  auto found = known.find(slot);
  return found == known.end() ? none : found->second;
}

} // namespace scan
