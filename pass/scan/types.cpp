/*===- types.cpp - types whose pointers can reach a boundary --------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * Goes backwards from the parameters of all boundaries, through copies, casts, members, globals,
 * calls and callbacks, and collects the types of everything that it meets. A place is a node of a
 * function, or a *slot*: a field or a global variable, wherever it is stored to.
 */
#include "findings.h"

#include <cstdlib>

namespace scan {

namespace {

struct Where {
  Name function; /* empty: NODE is a slot */
  Name node;
  bool operator<(const Where &o) const {
    return std::tie(function, node) < std::tie(o.function, o.node);
  }
};

class Backwards {
public:
  explicit Backwards(const Analysis &analysis) : analysis(analysis) { readAll(); }
  void begin(Name function, const std::string &role);
  void run();
  std::map<Name, std::string> types;

private:
  void readAll();
  std::set<Name> callees(const Index &in, const Call &call) const;
  void visit(Name function, Name node) {
    if (!node.empty() && seen.insert({function, node}).second)
      todo.push_back({function, node});
  }
  void met(Name type, const std::string &why) {
    if (!type.empty())
      types.emplace(type, why);
  }
  void node(Name function, Name node);
  void load(const Index &in, const Flow &flow);
  void slot(Name slot);
  static std::vector<Name> pointees(const Index &in, Name node);

  const Analysis &analysis;
  std::map<Name, std::vector<CallSite>> callers;
  std::map<Name, std::vector<Where>> stores; /* by slot */
  std::map<Name, std::set<Name>> slotTypes;
  std::set<Where> seen;
  std::vector<Where> todo;
};

std::vector<Name> Backwards::pointees(const Index &in, Name node) {
  std::vector<Name> all;
  for (auto i = in.body.types.lower_bound({node, Name()});
       i != in.body.types.end() && i->first == node; ++i)
    all.push_back(i->second);
  return all;
}

/* The functions that CALL may call. */
std::set<Name> Backwards::callees(const Index &in, const Call &call) const {
  if (!call.callee.empty())
    return {call.callee};
  Sources s = Targets::sources(in, call.target);
  std::set<Name> all = s.functions;
  auto add = [&](Name slot) {
    const std::set<Name> &there = analysis.targets.of(slot);
    all.insert(there.begin(), there.end());
  };
  for (unsigned parameter : s.parameters)
    add(slotOf(in.header.id, parameter));
  for (Name field : s.fields)
    add(field);
  return all;
}

/* Reads all functions once: who calls whom, and who stores where. A store through a pointer to a
 * pointer goes to a slot for each type: "*struct device". */
void Backwards::readAll() {
  static const Name any("*");
  for (const auto &entry : analysis.program.functions) {
    Inside inside = analysis.targets.index(entry.first);
    const Index &in = *inside;
    for (const Call &call : in.body.calls)
      for (Name callee : callees(in, call))
        callers[callee].push_back({entry.first, call.id});
    for (const Flow &flow : in.body.flows) {
      if (flow.kind != FlowKind::Store || flow.from.empty() || flow.callback)
        continue;
      if (flow.field != any)
        stores[flow.field].push_back({entry.first, flow.from});
      else
        for (Name type : pointees(in, flow.from))
          stores["*" + type].push_back({entry.first, flow.from});
    }
    for (const auto &[node, type] : in.body.types)
      if (node.str().find('.') != std::string::npos || node.str().compare(0, 2, "g:") == 0)
        slotTypes[node].insert(type);
  }
}

/* ROLE is a role of the boundary list, or of a function of custody.h: "api.reclaim" is about
 * parameter 0. */
void Backwards::begin(Name function, const std::string &role) {
  const Header *f = analysis.program.find(function);
  if (!f)
    return;
  if (role.compare(0, 7, "release") == 0)
    met(f->resultPointee, "result of " + f->display + "()");
  if (role.compare(0, 4, "api.") == 0)
    visit(function, parameterNode(0));
  size_t colon = role.find(':');
  if (colon == std::string::npos || role.compare(0, 6, "family") == 0)
    return;
  visit(function, parameterNode((unsigned)strtoul(role.c_str() + colon + 1, nullptr, 10)));
}

/* The pointer is read from memory. */
void Backwards::load(const Index &in, const Flow &flow) {
  static const Name any("*");
  if (in.isObject(flow.from))
    for (const Flow *stored : in.in(flow.from))
      if (stored->kind == FlowKind::Store && stored->field == flow.field)
        visit(in.header.id, stored->from);
  if (flow.field != any) {
    visit(Name(), flow.field);
    return;
  }
  for (Name type : pointees(in, flow.to))
    visit(Name(), "*" + type);
  for (Name field : Targets::sources(in, flow.from).fields) /* an array */
    if (field.str().compare(0, 2, "g:") == 0)
      visit(Name(), field);
}

void Backwards::node(Name function, Name node) {
  const Header *f = analysis.program.find(function);
  if (!f)
    return;
  Inside inside = analysis.targets.index(function);
  const Index &in = *inside;
  for (Name type : pointees(in, node))
    met(type, "in " + f->display + "()");
  int parameter = node.str()[0] == '%' ? parameterOf(node) : -1;
  if (parameter >= 0 && (size_t)parameter < f->parameters.size()) {
    met(f->parameters[(size_t)parameter].pointee,
        "parameter " + std::to_string(parameter) + " of " + f->display + "()");
    for (const CallSite &site : callers[function]) {
      const Call *call = analysis.targets.index(site.caller)->call(site.call);
      if ((size_t)parameter < call->arguments.size())
        visit(site.caller, call->arguments[(size_t)parameter]);
    }
  }
  if (node == Name("="))
    met(f->resultPointee, "result of " + f->display + "()");
  if (node.str().compare(0, 2, "g:") == 0)
    visit(Name(), node);
  auto made = in.results.find(node);
  if (made != in.results.end())
    for (Name callee : callees(in, *made->second))
      visit(callee, "=");
  for (const Flow *flow : in.in(node)) {
    if (flow->kind == FlowKind::Copy || flow->kind == FlowKind::Derive ||
        flow->kind == FlowKind::Upcast)
      visit(function, flow->from);
    else if (flow->kind == FlowKind::Load)
      load(in, *flow);
  }
}

void Backwards::slot(Name slot) {
  const std::string &text = slot;
  std::string what = text[0] == '*'                  ? "behind a pointer to a pointer"
                     : text.compare(0, 2, "g:") == 0 ? "global variable " + text.substr(2)
                                                     : "member " + text;
  for (Name type : slotTypes[slot])
    met(type, what);
  for (const Where &from : stores[slot])
    visit(from.function, from.node);
}

void Backwards::run() {
  while (!todo.empty()) {
    Where next = todo.back();
    todo.pop_back();
    if (next.function.empty())
      slot(next.node);
    else
      node(next.function, next.node);
  }
}

} // namespace

std::vector<ReachingType> reachingTypes(const Analysis &analysis, const Findings &findings) {
  Backwards search(analysis);
  search.types.emplace("void", "always"); /* the plug-in follows these anyway */
  /* Code that is not scanned cannot call a static function. So a pointer that is compared there goes
   * nowhere else, and if it is reclaimed in this program, the search comes to it from there. */
  for (const Boundary &b : findings.boundaries) {
    const Header *f = analysis.program.find(b.function);
    if (b.role.compare(0, 3, "key") != 0 || !f || !f->internal)
      search.begin(b.function, b.role);
  }
  for (const auto &entry : analysis.program.functions)
    for (Name role : entry.second.roles)
      search.begin(entry.first, role);
  search.run();
  std::vector<ReachingType> all;
  all.reserve(search.types.size());
  for (const auto &[type, why] : search.types)
    all.push_back({type, why});
  return all;
}

} // namespace scan
