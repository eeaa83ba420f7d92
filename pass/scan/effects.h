/*===- effects.h - what becomes of a parameter ------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The effects of a parameter are everything that happens to its value, in the function and in the
 * functions that get the value. Effects with a path are about a pointer in a field of the object
 * that the parameter points to. So the analysis can follow a value through a local struct whose
 * address is passed on.
 *
 * A callback may itself be a parameter. Then the effects keep it as a symbol (Handed). The analysis
 * fills in the function where a caller names it: `find(dev, match, data)` has different effects on
 * `data` for each `match`.
 *
 * Effects only grow. If the effects of one parameter depend on those of another, and the latter
 * have grown, the former are computed again, until nothing grows. So the result does not depend on
 * the order.
 */
#ifndef CUSTODY_SCAN_EFFECTS_H
#define CUSTODY_SCAN_EFFECTS_H

#include "facts.h"
#include "targets.h"

#include <tuple>

namespace scan {

/* A comparison that shows that a value is a key. */
struct Evidence {
  CompareKind kind = CompareKind::Nothing;
  Place place;
  std::string text, function;
  std::string field;   /* the field from which the other side was read; empty: unknown */
  std::string content; /* not empty: this member of the pointee is compared, not the value itself */
  bool operator<(const Evidence &o) const;
};

/* A use that no lookup key has. A value with a harm is no key. */
struct Harm {
  std::string what, function;
  Place place;
  bool operator<(const Harm &o) const;
};

/* The value is passed as argument INDEX to a callback. CALLBACK is the parameter of this function
 * that is the callback, or -1 if the callback was read from memory. ORIGIN is the callback's slot
 * (targets.h). */
struct Handed {
  int callback = -1;
  std::string origin;
  unsigned index = 0;
  std::string path;
  bool predicate = false;
  Place place;
  bool operator<(const Handed &o) const;
};

/* The value is stored in FIELD of the object that parameter INTO points to. INTO is -1 for another
 * object. */
struct Kept {
  std::string field, function;
  int into = -1;
  Place place;
  bool operator<(const Kept &o) const;
};

struct Effects {
  std::set<Evidence> evidence;
  std::set<Harm> harms;
  std::set<Handed> handed;
  std::set<Kept> kept;
  std::set<Harm> freed, upcast;
  bool returned = false;      /* the function returns the value, or a pointer made from it */
  bool moved = false;         /* another pointer is made from it, for example to a member */
  bool returnedWhole = false; /* with a path: the function returns the object with the value */

  bool harmless() const { return harms.empty() && kept.empty() && freed.empty() && !returned; }
};

/* Whether CALLEE, which is not in the program, frees its argument. */
bool frees(const std::string &callee);

class Analysis {
public:
  explicit Analysis(const Program &program);
  /* Computes the effects of all parameters. Without it effects() works, but slowly. */
  void compute();
  /* The effects of PARAMETER of FUNCTION. An empty PATH means the value itself. */
  const Effects &effects(const std::string &function, unsigned parameter,
                         const std::string &path = "");
  const Program &program;
  const Targets targets;

private:
  using Key = std::tuple<std::string, unsigned, std::string>;
  struct Walk;
  const Effects &ask(const Key &key);
  void solve(const std::vector<Key> &keys);
  bool evaluate(const Key &key, Effects &into);
  void external(const std::string &callee, const Flow &flow, Walk &walk, const std::string &path);

  std::map<Key, Effects> known;
  std::map<Key, std::set<Key>> askers; /* effects -> effects that depend on them, during solve() */
  std::set<Key> solved, todo;
  Key asking;
};

} // namespace scan

#endif /* CUSTODY_SCAN_EFFECTS_H */
