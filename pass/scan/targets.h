/*===- targets.h - where values come from -----------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The sources of a value are where it may come from, inside one function. The targets of a callback
 * are the functions that it may call, in the whole program. The *slot* of a callback is
 * "FUNCTION/%2" if the callback is parameter 2, or the name of a field if it is read from memory.
 */
#ifndef CUSTODY_SCAN_TARGETS_H
#define CUSTODY_SCAN_TARGETS_H

#include "facts.h"

#include <set>

namespace scan {

/* The flows of one function, by their FROM and TO nodes. */
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
  /* The functions that the callback in SLOT may be. */
  const std::set<std::string> &of(const std::string &slot) const;

private:
  std::map<std::string, Index> indices;
  std::map<std::string, std::set<std::string>> known;
};

/* Returns N if NODE is "FUNCTION/%N", otherwise -1. */
int parameterOf(const std::string &node);
std::string parameterNode(const std::string &function, unsigned parameter);

} // namespace scan

#endif /* CUSTODY_SCAN_TARGETS_H */
