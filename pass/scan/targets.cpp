/*===- targets.cpp - where values come from ---------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "targets.h"

#include <cstdlib>

namespace scan {

int parameterOf(const std::string &node) {
  size_t slash = node.rfind("/%");
  return slash == std::string::npos ? -1 : (int)strtol(node.c_str() + slash + 2, nullptr, 10);
}

std::string parameterNode(const std::string &function, unsigned parameter) {
  return function + "/%" + std::to_string(parameter);
}

/* Returns the global array that NODE points into, or "". */
static std::string tableOf(const Index &at, std::string node) {
  for (unsigned steps = 0; steps < 8; steps++) {
    if (node.compare(0, 2, "g:") == 0)
      return node;
    auto from = at.to.find(node);
    if (from == at.to.end() || from->second->kind != FlowKind::Derive)
      return "";
    node = from->second->from;
  }
  return "";
}

/* Follows NODE backwards over copies and through the fields of local objects. */
Sources Targets::sources(const Function &function, const std::string &node) const {
  const Index &at = index(function.id);
  Sources found;
  std::set<std::string> seen;
  std::vector<std::string> todo{node};
  while (!todo.empty()) {
    std::string n = todo.back();
    todo.pop_back();
    if (n.empty() || !seen.insert(n).second)
      continue;
    if (n.compare(0, 3, "fn:") == 0)
      found.functions.insert(n.substr(3));
    else if (n.compare(0, 2, "g:") == 0)
      found.fields.insert(n);
    else if (parameterOf(n) >= 0)
      found.parameters.insert((unsigned)parameterOf(n));
    if (function.objects.count(n))
      found.objects.insert(n);
    auto result = at.results.find(n);
    if (result != at.results.end())
      found.calls.insert(result->second->id);
    auto range = at.to.equal_range(n);
    for (auto i = range.first; i != range.second; ++i) {
      const Flow &flow = *i->second;
      if (flow.kind == FlowKind::Copy || flow.kind == FlowKind::Derive ||
          flow.kind == FlowKind::Upcast) {
        todo.push_back(flow.from);
      } else if (flow.kind == FlowKind::Load) {
        if (!function.objects.count(flow.from)) {
          std::string table = flow.field == "*" ? tableOf(at, flow.from) : "";
          found.fields.insert(table.empty() ? flow.field : table);
          continue;
        }
        auto stores = at.to.equal_range(flow.from);
        for (auto s = stores.first; s != stores.second; ++s)
          if (s->second->kind == FlowKind::Store && s->second->field == flow.field)
            todo.push_back(s->second->from);
      }
    }
  }
  return found;
}

Targets::Targets(const Program &program) {
  for (const auto &entry : program.functions) {
    Index &at = indices[entry.first];
    for (const Flow &flow : entry.second.flows) {
      at.from.emplace(flow.from, &flow);
      at.to.emplace(flow.to, &flow);
    }
    for (const Call &call : entry.second.calls) {
      at.calls[call.id] = &call;
      if (!call.result.empty())
        at.results[call.result] = &call;
    }
  }

  std::map<std::string, std::set<std::string>> feeds; /* slot -> slots that get the same callback */
  auto link = [&](const Function &f, const std::string &node, const std::string &slot) {
    Sources s = sources(f, node);
    known[slot].insert(s.functions.begin(), s.functions.end());
    for (unsigned parameter : s.parameters)
      feeds[parameterNode(f.id, parameter)].insert(slot);
    for (const std::string &field : s.fields)
      feeds[field].insert(slot);
  };
  for (const auto &entry : program.functions) {
    const Function &f = entry.second;
    for (const Flow &flow : f.flows)
      if (flow.kind == FlowKind::Store && flow.field != "*" && !f.objects.count(flow.to))
        link(f, flow.from, flow.field);
    for (const Call &call : f.calls) {
      auto callee = program.functions.find(call.callee);
      if (callee == program.functions.end())
        continue;
      for (unsigned i = 0; i < call.arguments.size() && i < callee->second.parameters.size(); i++)
        if (callee->second.parameters[i].callback)
          link(f, call.arguments[i], parameterNode(call.callee, i));
    }
  }
  std::vector<std::string> todo;
  todo.reserve(known.size());
  for (const auto &entry : known)
    todo.push_back(entry.first);
  while (!todo.empty()) {
    std::string slot = todo.back();
    todo.pop_back();
    for (const std::string &next : feeds[slot]) {
      size_t before = known[next].size();
      known[next].insert(known[slot].begin(), known[slot].end());
      if (known[next].size() != before)
        todo.push_back(next);
    }
  }
}

const std::set<std::string> &Targets::of(const std::string &slot) const {
  static const std::set<std::string> none;
  auto found = known.find(slot);
  return found == known.end() ? none : found->second;
}

} // namespace scan
