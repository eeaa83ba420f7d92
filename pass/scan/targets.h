/*===- targets.h - where values come from -----------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * Sources are found inside one function. Targets are the functions that a callback may be, over the
 * whole program; its *slot* is "FUNCTION/%2" for a parameter and a field's name for memory.
 */
#ifndef CUSTODY_SCAN_TARGETS_H
#define CUSTODY_SCAN_TARGETS_H

#include "facts.h"

#include <set>

namespace scan {

/* Flows of one function by where they start and end. */
struct Index {
  std::multimap<std::string, const Flow *> from, to;
  std::map<std::string, const Call *> calls, results;
};

struct Sources {
  std::set<std::string> functions, fields, objects, calls;
  std::set<unsigned> parameters;
  bool onlyObjects() const {
    return !objects.empty() && functions.empty() && fields.empty() && calls.empty() &&
           parameters.empty();
  }
};

class Targets {
public:
  explicit Targets(const Program &program);
  const Index &index(const std::string &function) const { return indices.at(function); }
  Sources sources(const Function &function, const std::string &node) const;
  /* What the callback in SLOT may be. */
  const std::set<std::string> &of(const std::string &slot) const;

private:
  std::map<std::string, Index> indices;
  std::map<std::string, std::set<std::string>> known;
};

/* N where NODE is "FUNCTION/%N"; -1 otherwise. */
int parameterOf(const std::string &node);
std::string parameterNode(const std::string &function, unsigned parameter);

} // namespace scan

#endif /* CUSTODY_SCAN_TARGETS_H */
