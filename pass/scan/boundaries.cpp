/*===- boundaries.cpp - lines of the boundary list ------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

namespace scan {

namespace {

/* Returns the parameter that points to const and that F returns, whole or in part; -1 if there is
 * none. */
int lends(Analysis &analysis, Name function) {
  const Header *f = analysis.program.find(function);
  for (unsigned i = 0; f && f->defined && f->returnsPointer && i < f->parameters.size(); i++)
    if (f->parameters[i].object && f->parameters[i].toConst) {
      const Effects &e = analysis.effects(function, i);
      if (e.returned && !e.upcast)
        return (int)i;
    }
  return -1;
}

/* F is a callback that got a stored pointer as PARAMETER. Adds the functions that rebuild an owner
 * from it as reclaims. */
void addReclaims(Analysis &analysis, Name function, unsigned parameter, const std::string &why,
                 std::set<Boundary> &boundaries, std::set<std::pair<Name, unsigned>> &seen) {
  const Header *f = analysis.program.find(function);
  if (!f || !f->defined || !seen.emplace(function, parameter).second)
    return;
  Inside in = analysis.targets.index(function);
  for (const Call &call : in->body.calls) {
    if (!analysis.program.find(call.callee))
      continue;
    for (unsigned i = 0; i < call.arguments.size(); i++) {
      if (!Targets::sources(*in, call.arguments[i]).parameters.count(parameter))
        continue;
      if (rebuilds(analysis, call.callee, i))
        boundaries.insert({call.callee, "reclaim:" + std::to_string(i), why});
      else
        addReclaims(analysis, call.callee, i, why, boundaries, seen);
    }
  }
}

/* A registration stores NODE of FUNCTION. Adds the functions that return this value as releases. */
void addReleases(Analysis &analysis, Name function, Name node, const std::string &why,
                 std::set<Boundary> &boundaries, std::set<std::pair<Name, Name>> &seen) {
  if (node.empty() || !seen.emplace(function, node).second)
    return;
  Inside in = analysis.targets.index(function);
  for (Name id : Targets::sources(*in, node).calls) {
    const Call &call = *in->call(id);
    const Header *callee = analysis.program.find(call.callee);
    if (!callee || !callee->defined || lends(analysis, call.callee) >= 0)
      continue;
    bool gives = false;
    for (unsigned i = 0; i < callee->parameters.size(); i++)
      if (callee->parameters[i].object) {
        const Effects &e = analysis.effects(call.callee, i);
        gives |= e.returned && e.moved; /* more than a cast */
      }
    if (gives)
      boundaries.insert({call.callee, "release", why});
    else
      addReleases(analysis, call.callee, "=", why, boundaries, seen);
  }
}

} // namespace

void findBoundaries(Analysis &analysis, Findings &findings) {
  std::set<Name> wanted;
  for (const KeyFinding &key : findings.keys)
    wanted.insert(key.function);
  for (const Registration &r : findings.registrations)
    wanted.insert(r.function);
  auto calls = callsOf(analysis, wanted);
  for (const KeyFinding &key : findings.keys) {
    const Evidence &e = key.evidence.front();
    findings.boundaries.insert(
        {key.function, "key:" + std::to_string(key.parameter), e.text.str()});
    for (const CallSite &site : calls[key.function]) {
      Inside in = analysis.targets.index(site.caller);
      const Call &call = *in->call(site.call);
      if (key.parameter >= call.arguments.size())
        continue;
      for (Name id : Targets::sources(*in, call.arguments[key.parameter]).calls) {
        Name made = in->call(id)->callee;
        int lent = lends(analysis, made);
        if (lent >= 0)
          findings.boundaries.insert({made, "borrow.shared:" + std::to_string(lent),
                                      "makes a key from a pointer to const"});
      }
    }
  }
  for (const Registration &r : findings.registrations) {
    std::string name = analysis.program.functions.at(r.function).display.str();
    for (const CallSite &site : calls[r.function]) {
      std::set<std::pair<Name, Name>> seen;
      Inside in = analysis.targets.index(site.caller);
      const Call &call = *in->call(site.call);
      if (r.data < call.arguments.size())
        addReleases(analysis, site.caller, call.arguments[r.data],
                    name + "() keeps what it returns", findings.boundaries, seen);
    }
    std::set<std::pair<Name, unsigned>> seen;
    for (const Receiver &receiver : r.receivers) {
      const Header *f = analysis.program.find(receiver.function);
      for (const HandBack &back : r.handBacks)
        if (f && back.index < f->parameters.size() && f->defined) {
          if (rebuilds(analysis, receiver.function, back.index))
            findings.boundaries.insert({receiver.function, "reclaim:" + std::to_string(back.index),
                                        "gets back what " + name + "() kept"});
          else
            addReclaims(analysis, receiver.function, back.index,
                        "gets back what " + name + "() kept", findings.boundaries, seen);
        }
    }
  }
}

} // namespace scan
