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

/* What the callbacks of a value do with it. */
struct Callbacks {
  std::set<Evidence> evidence;
  bool lookup = true; /* none of those in the caller's own file does what a lookup does not do */
};

/* In `match(node, &wanted)` the callback compares a member of the pointee. Adds these comparisons. */
void addContents(const Index &in, const Handed &handed, std::set<Evidence> &evidence) {
  for (const Flow &flow : in.body.flows) {
    if (flow.kind != FlowKind::Compare ||
        (flow.compare != CompareKind::Stored && flow.compare != CompareKind::Value))
      continue;
    for (const Flow *load : in.in(flow.from)) {
      if (load->kind != FlowKind::Load ||
          !Targets::sources(in, load->from).parameters.count(handed.index))
        continue;
      Evidence e;
      e.kind = flow.compare, e.place = flow.place, e.text = flow.text, e.function = in.header.id;
      e.content = load->field;
      Sources other = Targets::sources(in, flow.to);
      if (!other.fields.empty())
        e.field = *other.fields.begin();
      evidence.insert(e);
    }
  }
}

/* Adds what the callbacks of HANDED do, which F calls. A lookup may read the pointee. A callback in
 * another file that does more does not change what the others show: more files only add facts. */
void addCallbacks(Analysis &analysis, const Header &f, const Handed &handed, Callbacks &all) {
  for (Name target : analysis.targets.of(handed.origin)) {
    const Header *found = analysis.program.find(target);
    if (!found || !found->defined || handed.index >= found->parameters.size())
      continue;
    const Effects &effects = analysis.effects(target, handed.index, handed.path);
    if (!effects.kept.empty() || effects.freed || effects.returned || effects.written) {
      all.lookup &= found->place.file != f.place.file;
      continue;
    }
    all.evidence.insert(effects.evidence.begin(), effects.evidence.end());
    if (handed.path.empty())
      addContents(*analysis.targets.index(target), handed, all.evidence);
  }
}

void addKey(Analysis &analysis, const Header &f, unsigned parameter, Findings &findings) {
  const Effects &effects = analysis.effects(f.id, parameter);
  if (!effects.harmless())
    return;
  KeyFinding key;
  key.function = f.id;
  key.parameter = parameter;
  Callbacks all;
  bool plain = false, predicates = true;
  for (const Evidence &e : effects.evidence) {
    plain |= shows(e);
    all.evidence.insert(e);
  }
  std::set<Name> slots;
  for (const Handed &h : effects.handed) {
    predicates &= h.predicate;
    addCallbacks(analysis, f, h, all);
    slots.insert(h.origin);
    plain |= !all.evidence.empty();
  }
  /* The value was passed to a match function that is known, which compares its two parameters. */
  bool through = std::any_of(all.evidence.begin(), all.evidence.end(),
                             [&](const Evidence &e) { return e.function != f.id; });
  bool itself = std::any_of(all.evidence.begin(), all.evidence.end(),
                            [](const Evidence &e) { return e.content.empty(); });
  if (!predicates || !all.lookup || !itself || !(plain || through))
    return;
  key.byCallback = !effects.handed.empty();
  key.callbacks.assign(slots.begin(), slots.end());
  key.evidence.assign(all.evidence.begin(), all.evidence.end());
  std::sort(key.evidence.begin(), key.evidence.end(), [](const Evidence &a, const Evidence &b) {
    return std::make_pair(!a.content.empty(), a) < std::make_pair(!b.content.empty(), b);
  });
  findings.keys.push_back(std::move(key));
}

} // namespace

static void findKeys(Analysis &analysis, Findings &findings) {
  for (const auto &[id, f] : analysis.program.functions)
    for (unsigned i = 0; f.defined && i < f.parameters.size(); i++)
      /* Strings are compared by their contents. */
      if (f.parameters[i].object && !f.parameters[i].text)
        addKey(analysis, f, i, findings);
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
