/*===- output.cpp - findings for people -------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "output.h"

#include <fstream>

namespace scan {

std::string Output::path(const std::string &file) const {
  if (!directory.empty() && file.compare(0, directory.size() + 1, directory + "/") == 0)
    return file.substr(directory.size() + 1);
  return file;
}

std::string Output::at(const Place &p) const {
  return path(p.file) + ":" + std::to_string(p.line) + ":" + std::to_string(p.column);
}

std::string Output::name(Name id) const {
  auto found = program.functions.find(id);
  return found == program.functions.end() ? id.str() : found->second.display.str();
}

std::string Output::parameter(Name id, unsigned parameter) const {
  const Header &f = function(id);
  std::string text = f.display + "() parameter " + std::to_string(parameter);
  if (parameter < f.parameters.size() && !f.parameters[parameter].name.empty())
    text += " '" + f.parameters[parameter].name + "'";
  return text;
}

std::string Output::slot(Name slot) const {
  int index = parameterOf(slot);
  if (index < 0)
    return slot;
  const std::string &text = slot;
  return parameter(text.substr(0, text.rfind("/%")), (unsigned)index);
}

std::string Output::problem(const Suspicion &s) const {
  return "'" + s.text + "' was a lookup key and is " + s.action;
}

std::string Output::lookup(const Suspicion &s) const {
  if (s.keyFunction.empty())
    return "it is only compared here: if the stored pointer is equal, that pointer is yours, not "
           "this "
           "one";
  return name(s.keyFunction) +
         "() only compares it: if the lookup succeeds, the stored pointer is yours, not this one";
}

const char *nameOf(Confidence confidence) {
  return confidence == Confidence::High     ? "high"
         : confidence == Confidence::Medium ? "medium"
                                            : "low";
}

std::string Output::fingerprint(const Suspicion &s) const {
  unsigned long long hash = 0xcbf29ce484222325;
  for (unsigned char c :
       name(s.function) + "\n" + name(s.keyFunction) + "\n" + s.text + "\n" + s.action)
    hash = (hash ^ c) * 0x100000001b3;
  char hex[17];
  snprintf(hex, sizeof hex, "%016llx", hash);
  return hex;
}

enum { SHOWN = 6 };

std::string Output::table() const {
  std::string text = std::to_string(findings.keys.size()) + " lookup-key parameters\n";
  for (const KeyFinding &key : findings.keys) {
    const Header &f = function(key.function);
    text += "\n" + parameter(key.function, key.parameter) + (f.internal ? " (static)" : "") + "\n";
    text += "  declared at " + at(f.place) + "\n";
    for (Name callback : key.callbacks)
      text += "  compared by the callback in " + slot(callback) + "\n";
    size_t shown = 0;
    for (const Evidence &e : key.evidence) {
      if (++shown > SHOWN) {
        text +=
            "  and at " + std::to_string(key.evidence.size() - SHOWN) + " more source locations\n";
        break;
      }
      text += "  compared at " + at(e.place) + ": " + e.text;
      if (e.function != key.function)
        text += "   in " + name(e.function) + "()";
      if (!e.content.empty())
        text += ", member " + e.content + " of what it points to";
      text += "\n";
    }
  }
  /* One entry for all functions that store in the same two fields. The functions that store
   * directly come first. */
  std::map<std::pair<Name, Name>, std::vector<const Registration *>> groups;
  for (bool direct : {true, false})
    for (const Registration &r : findings.registrations)
      if (r.direct == direct)
        groups[{r.dataField, r.callbackField}].push_back(&r);
  text += "\n" + std::to_string(findings.registrations.size()) + " registrations in " +
          std::to_string(groups.size()) + " places\n";
  for (const auto &[fields, group] : groups) {
    text += "\nkept in " + fields.first + ", for the callback in " + fields.second + "\n";
    size_t shown = 0;
    for (const Registration *r : group)
      if (++shown <= SHOWN)
        text +=
            std::string("  registered ") + (r->direct ? "here: " : "through: ") +
            parameter(r->function, r->data) +
            (r->callback < 0 ? ", always with this callback, "
                             : ", callback in parameter " + std::to_string(r->callback) + ", ") +
            at(function(r->function).place) + "\n";
    if (shown > SHOWN)
      text += "  registered through " + std::to_string(shown - SHOWN) + " more functions\n";
    for (const HandBack &back : group.front()->handBacks)
      text += "  handed back there: " + at(back.place) + " in " + name(back.function) +
              "(), as argument " + std::to_string(back.index) + "\n";
    shown = 0;
    for (const Registration *r : group)
      for (const Receiver &receiver : r->receivers)
        if (++shown <= SHOWN)
          text += "  received by: " + name(receiver.function) + "(), registered at " +
                  at(receiver.place) + "\n";
    if (shown > SHOWN)
      text += "  received by " + std::to_string(shown - SHOWN) + " more\n";
    shown = 0;
    for (const auto &[function, parameter] : group.front()->keys)
      if (++shown <= SHOWN)
        text += "  found by key here: " + this->parameter(function, parameter) + "\n";
    if (shown > SHOWN)
      text += "  found by key in " + std::to_string(shown - SHOWN) + " more functions\n";
  }
  return text;
}

bool sourceLine(const std::string &path, unsigned line, std::string &text) {
  std::ifstream file(path);
  for (unsigned number = 0; number < line; number++)
    if (!std::getline(file, text))
      return false;
  for (char &c : text)
    if (c == '\t')
      c = ' ';
  return line > 0;
}

/* The notes are the steps in their order. The step at the place of the warning is left out, unless
 * another step follows it. */
std::string Output::warnings() const {
  std::string text;
  auto say = [&](const Place &place, const std::string &what, const std::string &fix) {
    text += at(place) + ": " + what + "\n";
    std::string line, number = std::to_string(place.line);
    bool there = sourceLine(place.file, place.line, line);
    if (there)
      text += std::string(5 - std::min<size_t>(5, number.size()), ' ') + number + " | " + line +
              "\n      | " + std::string(place.column - 1, ' ') + "^\n";
    if (there && !fix.empty())
      text += "      | " + std::string(place.column - 1, ' ') + fix + "\n";
  };
  for (const Suspicion &s : findings.suspicions) {
    if (s.known)
      continue;
    say(s.place, "warning: " + problem(s) + " [-Wcustody-reclaimed-key]", "");
    for (const Step &step : s.trace) {
      bool looks = step.place == s.keyPlace, last = &step == &s.trace.back();
      if (step.place == s.place && last)
        continue;
      say(step.place, "note: " + (looks ? lookup(s) : step.text), "");
    }
    say(s.place, "note: reclaim the pointer that was stored, or give this one its permissions",
        s.edits.empty() ? "" : s.edits.front().text);
    text += at(s.place) + ": note: confidence is " + nameOf(s.confidence) + ": " + s.reason + "\n";
  }
  return text;
}

/* The list includes static functions. A name that is not unique is commented out, because the list
 * would apply to the other function too. */
std::string Output::list() const {
  std::map<Name, unsigned> names;
  for (const auto &entry : program.functions)
    if (entry.second.defined)
      names[entry.second.symbol]++;
  std::string text =
      "# Boundaries found by custody-scan. Read by the plug-in: CUSTODY_BOUNDARIES=THIS-FILE\n";
  for (const Boundary &b : findings.boundaries) {
    const Header &f = function(b.function);
    bool shared = names[f.symbol] > 1;
    text += "# " + at(f.place) + ": " + b.why + "\n";
    if (shared)
      text += "# not unique in this program: ";
    text += "fun:" + f.symbol + "=" + b.role + "\n";
  }
  return text;
}

std::string Output::types(const std::vector<ReachingType> &all) {
  std::string text =
      "# Types whose pointers can reach a boundary, found by custody-scan. Pointers "
      "to other types\n"
      "# need not be followed at run time. Read by the plug-in: CUSTODY_BOUNDARIES=THIS-FILE\n";
  for (const ReachingType &one : all)
    text += "# " + one.why + "\ntype:" + one.type + "\n";
  return text;
}

} // namespace scan
