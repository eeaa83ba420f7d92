/*===- json.cpp - findings for programs -------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* docs/scan.md documents the schema. Increase CUSTODY_SCAN_SCHEMA when the schema changes. */
#include "json.h"
#include "output.h"

namespace scan {

namespace {

enum { CUSTODY_SCAN_SCHEMA = 2 };

} // namespace

std::string Output::json(const std::vector<Failure> &failed) const {
  Json j;
  auto place = [&](const char *name, const Place &p) {
    j.key(name).open('{').key("file").string(path(p.file)).key("line").raw(std::to_string(p.line));
    j.key("column").raw(std::to_string(p.column)).close('}');
  };
  auto parameter = [&](Name id, unsigned index) {
    const Header &f = function(id);
    j.key("function").string(f.display).key("symbol").string(f.symbol);
    j.key("static").raw(f.internal ? "true" : "false").key("parameter").raw(std::to_string(index));
    if (index < f.parameters.size())
      j.key("name").string(f.parameters[index].name).key("type").string(f.parameters[index].type);
  };
  j.open('{').key("schema").raw(std::to_string(CUSTODY_SCAN_SCHEMA));
  j.line().key("failed").open('[');
  for (const Failure &one : failed)
    j.string(path(one.file));
  j.close(']').line().key("keys").open('[');
  for (const KeyFinding &key : findings.keys) {
    j.line().open('{');
    parameter(key.function, key.parameter);
    place("declared", function(key.function).place);
    j.key("by_callback").raw(key.byCallback ? "true" : "false").key("callbacks").open('[');
    for (Name callback : key.callbacks)
      j.string(slot(callback));
    j.close(']').key("comparisons").open('[');
    for (const Evidence &e : key.evidence) {
      j.open('{');
      place("at", e.place);
      j.key("text").string(e.text).key("function").string(name(e.function));
      j.key("stored_in").string(e.field).key("member").string(e.content).close('}');
    }
    j.close(']').close('}');
  }
  j.close(']').line().key("registrations").open('[');
  for (const Registration &r : findings.registrations) {
    j.line().open('{');
    parameter(r.function, r.data);
    j.key("direct")
        .raw(r.direct ? "true" : "false")
        .key("callback_parameter")
        .raw(std::to_string(r.callback));
    place("declared", function(r.function).place);
    j.key("stored_in").string(r.dataField).key("callback_stored_in").string(r.callbackField);
    j.key("handed_back").open('[');
    for (const HandBack &back : r.handBacks) {
      j.open('{')
          .key("function")
          .string(name(back.function))
          .key("argument")
          .raw(std::to_string(back.index));
      place("at", back.place);
      j.close('}');
    }
    j.close(']').key("receivers").open('[');
    for (const Receiver &receiver : r.receivers) {
      j.open('{').key("function").string(name(receiver.function));
      place("registered", receiver.place);
      j.close('}');
    }
    j.close(']').key("found_by_key").open('[');
    for (const auto &[id, index] : r.direct ? r.keys : std::vector<std::pair<Name, unsigned>>()) {
      j.open('{');
      parameter(id, index);
      j.close('}');
    }
    j.close(']').close('}');
  }
  j.close(']').line().key("suspicious_reclaims").open('[');
  for (const Suspicion &s : findings.suspicions) {
    j.line().open('{').key("function").string(name(s.function)).key("value").string(s.text);
    j.key("action").string(s.action).key("key_function").string(name(s.keyFunction));
    j.key("key_parameter").raw(std::to_string(s.keyParameter));
    j.key("registered").raw(s.registered ? "true" : "false");
    place("key", s.keyPlace);
    place("reclaim", s.place);
    j.key("confidence").string(nameOf(s.confidence)).key("confidence_reason").string(s.reason);
    j.key("known").raw(s.known ? "true" : "false").key("fingerprint").string(fingerprint(s));
    j.key("trace").open('[');
    for (const Step &step : s.trace) {
      j.open('{');
      place("at", step.place);
      j.key("text").string(step.text).close('}');
    }
    j.close(']').key("fixes").open('[');
    for (const Edit &edit : s.edits) {
      j.open('{').key("offset").number(edit.offset).key("length").number(edit.length);
      place("begin", edit.begin);
      place("end", edit.end);
      j.key("text").string(edit.text).close('}');
    }
    j.close(']').close('}');
  }
  j.close(']').line().key("boundaries").open('[');
  for (const Boundary &b : findings.boundaries) {
    j.line().open('{').key("symbol").string(function(b.function).symbol).key("role").string(b.role);
    j.key("why").string(b.why);
    place("declared", function(b.function).place);
    j.close('}');
  }
  j.close(']').close('}');
  return j.text + "\n";
}

} // namespace scan
