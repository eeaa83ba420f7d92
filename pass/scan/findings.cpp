/*===- findings.cpp - which parameters are lookup keys ----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

#include <algorithm>

namespace scan {

namespace {

/* Whether a comparison shows that the value is a key. A comparison of two parameters does not: only
 * the caller knows which of them is looked for. */
bool shows(const Evidence &e) {
  return e.kind == CompareKind::Stored || e.kind == CompareKind::Value;
}

/* Adds to EVIDENCE what the callbacks of HANDED do with the value. Returns false if one of them
 * does something that a lookup does not do. A lookup may read the pointee. */
bool addCallbacks(Analysis &analysis, const Handed &handed, std::set<Evidence> &evidence) {
  for (const std::string &target : analysis.targets.of(handed.origin)) {
    auto found = analysis.program.functions.find(target);
    if (found == analysis.program.functions.end() || !found->second.defined ||
        handed.index >= found->second.parameters.size())
      continue;
    const Effects &effects = analysis.effects(target, handed.index, handed.path);
    if (!effects.kept.empty() || !effects.freed.empty() || effects.returned)
      return false;
    for (const Harm &harm : effects.harms)
      if (harm.what == "written through")
        return false;
    for (const Evidence &e : effects.evidence)
      evidence.insert(e);
    if (!handed.path.empty())
      continue;
    /* In `match(node, &wanted)` the callback compares a member of the pointee: show that. */
    const Index &index = analysis.targets.index(target);
    for (const Flow &flow : found->second.flows) {
      if (flow.kind != FlowKind::Compare ||
          (flow.compare != CompareKind::Stored && flow.compare != CompareKind::Value))
        continue;
      auto loads = index.to.equal_range(flow.from);
      for (auto i = loads.first; i != loads.second; ++i) {
        if (i->second->kind != FlowKind::Load)
          continue;
        Sources base = analysis.targets.sources(found->second, i->second->from);
        if (!base.parameters.count(handed.index))
          continue;
        Evidence e;
        e.kind = flow.compare, e.place = flow.place, e.text = flow.text, e.function = target;
        e.content = i->second->field;
        Sources other = analysis.targets.sources(found->second, flow.to);
        if (!other.fields.empty())
          e.field = *other.fields.begin();
        evidence.insert(e);
      }
    }
  }
  return true;
}

} // namespace

static void findKeys(Analysis &analysis, Findings &findings) {
  for (const auto &entry : analysis.program.functions) {
    const Function &f = entry.second;
    for (unsigned i = 0; f.defined && i < f.parameters.size(); i++) {
      if (!f.parameters[i].object ||
          f.parameters[i].text) /* strings are compared by their contents */
        continue;
      const Effects &effects = analysis.effects(f.id, i);
      if (!effects.harmless())
        continue;
      KeyFinding key;
      key.function = f.id;
      key.parameter = i;
      std::set<Evidence> evidence;
      bool plain = false, lookup = true;
      for (const Evidence &e : effects.evidence) {
        plain |= shows(e);
        evidence.insert(e);
      }
      std::set<std::string> slots;
      for (const Handed &h : effects.handed) {
        lookup &= h.predicate && addCallbacks(analysis, h, evidence);
        slots.insert(h.origin);
        plain |= !evidence.empty();
      }
      /* The value was passed to a match function that is known, which compares its two
       * parameters. */
      bool through = std::any_of(evidence.begin(), evidence.end(),
                                 [&](const Evidence &e) { return e.function != f.id; });
      bool itself = std::any_of(evidence.begin(), evidence.end(),
                                [](const Evidence &e) { return e.content.empty(); });
      if (!lookup || !itself || !(plain || through))
        continue;
      key.byCallback = !effects.handed.empty();
      key.callbacks.assign(slots.begin(), slots.end());
      key.evidence.assign(evidence.begin(), evidence.end());
      std::sort(key.evidence.begin(), key.evidence.end(), [](const Evidence &a, const Evidence &b) {
        return std::make_pair(!a.content.empty(), a) < std::make_pair(!b.content.empty(), b);
      });
      findings.keys.push_back(std::move(key));
    }
  }
}

Findings find(Analysis &analysis, bool suspectsAreKeys) {
  analysis.compute();
  Findings findings;
  findKeys(analysis, findings);
  findRegistrations(analysis, findings);
  findSuspicions(analysis, findings);
  findBoundaries(analysis, findings);
  for (const Suspicion &s : findings.suspicions)
    if (suspectsAreKeys && s.parameter >= 0)
      findings.boundaries.insert({s.function, "key:" + std::to_string(s.parameter),
                                  "a lookup key there, and " + s.action});
  return findings;
}

} // namespace scan
