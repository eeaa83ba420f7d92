/*===- output.h - findings for people and for programs ----------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_SCAN_OUTPUT_H
#define CUSTODY_SCAN_OUTPUT_H

#include "findings.h"

namespace scan {

/* A file that was not scanned, or not completely. */
struct Failure {
  std::string file, problem; /* "does not compile" */
};

struct Output {
  const Program &program;
  const Findings &findings;
  std::string directory; /* paths below it are printed relative to it */

  std::string path(const std::string &file) const;
  std::string at(const Place &place) const; /* file:line:column */
  const Header &function(Name id) const { return program.functions.at(id); }
  std::string name(Name id) const;
  /* "data, parameter 2 of devm_remove_action()" */
  std::string parameter(Name id, unsigned parameter) const;
  std::string slot(Name slot) const;
  std::string problem(const Suspicion &s) const; /* one sentence: what is wrong */
  std::string lookup(const Suspicion &s) const;  /* one sentence: why it is wrong */
  /* A hash that identifies a finding even if it moves to another line of its file. */
  std::string fingerprint(const Suspicion &s) const;

  std::string table() const; /* keys and registrations */
  /* The suspicious reclaims that are not in the baseline, as clang prints warnings. */
  std::string warnings() const;
  std::string list() const; /* the boundary list, which CUSTODY_BOUNDARIES reads */
  /* The types, in the same form. */
  static std::string types(const std::vector<ReachingType> &all);
  std::string json(const std::vector<Failure> &failed) const;
  /* SARIF 2.1.0: suspicious reclaims, and the files that failed. */
  std::string sarif(const std::vector<Failure> &failed, const std::string &version) const;
  /* A page that shows each suspicious reclaim step by step over the source lines. It needs no other
   * file. */
  std::string html(const std::vector<Failure> &failed, const std::string &version) const;
};

const char *nameOf(Confidence confidence); /* "high" */
/* Stores line LINE of FILE in TEXT, without its end and with spaces for tabs. Returns false if there
 * is no such line. */
bool sourceLine(const std::string &file, unsigned line, std::string &text);

/* Marks the findings that an earlier run wrote to the SARIF file PATH as known. If two findings have
 * one fingerprint, each result of the file makes one of them known. Returns false and says why in
 * PROBLEM if the file cannot be read. */
bool compareWithBaseline(const Output &output, Findings &findings, const std::string &path,
                         std::string &problem);

} // namespace scan

#endif /* CUSTODY_SCAN_OUTPUT_H */
