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

#include "store.h"

#include <list>
#include <set>

namespace scan {

/* The body of one function, with its flows by their FROM and TO nodes. */
struct Index {
  const Header &header;
  Body body;
  std::unordered_map<Name, std::vector<const Flow *>> from, to;
  std::unordered_map<Name, const Call *> calls, results;
  Index(const Header &header, Body body);
  Index(const Index &) = delete;
  const std::vector<const Flow *> &out(Name node) const { return at(from, node); }
  const std::vector<const Flow *> &in(Name node) const { return at(to, node); }
  const Call *call(Name id) const {
    auto found = calls.find(id);
    return found == calls.end() ? nullptr : found->second;
  }
  bool isObject(Name node) const { return body.objects.count(node) != 0; }

private:
  static const std::vector<const Flow *> &
  at(const std::unordered_map<Name, std::vector<const Flow *>> &map, Name node) {
    static const std::vector<const Flow *> none;
    auto found = map.find(node);
    return found == map.end() ? none : found->second;
  }
};
using Inside = std::shared_ptr<const Index>;

struct Sources {
  std::set<Name> functions, fields, objects, calls;
  std::set<unsigned> parameters;
  bool constant = false; /* also a constant */
  bool onlyObjects() const {
    return !objects.empty() && functions.empty() && fields.empty() && calls.empty() &&
           parameters.empty();
  }
  bool onlyConstants() const {
    return constant && objects.empty() && functions.empty() && fields.empty() && calls.empty() &&
           parameters.empty();
  }
};

class Targets {
public:
  explicit Targets(const Program &program);
  /* The inside of a function that is in the program. It stays in memory as long as the caller holds
   * the pointer. The ones that were used last stay longer. */
  Inside index(Name function) const;
  static Sources sources(const Index &in, Name node);
  /* The functions that the callback in SLOT may be. */
  const std::set<Name> &of(Name slot) const;

private:
  const Program &program;
  struct Recent {
    Inside inside;
    std::list<Name>::iterator used;
  };
  mutable std::unordered_map<Name, Recent> recent;
  mutable std::list<Name> order; /* the one that was used last comes first */
  std::unordered_map<Name, std::set<Name>> known;
};

/* Returns N if NODE is "%N" or "FUNCTION/%N", otherwise -1. */
int parameterOf(Name node);
/* The node of a parameter in its function. */
Name parameterNode(unsigned parameter);
/* The slot of a parameter. */
Name slotOf(Name function, unsigned parameter);

} // namespace scan

#endif /* CUSTODY_SCAN_TARGETS_H */
