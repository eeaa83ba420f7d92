/*===- references.cpp - fields that hold a reference ---------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "findings.h"

#include <algorithm>

namespace scan {

namespace {

/* Whether the name of FUNCTION begins or ends with one of WORDS, as put_device() and kobject_put() do. */
bool named(Name function, std::initializer_list<const char *> words) {
  std::string name = function.str().substr(0, function.str().find('@'));
  name.erase(0, name.find_first_not_of('_'));
  return std::any_of(words.begin(), words.end(), [&](const std::string &word) {
    return name.size() > word.size() &&
           (name.compare(0, word.size() + 1, word + "_") == 0 ||
            name.compare(name.size() - word.size() - 1, std::string::npos, "_" + word) == 0);
  });
}

/* Whether the name of FUNCTION says that it takes a reference. */
bool takesReference(Name function) {
  return named(function, {"get", "inc", "ref", "hold", "grab", "retain"});
}

/* The values of NODE that are the same in the whole function: its parameters and the results of
 * calls. */
std::set<Name> values(const Sources &sources) {
  std::set<Name> all = sources.calls;
  for (unsigned parameter : sources.parameters)
    all.insert(parameterNode(parameter));
  return all;
}

} // namespace

bool dropsReference(Name function) {
  return named(function, {"put", "unref", "drop", "release", "unget", "decref"});
}

void addHolders(Analysis &analysis, const Header &f, Findings &findings) {
  static const Name any("*");
  if (!f.defined)
    return;
  Inside in = analysis.targets.index(f.id);
  std::set<Name> taken;
  for (const Call &call : in->body.calls)
    if (!call.arguments.empty() && takesReference(call.callee))
      for (Name value : values(Targets::sources(*in, call.arguments[0])))
        taken.insert(value);
  for (const Flow &flow : in->body.flows) {
    if (flow.kind != FlowKind::Store || flow.field.empty() || flow.field == any ||
        in->isObject(flow.to))
      continue;
    Sources stored = Targets::sources(*in, flow.from);
    std::set<Name> all = values(stored);
    bool held = std::any_of(all.begin(), all.end(), [&](Name v) { return taken.count(v) != 0; });
    for (Name id : stored.calls)
      held |= takesReference(in->call(id)->callee);
    if (held)
      findings.holders.emplace(flow.field, Holder{f.id, flow.place});
  }
}

} // namespace scan
