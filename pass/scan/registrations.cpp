/*===- registrations.cpp - what is stored, handed back, reclaimed *- C++ -*-===*\
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
using HandBacks = std::map<std::pair<std::string, std::string>, std::vector<HandBack>>;

HandBacks findHandBacks(const Analysis &analysis) {
  HandBacks all;
  for (const auto &entry : analysis.program.functions)
    for (const Call &call : entry.second.calls) {
      if (call.target.empty())
        continue;
      Sources callee = analysis.targets.sources(entry.second, call.target);
      for (unsigned i = 0; i < call.arguments.size() && !callee.fields.empty(); i++) {
        if (call.arguments[i].empty())
          continue;
        Sources argument = analysis.targets.sources(entry.second, call.arguments[i]);
        for (const std::string &function : callee.fields)
          for (const std::string &data : argument.fields)
            if (data != function && data != "*" && recordOf(data) == recordOf(function))
              all[{function, data}].push_back({entry.first, i, call.place});
      }
    }
  return all;
}

/* Returns the calls of FUNCTION, each with its caller. */
std::vector<std::pair<const Function *, const Call *>> callsOf(const Analysis &analysis,
                                                               const std::string &function) {
  std::vector<std::pair<const Function *, const Call *>> calls;
  for (const auto &entry : analysis.program.functions)
    for (const Call &call : entry.second.calls)
      if (call.callee == function)
        calls.emplace_back(&entry.second, &call);
  return calls;
}

bool rebuilds(Analysis &analysis, const Function &f, unsigned parameter) {
  if (!f.defined || !f.returnsPointer || parameter >= f.parameters.size() ||
      !f.parameters[parameter].object)
    return false;
  const Effects &e = analysis.effects(f.id, parameter);
  return e.returned && !e.upcast.empty();
}

/* Whether F has one parameter and returns it, or a pointer made from it. */
bool returnsIt(Analysis &analysis, const Function &f) {
  if (!f.defined || f.parameters.size() != 1)
    return false;
  const Effects &e = analysis.effects(f.id, 0);
  return e.returned && e.harms.empty();
}

enum class Taken { No, Freed, Rebuilt };

/* Whether F takes the object over. It does if it frees PARAMETER or rebuilds an owner from it, or
 * if it passes the pointer to a function that does so, without access to the object before. A
 * function that accesses the object first only uses it, even if some function below drops a
 * reference. */
Taken takes(Analysis &analysis, const Function &f, unsigned parameter,
            std::set<std::pair<std::string, unsigned>> &seen) {
  if (!f.defined || !seen.emplace(f.id, parameter).second)
    return Taken::No;
  const Index &index = analysis.targets.index(f.id);
  using Pointer = std::pair<std::string, bool>; /* a node, and whether it points only to a part */
  std::set<Pointer> followed;
  std::vector<Pointer> todo{{parameterNode(f.id, parameter), false}};
  std::vector<std::pair<const Function *, unsigned>> callees;
  bool touched = false, freed = false;
  while (!todo.empty()) {
    auto [node, part] = todo.back();
    todo.pop_back();
    if (!followed.emplace(node, part).second)
      continue;
    auto range = index.from.equal_range(node);
    for (auto i = range.first; i != range.second; ++i) {
      const Flow &flow = *i->second;
      touched |= flow.kind == FlowKind::Load;
      if (flow.kind == FlowKind::Copy || flow.kind == FlowKind::Derive)
        todo.emplace_back(flow.to, part || flow.kind == FlowKind::Derive);
      if (part)
        continue;
      if (flow.kind == FlowKind::Upcast)
        return Taken::Rebuilt;
      freed |= flow.kind == FlowKind::Use && flow.text == "freed";
      auto call = index.calls.find(flow.to);
      if (flow.kind != FlowKind::Argument || call == index.calls.end())
        continue;
      const std::string &name = call->second->callee;
      auto callee = analysis.program.functions.find(name);
      bool known = callee != analysis.program.functions.end() && callee->second.defined;
      if (known && rebuilds(analysis, callee->second, flow.index))
        return Taken::Rebuilt;
      freed |= !known && frees(name);
      if (known)
        callees.emplace_back(&callee->second, flow.index);
    }
    auto stores = index.to.equal_range(node);
    for (auto i = stores.first; i != stores.second; ++i)
      touched |= i->second->kind == FlowKind::Store && !f.objects.count(node);
  }
  if (freed)
    return Taken::Freed;
  for (size_t i = 0; i < callees.size() && !touched; i++) {
    Taken taken = takes(analysis, *callees[i].first, callees[i].second, seen);
    if (taken != Taken::No)
      return taken;
  }
  return Taken::No;
}

/* Returns the parameter that points to const and that F returns, whole or in part; -1 if there is
 * none. */
int lends(Analysis &analysis, const Function &f) {
  for (unsigned i = 0; f.defined && f.returnsPointer && i < f.parameters.size(); i++)
    if (f.parameters[i].object && f.parameters[i].toConst) {
      const Effects &e = analysis.effects(f.id, i);
      if (e.returned && e.upcast.empty())
        return (int)i;
    }
  return -1;
}

/* F is a callback that got a stored pointer as PARAMETER. Adds the functions that rebuild an owner
 * from it as reclaims. */
void addReclaims(Analysis &analysis, const Function &f, unsigned parameter, const std::string &why,
                 std::set<Boundary> &boundaries, std::set<std::pair<std::string, unsigned>> &seen) {
  if (!f.defined || !seen.emplace(f.id, parameter).second)
    return;
  for (const Call &call : f.calls) {
    auto callee = analysis.program.functions.find(call.callee);
    if (callee == analysis.program.functions.end())
      continue;
    for (unsigned i = 0; i < call.arguments.size(); i++) {
      Sources s = analysis.targets.sources(f, call.arguments[i]);
      if (!s.parameters.count(parameter))
        continue;
      if (rebuilds(analysis, callee->second, i))
        boundaries.insert({call.callee, "reclaim:" + std::to_string(i), why});
      else
        addReclaims(analysis, callee->second, i, why, boundaries, seen);
    }
  }
}

/* A registration stores NODE of F. Adds the functions that return this value as releases. */
void addReleases(Analysis &analysis, const Function &f, const std::string &node,
                 const std::string &why, std::set<Boundary> &boundaries,
                 std::set<std::string> &seen) {
  if (node.empty() || !seen.insert(node).second)
    return;
  Sources s = analysis.targets.sources(f, node);
  for (const std::string &id : s.calls) {
    const Call &call = *analysis.targets.index(f.id).calls.at(id);
    auto callee = analysis.program.functions.find(call.callee);
    if (callee == analysis.program.functions.end() || !callee->second.defined ||
        lends(analysis, callee->second) >= 0)
      continue;
    bool gives = false;
    for (unsigned i = 0; i < callee->second.parameters.size(); i++)
      if (callee->second.parameters[i].object) {
        const Effects &e = analysis.effects(call.callee, i);
        gives |= e.returned && e.moved; /* more than a cast */
      }
    if (gives)
      boundaries.insert({call.callee, "release", why});
    else
      addReleases(analysis, callee->second, call.callee + "/=", why, boundaries, seen);
  }
}

} // namespace

void findRegistrations(Analysis &analysis, Findings &findings) {
  HandBacks handBacks = findHandBacks(analysis);
  for (const auto &entry : analysis.program.functions) {
    const Function &f = entry.second;
    for (unsigned i = 0; f.defined && i < f.parameters.size(); i++) {
      if (!f.parameters[i].callback)
        continue;
      for (const Kept &callback : analysis.effects(f.id, i).kept)
        for (unsigned k = 0; k < f.parameters.size(); k++) {
          if (!f.parameters[k].object)
            continue;
          for (const Kept &data : analysis.effects(f.id, k).kept) {
            auto back = handBacks.find({callback.field, data.field});
            bool known = std::any_of(findings.registrations.begin(), findings.registrations.end(),
                                     [&](const Registration &r) {
                                       return r.function == f.id && r.data == k &&
                                              r.callback == i && r.dataField == data.field &&
                                              r.callbackField == callback.field;
                                     });
            if (back == handBacks.end() || known)
              continue;
            Registration r;
            r.function = f.id, r.data = k, r.callback = i;
            r.direct = data.function == f.id && callback.function == f.id;
            r.dataField = data.field, r.callbackField = callback.field;
            r.handBacks = back->second;
            for (auto [caller, call] : callsOf(analysis, f.id))
              if (i < call->arguments.size())
                for (const std::string &target :
                     analysis.targets.sources(*caller, call->arguments[i]).functions)
                  r.receivers.push_back({target, call->place});
            for (const KeyFinding &key : findings.keys)
              if (std::any_of(key.evidence.begin(), key.evidence.end(), [&](const Evidence &e) {
                    return e.field == data.field && e.content.empty();
                  }))
                r.keys.emplace_back(key.function, key.parameter);
            findings.registrations.push_back(std::move(r));
          }
        }
    }
  }
}

void findBoundaries(Analysis &analysis, Findings &findings) {
  for (const KeyFinding &key : findings.keys) {
    const Evidence &e = key.evidence.front();
    findings.boundaries.insert({key.function, "key:" + std::to_string(key.parameter), e.text});
    for (auto [caller, call] : callsOf(analysis, key.function)) {
      if (key.parameter >= call->arguments.size())
        continue;
      for (const std::string &id :
           analysis.targets.sources(*caller, call->arguments[key.parameter]).calls) {
        auto made = analysis.program.functions.find(
            analysis.targets.index(caller->id).calls.at(id)->callee);
        int lent = made == analysis.program.functions.end() ? -1 : lends(analysis, made->second);
        if (lent >= 0)
          findings.boundaries.insert({made->first, "borrow.shared:" + std::to_string(lent),
                                      "makes a key from a pointer to const"});
      }
    }
  }
  for (const Registration &r : findings.registrations) {
    std::string name = analysis.program.functions.at(r.function).display;
    for (auto [caller, call] : callsOf(analysis, r.function)) {
      std::set<std::string> seen;
      if (r.data < call->arguments.size())
        addReleases(analysis, *caller, call->arguments[r.data], name + "() keeps what it returns",
                    findings.boundaries, seen);
    }
    std::set<std::pair<std::string, unsigned>> seen;
    for (const Receiver &receiver : r.receivers) {
      auto f = analysis.program.functions.find(receiver.function);
      if (f == analysis.program.functions.end())
        continue;
      for (const HandBack &back : r.handBacks)
        if (back.index < f->second.parameters.size() && f->second.defined) {
          if (rebuilds(analysis, f->second, back.index))
            findings.boundaries.insert({f->first, "reclaim:" + std::to_string(back.index),
                                        "gets back what " + name + "() kept"});
          else
            addReclaims(analysis, f->second, back.index, "gets back what " + name + "() kept",
                        findings.boundaries, seen);
        }
    }
  }
}

void findSuspicions(Analysis &analysis, Findings &findings) {
  std::map<std::pair<std::string, unsigned>, const KeyFinding *> keys;
  std::set<std::pair<std::string, unsigned>> registered;
  for (const KeyFinding &key : findings.keys)
    keys[{key.function, key.parameter}] = &key;
  for (const Registration &r : findings.registrations)
    registered.insert(r.keys.begin(), r.keys.end());
  for (const auto &entry : analysis.program.functions) {
    const Function &f = entry.second;
    std::set<Place> told;
    for (const Again &again : f.again) {
      const Index &index = analysis.targets.index(f.id);
      auto first = index.calls.find(again.first);
      if (first == index.calls.end())
        continue;
      auto key = keys.find({first->second->callee, again.firstIndex});
      if (key == keys.end())
        continue;
      const Function &keyed = analysis.program.functions.at(first->second->callee);
      if (again.way != "any" && again.way != (keyed.yesIsSuccess ? "nonzero" : "zero"))
        continue;
      /* Two calls of the maker have the same result only if the maker returns its argument. */
      auto maker = analysis.program.functions.find(again.maker);
      if (!again.maker.empty() &&
          (maker == analysis.program.functions.end() || !returnsIt(analysis, maker->second)))
        continue;
      Suspicion s;
      /* Code often frees its own object after it removed the object from a list, which is correct.
       * It is suspicious only if a callback would have got the registered pointer. */
      bool asked = registered.count({keyed.id, again.firstIndex});
      auto second = index.calls.find(again.second);
      if (again.second == "upcast") {
        s.action = "upcast to the object around it";
      } else if (second != index.calls.end() &&
                 !keys.count({second->second->callee, again.secondIndex})) {
        auto callee = analysis.program.functions.find(second->second->callee);
        std::string name = callee == analysis.program.functions.end() ? second->second->callee
                                                                      : callee->second.display;
        if (callee != analysis.program.functions.end() && callee->second.defined) {
          std::set<std::pair<std::string, unsigned>> seen;
          Taken taken = rebuilds(analysis, callee->second, again.secondIndex) ? Taken::Rebuilt
                        : asked ? takes(analysis, callee->second, again.secondIndex, seen)
                                : Taken::No;
          if (taken != Taken::No)
            s.action =
                (taken == Taken::Freed ? "freed by " : "rebuilt into an owner by ") + name + "()";
        } else if (asked && frees(name)) {
          s.action = "freed by " + name + "()";
        }
      }
      if (s.action.empty() || !told.insert(again.place).second)
        continue;
      s.function = f.id, s.text = again.text;
      if (again.firstIndex < first->second->arguments.size())
        s.parameter = parameterOf(first->second->arguments[again.firstIndex]);
      if (!again.recover.begin.file.empty()) {
        s.edits.push_back(again.recover);
        if (!f.include.begin.file.empty())
          s.edits.push_back(f.include), s.edits.back().text += "\n";
      }
      s.keyFunction = keyed.id, s.keyParameter = again.firstIndex;
      s.keyPlace = first->second->place, s.place = again.place;
      s.registered = asked;
      findings.suspicions.push_back(std::move(s));
    }
  }
  std::sort(findings.suspicions.begin(), findings.suspicions.end(),
            [](const Suspicion &a, const Suspicion &b) {
              return std::tie(a.place, a.function) < std::tie(b.place, b.function);
            });
}

} // namespace scan
