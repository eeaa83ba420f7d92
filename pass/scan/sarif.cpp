/*===- sarif.cpp - findings for code hosts and editors ----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* The part of SARIF 2.1.0 that suspicious reclaims need. */
#include "json.h"
#include "output.h"

#include <cctype>
#include <cstring>

namespace scan {

namespace {

const char RULE[] = "custody-reclaimed-key";

/* Returns PATH as a URI. Characters that a URI cannot contain are escaped. */
std::string uri(const std::string &path) {
  std::string text = path.empty() || path[0] != '/' ? "" : "file://";
  for (unsigned char c : path) {
    char escape[4];
    bool plain = isalnum(c) || strchr("/-._~", c);
    snprintf(escape, sizeof escape, "%%%02X", c);
    text += plain ? std::string(1, (char)c) : escape;
  }
  return text;
}

/* SARIF counts columns in characters. PLACE counts them in bytes. */
unsigned column(const Place &place) {
  std::string line;
  sourceLine(place.file, place.line, line);
  unsigned count = 1;
  for (unsigned i = 0; i + 1 < place.column && i < line.size(); i++)
    count += ((unsigned char)line[i] & 0xc0) != 0x80;
  return count;
}

class Sarif {
public:
  explicit Sarif(const Output &output) : output(output) {}
  Json j;

  void message(const std::string &text) {
    j.key("message").open('{').key("text").string(text).close('}');
  }
  void artifact(const std::string &file) {
    j.key("artifactLocation").open('{').key("uri").string(uri(output.path(file))).close('}');
  }
  void region(const char *name, const Place &begin, const Edit *edit) {
    j.key(name).open('{').key("startLine").number(begin.line);
    j.key("startColumn").number(column(begin));
    if (edit) {
      j.key("endLine").number(edit->end.line).key("endColumn").number(column(edit->end));
      j.key("byteOffset").number(edit->offset).key("byteLength").number(edit->length);
    }
    j.close('}');
  }
  void physical(const Place &place, const Edit *edit) {
    j.key("physicalLocation").open('{');
    artifact(place.file);
    region("region", place, edit);
    j.close('}');
  }

  void rule() {
    j.open('{').key("id").string(RULE).key("name").string("ReclaimedKey");
    j.key("shortDescription").open('{').key("text");
    j.string("A lookup key is rebuilt into an owner").close('}');
    j.key("fullDescription").open('{').key("text");
    j.string(
        "A pointer was only compared with stored pointers. After the lookup has succeeded, it is "
        "freed, upcast or rebuilt into an owner.");
    j.close('}').key("help").open('{').key("text");
    j.string("If the lookup succeeds, the stored pointer is yours. Reclaim that pointer, or give "
             "the key "
             "its permissions: custody_recover(key).");
    j.close('}').key("defaultConfiguration").open('{').key("level").string("warning").close('}');
    j.key("properties").open('{').key("precision").string("medium").close('}').close('}');
  }

  void result(const Suspicion &s) {
    const Edit *recover = s.edits.empty() ? nullptr : &s.edits.front();
    j.line().open('{').key("ruleId").string(RULE).key("ruleIndex").number(0);
    j.key("level").string("warning");
    if (output.findings.compared)
      j.key("baselineState").string(s.known ? "unchanged" : "new");
    j.key("rank").number(s.confidence == Confidence::High     ? 90
                         : s.confidence == Confidence::Medium ? 60
                                                              : 30);
    message(output.problem(s));
    j.key("locations").open('[').open('{');
    physical(s.place, recover);
    j.close('}').close(']').key("relatedLocations").open('[').open('{').key("id").number(1);
    physical(s.keyPlace, nullptr);
    message(output.lookup(s));
    j.close('}').close(']').key("partialFingerprints").open('{').key("custodyReclaimedKey/v1");
    j.string(output.fingerprint(s)).close('}');
    flow(s);
    j.key("properties").open('{').key("confidence").string(nameOf(s.confidence));
    j.key("confidenceReason").string(s.reason).close('}');
    if (recover)
      fix(s);
    j.close('}');
  }

  /* The steps of the finding, in their order. */
  void flow(const Suspicion &s) {
    j.key("codeFlows").open('[').open('{').key("threadFlows").open('[').open('{');
    j.key("locations").open('[');
    unsigned order = 0;
    for (const Step &step : s.trace) {
      j.open('{').key("executionOrder").number(++order).key("location").open('{');
      physical(step.place, nullptr);
      message(step.text);
      j.close('}').close('}');
    }
    j.close(']').close('}').close(']').close('}').close(']');
  }

  void fix(const Suspicion &s) {
    j.key("fixes").open('[').open('{').key("description").open('{').key("text");
    j.string("give this pointer the permissions of the stored pointer").close('}');
    j.key("artifactChanges").open('[').open('{');
    artifact(s.place.file);
    j.key("replacements").open('[');
    for (const Edit &edit : s.edits) {
      j.open('{');
      region("deletedRegion", edit.begin, &edit);
      j.key("insertedContent").open('{').key("text").string(edit.text).close('}').close('}');
    }
    j.close(']').close('}').close(']').close('}').close(']');
  }

private:
  const Output &output;
};

} // namespace

std::string Output::sarif(const std::vector<Failure> &failed, const std::string &version) const {
  Sarif s(*this);
  Json &j = s.j;
  j.open('{').key("$schema").string("https://json.schemastore.org/sarif-2.1.0.json");
  j.key("version").string("2.1.0").key("runs").open('[').open('{');
  j.key("tool").open('{').key("driver").open('{').key("name").string("custody-scan");
  j.key("version").string(version).key("rules").open('[');
  s.rule();
  j.close(']').close('}').close('}').key("columnKind").string("unicodeCodePoints");
  j.key("invocations").open('[').open('{');
  j.key("executionSuccessful").raw(failed.empty() ? "true" : "false");
  j.key("toolExecutionNotifications").open('[');
  for (const Failure &one : failed) {
    j.open('{').key("level").string("error");
    s.message("'" + path(one.file) + "' " + one.problem);
    j.key("locations").open('[').open('{').key("physicalLocation").open('{');
    s.artifact(one.file);
    j.close('}').close('}').close(']').close('}');
  }
  j.close(']').close('}').close(']').key("results").open('[');
  for (const Suspicion &suspicion : findings.suspicions)
    s.result(suspicion);
  j.close(']').close('}').close(']').close('}');
  return j.text + "\n";
}

} // namespace scan
