/*===- suspicions.cpp - keys that become owners ---------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

#include <algorithm>

namespace scan {

namespace {

/* A use of a value that only compares it. */
struct Lookup {
  bool found = false;
  bool registered = false; /* with a field in which a registration stores */
  bool exchanges = false;  /* the lookup takes the stored pointer out of a container */
  Name function;           /* that is called; empty: the comparison is here */
  unsigned parameter = 0;
  Place place, compared;
  std::string text; /* of the comparison */
  const Registration *registration = nullptr;
  /* If not empty, the value is compared with this field, which holds a reference (findings.h). */
  Name holder;
  bool yesIsSuccess = false;
};

/* Container functions that compare with what is stored and exchange it if it is equal. The number is
 * that of the parameter that is compared. */
int exchanged(Name callee) {
  static const std::map<std::string, int> names = {
      {"xa_cmpxchg", 2}, {"xa_cmpxchg_bh", 2}, {"xa_cmpxchg_irq", 2}, {"__xa_cmpxchg", 2}};
  const std::string &text = callee;
  auto found = names.find(text.substr(0, text.find('@')));
  return found == names.end() ? -1 : found->second;
}

class Search {
public:
  Search(Analysis &analysis, Findings &findings) : analysis(analysis), findings(findings) {
    for (const KeyFinding &key : findings.keys)
      keys[{key.function, key.parameter}] = &key;
    for (const Registration &r : findings.registrations)
      stored.insert(r.dataField), callbacks.insert(r.callbackField);
  }
  void run(const Header &f);

private:
  Lookup lookup(const Index &in, const Use &use);
  void rate(Lookup &l, const std::set<Evidence> &evidence);
  std::string reclaim(const Index &in, const Use &use, const Lookup &l, bool tested);
  std::string argument(const Index &in, const Use &use, const Lookup &l);
  bool referenced(const Index &in, unsigned use);
  std::string dropped(const Index &in, unsigned use, const Lookup &l);
  bool lends(Name field);
  const Registration *nearest(Name field, const Place &compared) const;
  void add(const Index &in, const Again &again, const Lookup &l, const Use &reclaimed,
           const std::string &action, bool before);
  std::string name(Name id) const {
    const Header *f = analysis.program.find(id);
    return f ? f->display.str() : id.str().substr(0, id.str().find('@'));
  }

  Analysis &analysis;
  Findings &findings;
  std::map<std::pair<Name, unsigned>, const KeyFinding *> keys;
  std::set<Name> stored, callbacks; /* the fields of registrations */
  std::map<Name, bool> lent;        /* lends() */
};

/* Orders the places of FILE first. */
std::pair<bool, Place> nearness(const Place &place, Name file) {
  return {!(place.file == file), place};
}

/* The call that hands the pointer back, if possible in FILE. */
Place handBack(const Registration &r, Name file) {
  Place best;
  for (const HandBack &back : r.handBacks)
    if (best.file.empty() || nearness(back.place, file) < nearness(best, file))
      best = back.place;
  return best;
}

/* Returns the registration that a warning names: it stores in FIELD, if possible itself and in the file
 * of COMPARED. So more files seldom change what the warning says. */
const Registration *Search::nearest(Name field, const Place &compared) const {
  const Registration *best = nullptr;
  Name file = compared.file;
  auto rank = [&](const Registration &r) {
    return std::make_tuple(!r.direct,
                           nearness(analysis.program.functions.at(r.function).place, file),
                           nearness(handBack(r, file), file), r.callbackField.str());
  };
  for (const Registration &r : findings.registrations)
    if (r.dataField == field && (!best || rank(r) < rank(*best)))
      best = &r;
  return best;
}

/* Takes the comparison that a registration knows, or the first one. */
void Search::rate(Lookup &l, const std::set<Evidence> &evidence) {
  for (const Evidence &e : evidence) {
    if (!e.content.empty())
      continue;
    bool known = !e.field.empty() && stored.count(e.field);
    if (l.holder.empty() && findings.holders.count(e.field))
      l.holder = e.field;
    if (l.found && (l.registered || !known))
      continue;
    l.found = true, l.compared = e.place, l.text = e.text.str();
    l.registered = known;
    l.registration = l.registered ? nearest(e.field, e.place) : nullptr;
  }
}

Lookup Search::lookup(const Index &in, const Use &use) {
  Lookup l;
  l.place = use.place;
  if (use.container)
    return l;
  if (use.kind == UseKind::Compare) {
    Evidence e;
    e.place = use.place, e.text = use.text;
    for (Name field : Targets::sources(in, use.other).fields) {
      if (stored.count(field))
        e.field = field;
      if (findings.holders.count(field))
        l.holder = field;
    }
    if (!e.field.empty())
      rate(l, {e});
    l.compared = use.place, l.text = use.text;
    l.yesIsSuccess = true;
    return l;
  }
  const Call *call = use.kind == UseKind::Argument ? in.call(use.call) : nullptr;
  if (!call || call->callee.empty())
    return l;
  l.function = call->callee, l.parameter = use.index, l.place = call->place;
  if (exchanged(call->callee) == (int)use.index && use.path.empty()) {
    l.found = l.exchanges = l.yesIsSuccess = true;
    l.compared = call->place;
    return l;
  }
  const Header *callee = analysis.program.find(call->callee);
  if (!callee || !callee->defined)
    return l;
  l.yesIsSuccess = callee->yesIsSuccess;
  auto key = keys.find({call->callee, use.index});
  if (use.path.empty() && key != keys.end()) {
    rate(l, std::set<Evidence>(key->second->evidence.begin(), key->second->evidence.end()));
  } else if (!use.path.empty()) {
    Effects e = analysis.atCall(in, *call, use.index, use.path);
    if (e.harmless())
      rate(l, e.evidence);
  }
  return l;
}

/* Whether the value of USE has a reference of its own, which the code took before. */
bool Search::referenced(const Index &in, unsigned number) {
  const Use &use = in.body.uses[number];
  auto gets = [&](const Call *call, unsigned index) {
    return call && !call->callee.empty() && getsReference(analysis, call->callee, index);
  };
  for (const Again &again : in.body.again) {
    const Use &first = in.body.uses[again.first];
    if (again.second == number && first.kind == UseKind::Argument && first.path.empty() &&
        gets(in.call(first.call), first.index))
      return true;
  }
  const Call *call = in.call(use.call);
  if (call && use.index < call->arguments.size())
    for (Name id : Targets::sources(in, call->arguments[use.index]).calls) {
      const Call *made = in.call(id);
      for (unsigned i = 0; made && i < made->arguments.size(); i++)
        if (gets(made, i) && made->callee != use.maker)
          return true;
    }
  return false;
}

/* Returns how USE drops the reference that the field has with which L compares, or "". The function must
 * also store something else in this field. Otherwise the field keeps its reference. The value must be a
 * parameter. A value that was read from memory, or made by a call, may come with a reference. */
std::string Search::dropped(const Index &in, unsigned number, const Lookup &l) {
  const Use &use = in.body.uses[number];
  const Call *call = use.kind == UseKind::Argument ? in.call(use.call) : nullptr;
  if (!call || use.index || !use.path.empty() || use.container || !dropsReference(call->callee) ||
      referenced(in, number))
    return "";
  Sources value = Targets::sources(in, call->arguments[0]);
  if (value.parameters.empty() || !value.calls.empty() || !value.fields.empty())
    return "";
  bool emptied = std::any_of(in.body.flows.begin(), in.body.flows.end(), [&](const Flow &flow) {
    return flow.kind == FlowKind::Store && flow.field == l.holder && !in.isObject(flow.to);
  });
  return emptied ? "dropped by " + name(call->callee) + "()" : "";
}

/* A registration may store several callbacks beside the pointer in FIELD. Returns whether, for one of
 * them, functions are known that were registered, and none of these takes the object over, as an
 * interrupt handler does not. Then the one who registered may still own it. */
bool Search::lends(Name field) {
  auto [at, added] = lent.emplace(field, false);
  if (!added)
    return at->second;
  std::map<Name, bool> taken; /* by the field of the callback */
  for (const Registration &r : findings.registrations)
    if (r.dataField == field)
      for (const Receiver &receiver : r.receivers)
        for (const HandBack &back : r.handBacks) {
          const Header *f = analysis.program.find(receiver.function);
          if (f && f->defined)
            taken[r.callbackField] |= takes(analysis, receiver.function, back.index) != Taken::No;
        }
  for (const auto &entry : taken)
    at->second |= !entry.second;
  return at->second;
}

std::string Search::argument(const Index &in, const Use &use, const Lookup &l) {
  const Call *call = in.call(use.call);
  bool asked = l.registered || l.exchanges;
  if (!call || !use.path.empty())
    return "";
  if (call->callee.empty()) {
    if (!asked || use.container)
      return "";
    Sources s = Targets::sources(in, call->target);
    for (Name field : s.fields)
      if (callbacks.count(field))
        return "passed to the callback in " + field.str();
    for (unsigned parameter : s.parameters)
      if (parameter < in.header.parameters.size() && in.header.parameters[parameter].callback)
        return "passed to the callback '" + in.header.parameters[parameter].name.str() + "'";
    return "";
  }
  if (keys.count({call->callee, use.index}))
    return "";
  std::string by = name(call->callee) + "()";
  bool free = frees(call->callee) && use.index == 0;
  if (!free && !use.container && rebuilds(analysis, call->callee, use.index))
    return "rebuilt into an owner by " + by;
  if (!asked)
    return "";
  Taken taken = free ? Taken::Freed : takes(analysis, call->callee, use.index);
  if (taken == Taken::No)
    return "";
  return (taken == Taken::Freed ? "freed by " : "rebuilt into an owner by ") + by;
}

/* Returns how USE makes an owner of the value that L looked up, or "". TESTED: the code tests the result
 * of the lookup first. Code that does not test it, where no registration is known, only uses the object
 * around the value. */
std::string Search::reclaim(const Index &in, const Use &use, const Lookup &l, bool tested) {
  switch (use.kind) {
  case UseKind::Upcast:
    return use.container || !(tested || l.registered || l.exchanges) || onlyReads(in, use.other)
               ? ""
               : "upcast to the object around it";
  case UseKind::Return:
    return l.registered && !use.container && in.header.returnsPointer ? "returned to the caller"
                                                                      : "";
  case UseKind::Argument:
    return argument(in, use, l);
  case UseKind::Compare:
    break;
  }
  return "";
}

void Search::add(const Index &in, const Again &again, const Lookup &l, const Use &reclaimed,
                 const std::string &action, bool before) {
  Suspicion s;
  s.function = in.header.id, s.text = reclaimed.text, s.action = action;
  s.keyFunction = l.function, s.keyParameter = l.parameter, s.keyPlace = l.place;
  s.place = reclaimed.place, s.registered = l.registered || l.exchanges;
  const Use &looked = in.body.uses[before ? again.second : again.first];
  const Call *call = in.call(looked.call);
  if (call && looked.index < call->arguments.size() && looked.path.empty())
    s.parameter = parameterOf(call->arguments[looked.index]);
  bool drops = !l.holder.empty() && action.compare(0, 7, "dropped") == 0;
  if (!before && !drops && !reclaimed.recover.begin.file.empty()) {
    s.edits.push_back(reclaimed.recover);
    if (!in.body.include.begin.file.empty())
      s.edits.push_back(in.body.include), s.edits.back().text += "\n";
  }
  if (drops) {
    const Holder &holder = findings.holders.at(l.holder);
    s.trace.push_back(
        {holder.place,
         name(holder.function) + "() takes a reference to what it stores in " + l.holder.str()});
  }
  if (l.registration && !drops) {
    const Registration &r = *l.registration;
    s.trace.push_back(
        {analysis.program.functions.at(r.function).place,
         name(r.function) + "() registers a pointer: it is stored in " + r.dataField.str()});
    Place back = handBack(r, l.compared.file);
    if (!back.file.empty())
      s.trace.push_back({back, "the stored pointer is handed back here"});
  }
  Step looks{l.place, l.function.empty()
                          ? "'" + looked.text + "' is compared with the stored pointer"
                          : "'" + looked.text + "' is looked up by " + name(l.function) + "()"};
  Step takes{s.place, "'" + s.text + "' is " + action};
  if (before)
    s.trace.push_back(takes);
  s.trace.push_back(looks);
  if (!l.function.empty() && !l.exchanges)
    s.trace.push_back({l.compared, "it is only compared here: " + l.text});
  if (!before)
    s.trace.push_back(takes);
  bool tested = again.way != Way::Any;
  bool returned = reclaimed.kind == UseKind::Return;
  bool lent = l.registration && lends(l.registration->dataField);
  s.confidence = !s.registered || drops || returned || lent ? Confidence::Low
                 : tested                                   ? Confidence::High
                                                            : Confidence::Medium;
  s.reason =
      drops         ? "the reference belongs to the pointer in " + l.holder.str()
      : l.exchanges ? "the container gives up the stored pointer"
      : lent ? "no callback is known that takes over the registered pointer, so it may be only lent"
      : l.registered ? "a registration stores the pointer that is compared"
                     : "no registration is known that stores the pointer that is compared";
  s.reason += before   ? "; the reclaim comes before the lookup"
              : tested ? "; the reclaim happens only if the lookup succeeds"
                       : "; the result of the lookup is not tested on the way";
  findings.suspicions.push_back(std::move(s));
}

void Search::run(const Header &f) {
  if (!f.defined)
    return;
  Inside inside = analysis.targets.index(f.id);
  const Index &in = *inside;
  if (in.body.again.empty())
    return;
  std::map<unsigned, Lookup> lookups;
  auto look = [&](unsigned number) -> const Lookup & {
    auto [at, added] = lookups.emplace(number, Lookup());
    if (added)
      at->second = lookup(in, in.body.uses[number]);
    return at->second;
  };
  auto made = [&](const Use &use) { return use.maker.empty() || returnsIt(analysis, use.maker); };
  std::set<std::pair<Place, Place>> told;
  for (const Again &again : in.body.again) {
    const Use &first = in.body.uses[again.first], &second = in.body.uses[again.second];
    /* Two calls of the maker have the same result only if the maker returns its argument. */
    if (!made(first) || !made(second))
      continue;
    const Lookup &l = look(again.first);
    bool success = again.way != Way::Any && (again.way == Way::Nonzero) == l.yesIsSuccess;
    if (success && !l.holder.empty() && !(l.found && !reclaim(in, second, l, true).empty())) {
      std::string action = dropped(in, again.second, l);
      if (!action.empty() && told.emplace(second.place, Place()).second)
        add(in, again, l, second, action, false);
    }
    if (l.found && (success || again.way == Way::Any)) {
      std::string action = reclaim(in, second, l, success);
      /* A reference is dropped by a function of the object's type, never by free() itself. */
      bool own = second.kind == UseKind::Argument && !action.empty() &&
                 !frees(in.call(second.call)->callee) &&
                 !rebuilds(analysis, in.call(second.call)->callee, second.index) &&
                 referenced(in, again.second);
      if (!action.empty() && !own && told.emplace(second.place, Place()).second)
        add(in, again, l, second, action, false);
      continue;
    }
    /* An owner is made before the lookup, which then succeeds or not. */
    if (first.kind != UseKind::Upcast && first.kind != UseKind::Argument)
      continue;
    const Lookup &later = look(again.second);
    if (!later.found || !(later.registered || later.exchanges) || later.function.empty())
      continue;
    std::string action = reclaim(in, first, later, again.way != Way::Any);
    if (!action.empty() && !referenced(in, again.first) && action.compare(0, 6, "passed") != 0 &&
        told.emplace(first.place, Place()).second)
      add(in, again, later, first, action + " before the lookup", true);
  }
}

} // namespace

void findSuspicions(Analysis &analysis, Findings &findings) {
  Search search(analysis, findings);
  for (const auto &entry : analysis.program.functions)
    search.run(entry.second);
  std::sort(findings.suspicions.begin(), findings.suspicions.end(),
            [](const Suspicion &a, const Suspicion &b) {
              return std::tie(a.place, a.function) < std::tie(b.place, b.function);
            });
}

} // namespace scan
