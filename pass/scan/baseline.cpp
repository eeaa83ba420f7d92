/*===- baseline.cpp - what an earlier run found -----------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "output.h"

#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>

#include <map>

namespace scan {

/* Counts the fingerprints of all results in the SARIF log LOG. Returns false if it is none. */
static bool countFingerprints(const llvm::json::Value &log,
                              std::map<std::string, unsigned> &counts) {
  const llvm::json::Object *top = log.getAsObject();
  const llvm::json::Array *runs = top ? top->getArray("runs") : nullptr;
  if (!runs)
    return false;
  for (const llvm::json::Value &run : *runs) {
    const llvm::json::Array *results =
        run.getAsObject() ? run.getAsObject()->getArray("results") : nullptr;
    if (!results)
      return false;
    for (const llvm::json::Value &result : *results) {
      const llvm::json::Object *prints =
          result.getAsObject() ? result.getAsObject()->getObject("partialFingerprints") : nullptr;
      auto print = prints ? prints->getString("custodyReclaimedKey/v1") : std::nullopt;
      if (print)
        counts[print->str()]++;
    }
  }
  return true;
}

bool compareWithBaseline(const Output &output, Findings &findings, const std::string &path,
                         std::string &problem) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    problem = "cannot read the baseline '" + path + "': " + buffer.getError().message();
    return false;
  }
  llvm::Expected<llvm::json::Value> log = llvm::json::parse((*buffer)->getBuffer());
  std::map<std::string, unsigned> counts;
  if (!log) {
    problem = "the baseline '" + path + "' is not JSON: " + llvm::toString(log.takeError());
    return false;
  }
  if (!countFingerprints(*log, counts)) {
    problem = "the baseline '" + path + "' is not a SARIF log; write one with --sarif=" + path;
    return false;
  }
  findings.compared = true;
  for (Suspicion &s : findings.suspicions) {
    unsigned &left = counts[output.fingerprint(s)];
    s.known = left > 0;
    left -= s.known;
  }
  return true;
}

} // namespace scan
