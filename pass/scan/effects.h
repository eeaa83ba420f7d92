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
  Name text, function;
  Name field;   /* the field from which the other side was read; empty: unknown */
  Name content; /* not empty: this member of the pointee is compared, not the value itself */
  bool operator<(const Evidence &o) const;
};

/* The value is passed as argument INDEX to a callback. CALLBACK is the parameter of this function
 * that is the callback, or -1 if the callback was read from memory. ORIGIN is the callback's slot
 * (targets.h). */
struct Handed {
  int callback = -1;
  Name origin;
  unsigned index = 0;
  Name path;
  bool predicate = false;
  Place place;
  bool operator<(const Handed &o) const;
};

/* The value is stored in FIELD of the object that parameter INTO points to. INTO is -1 for another
 * object. */
struct Kept {
  Name field, function;
  int into = -1;
  Place place;
  bool operator<(const Kept &o) const;
};

struct Effects {
  std::set<Evidence> evidence;
  std::set<Handed> handed;
  std::set<Kept> kept;
  bool harmed = false;  /* a use that no lookup key has */
  bool written = false; /* such a use: the pointee is written */
  bool read = false;    /* such a use: the pointee is read */
  bool freed = false, upcast = false;
  bool returned = false;      /* the function returns the value, or a pointer made from it */
  bool moved = false;         /* another pointer is made from it, for example to a member */
  bool returnedWhole = false; /* with a path: the function returns the object with the value */

  bool harmless() const { return !harmed && kept.empty() && !freed && !returned; }
};

/* Whether CALLEE is a function of a library or of the kernel that frees its argument. Its name says
 * so, whether the function is in the program or not. */
bool frees(Name callee);

class Analysis {
public:
  explicit Analysis(const Program &program);
  /* Computes the effects of all parameters. Without it effects() works, but slowly. */
  void compute();
  /* The effects of PARAMETER of FUNCTION. An empty PATH means the value itself. */
  const Effects &effects(Name function, unsigned parameter, Name path = Name());
  /* What CALL in CALLER does with its argument INDEX, or with the pointer in field PATH of the object
   * that this argument points to. The callbacks that the call names are filled in. */
  Effects atCall(const Index &caller, const Call &call, unsigned index, Name path = Name());
  /* Whether NODE of IN is a constant, also one that an inline function made. */
  bool constant(const Index &in, Name node, unsigned depth = 0) const;
  const Program &program;
  const Targets targets;

private:
  using Key = std::tuple<Name, unsigned, Name>;
  struct Walk;
  const Effects &ask(const Key &key);
  void solve(const std::vector<Key> &keys);
  bool evaluate(const Key &key, Effects &into);
  void external(Name callee, Walk &walk, Name path);

  std::map<Key, Effects> known;
  std::map<Key, std::set<Key>> askers; /* effects -> effects that depend on them, during solve() */
  std::set<Key> solved, todo;
  Key asking;
};

} // namespace scan

#endif /* CUSTODY_SCAN_EFFECTS_H */
