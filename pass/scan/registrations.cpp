/*===- registrations.cpp - what is stored and handed back -----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

#include <algorithm>

namespace scan {

namespace {

std::string recordOf(const std::string &field) {
  size_t dot = field.rfind('.');
  return dot == std::string::npos ? "" : field.substr(0, dot);
}

/* (field of a callback, field of its argument) -> the calls of that callback with that argument. */
using HandBacks = std::map<std::pair<Name, Name>, std::vector<HandBack>>;

/* Returns the loads that VALUE may come from, each as its field and the node at the beginning of the
 * chain of members. */
std::set<std::pair<Name, Name>> loads(const Index &in, Name value) {
  std::set<std::pair<Name, Name>> found;
  std::set<Name> seen;
  std::vector<Name> todo{value};
  while (!todo.empty()) {
    Name node = todo.back();
    todo.pop_back();
    if (node.empty() || !seen.insert(node).second)
      continue;
    for (const Flow *flow : in.in(node)) {
      if (flow->kind == FlowKind::Copy || flow->kind == FlowKind::Derive)
        todo.push_back(flow->from);
      if (flow->kind != FlowKind::Load)
        continue;
      Name base = flow->from;
      for (unsigned steps = 0; steps < 8; steps++) {
        const auto &from = in.in(base);
        if (from.size() != 1 ||
            (from[0]->kind != FlowKind::Derive && from[0]->kind != FlowKind::Copy))
          break;
        base = from[0]->from;
      }
      found.emplace(flow->field, base);
    }
  }
  return found;
}

/* Whether DATA and CALLBACK, two fields, are read from one record: the records have the same name, or
 * one contains the other. */
bool together(const Index &in, Name data, Name callback, Name dataNode, Name callbackNode) {
  if (recordOf(data) == recordOf(callback))
    return true;
  if (data.str().find('.') == std::string::npos || callback.str().find('.') == std::string::npos)
    return false;
  for (const auto &[field, base] : loads(in, dataNode))
    for (const auto &[other, start] : loads(in, callbackNode))
      if (field == data && other == callback && base == start)
        return true;
  return false;
}

HandBacks findHandBacks(const Analysis &analysis) {
  static const Name any("*");
  HandBacks all;
  for (const auto &entry : analysis.program.functions) {
    Inside in = analysis.targets.index(entry.first);
    for (const Call &call : in->body.calls) {
      if (call.target.empty())
        continue;
      Sources callee = Targets::sources(*in, call.target);
      for (unsigned i = 0; i < call.arguments.size() && !callee.fields.empty(); i++) {
        if (call.arguments[i].empty())
          continue;
        Sources argument = Targets::sources(*in, call.arguments[i]);
        for (Name function : callee.fields)
          for (Name data : argument.fields)
            if (data != function && data != any &&
                together(*in, data, function, call.arguments[i], call.target))
              all[{function, data}].push_back({entry.first, i, call.place});
      }
    }
  }
  return all;
}

void addKeys(const Findings &findings, Registration &r) {
  for (const KeyFinding &key : findings.keys)
    if (std::any_of(key.evidence.begin(), key.evidence.end(),
                    [&](const Evidence &e) { return e.field == r.dataField && e.content.empty(); }))
      r.keys.emplace_back(key.function, key.parameter);
}

bool known(const Findings &findings, const Registration &one) {
  return std::any_of(
      findings.registrations.begin(), findings.registrations.end(), [&](const Registration &r) {
        return r.function == one.function && r.data == one.data && r.callback == one.callback &&
               r.dataField == one.dataField && r.callbackField == one.callbackField;
      });
}

/* F stores a callback and a pointer, which both are its parameters, in one record. */
void addStores(Analysis &analysis, const Header &f, const HandBacks &handBacks,
               Findings &findings) {
  for (unsigned i = 0; f.defined && i < f.parameters.size(); i++) {
    if (!f.parameters[i].callback)
      continue;
    for (const Kept &callback : analysis.effects(f.id, i).kept)
      for (unsigned k = 0; k < f.parameters.size(); k++) {
        if (!f.parameters[k].object)
          continue;
        for (const Kept &data : analysis.effects(f.id, k).kept) {
          auto back = handBacks.find({callback.field, data.field});
          Registration r;
          r.function = f.id, r.data = k, r.callback = (int)i;
          r.direct = data.function == f.id && callback.function == f.id;
          r.dataField = data.field, r.callbackField = callback.field;
          if (back == handBacks.end() || known(findings, r))
            continue;
          r.handBacks = back->second;
          addKeys(findings, r);
          findings.registrations.push_back(std::move(r));
        }
      }
  }
}

/* Where CALLBACK reads FIELD of one of its parameters. */
std::vector<HandBack> reads(const Analysis &analysis, Name callback, Name field) {
  std::vector<HandBack> all;
  const Header *f = analysis.program.find(callback);
  if (!f || !f->defined)
    return all;
  Inside in = analysis.targets.index(callback);
  for (const Flow &flow : in->body.flows)
    if (flow.kind == FlowKind::Load && flow.field == field)
      for (unsigned parameter : Targets::sources(*in, flow.from).parameters)
        all.push_back({callback, parameter, flow.place});
  return all;
}

/* `node = alloc(release, size); node->data = data;`, where release(node) reads node->data: the
 * payload of a node is registered with the callback of the node. */
void addPayloads(Analysis &analysis, const Header &f, Findings &findings) {
  static const Name any("*");
  if (!f.defined || f.parameters.empty())
    return;
  Inside in = analysis.targets.index(f.id);
  for (const Flow &flow : in->body.flows) {
    if (flow.kind != FlowKind::Store || flow.field == any || flow.from.empty())
      continue;
    Sources value = Targets::sources(*in, flow.from), node = Targets::sources(*in, flow.to);
    for (Name id : node.calls) {
      const Call &call = *in->call(id);
      for (Name argument : call.arguments)
        for (Name callback : Targets::sources(*in, argument).functions)
          for (unsigned parameter : value.parameters) {
            Registration r;
            r.function = f.id, r.data = parameter, r.direct = true;
            r.dataField = flow.field, r.callbackField = callback;
            r.handBacks = reads(analysis, callback, flow.field);
            bool other = std::any_of(findings.registrations.begin(), findings.registrations.end(),
                                     [&](const Registration &o) {
                                       return o.function == f.id && o.data == parameter &&
                                              o.dataField == flow.field;
                                     });
            if (other || r.handBacks.empty() || parameter >= f.parameters.size() ||
                !f.parameters[parameter].object)
              continue;
            r.receivers.push_back({callback, call.place});
            addKeys(findings, r);
            findings.registrations.push_back(std::move(r));
          }
    }
  }
}

} // namespace

void findRegistrations(Analysis &analysis, Findings &findings) {
  HandBacks handBacks = findHandBacks(analysis);
  for (const auto &entry : analysis.program.functions) {
    addStores(analysis, entry.second, handBacks, findings);
    addPayloads(analysis, entry.second, findings);
    addHolders(analysis, entry.second, findings);
  }
  std::set<Name> wanted;
  for (const Registration &r : findings.registrations)
    wanted.insert(r.function);
  auto calls = callsOf(analysis, wanted);
  for (Registration &r : findings.registrations)
    for (const CallSite &site : calls[r.function]) {
      Inside in = analysis.targets.index(site.caller);
      const Call &call = *in->call(site.call);
      if (r.callback >= 0 && (size_t)r.callback < call.arguments.size())
        for (Name target : Targets::sources(*in, call.arguments[(size_t)r.callback]).functions)
          r.receivers.push_back({target, call.place});
    }
}

} // namespace scan
