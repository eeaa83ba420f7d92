/*===- effects.h - what becomes of a parameter ------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The effects of a parameter are all that happens to its value, in the function and in those that it
 * is handed to. With a path they are those of a pointer in a field of what the parameter points to:
 * so a value is followed through a local struct whose address is passed on.
 *
 * A callback that is itself a parameter stays a symbol in the effects (Handed) and is filled in where
 * a caller names a function: `find(dev, match, data)` has other effects on data for each match.
 *
 * Effects only grow. Whoever asked for effects that have grown since is evaluated again, until none
 * grows; the result does not depend on the order.
 */
#ifndef CUSTODY_SCAN_EFFECTS_H
#define CUSTODY_SCAN_EFFECTS_H

#include "facts.h"
#include "targets.h"

#include <tuple>

namespace scan {

/* A comparison that shows what a value is for. */
struct Evidence {
  CompareKind kind = CompareKind::Nothing;
  Place place;
  std::string text, function;
  std::string field;   /* the other side was read from there; empty: unknown */
  std::string content; /* not the value itself is compared but this member of what it points to */
  bool operator<(const Evidence &o) const;
};

/* Something that no lookup key suffers. */
struct Harm {
  std::string what, function;
  Place place;
  bool operator<(const Harm &o) const;
};

/* The value is argument INDEX of a callback: parameter CALLBACK of the function that these are the
 * effects of, or -1 where the callback is in memory. ORIGIN is the slot (targets.h) it is called
 * from. */
struct Handed {
  int callback = -1;
  std::string origin;
  unsigned index = 0;
  std::string path;
  bool predicate = false;
  Place place;
  bool operator<(const Handed &o) const;
};

/* The value is kept in FIELD: of what parameter INTO points to, or of something else (-1). */
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
  bool returned = false;      /* the value itself, or made from it */
  bool moved = false;         /* another pointer is made from it: that to a member, say */
  bool returnedWhole = false; /* with a path: the object that has the value in it */

  bool harmless() const { return harms.empty() && kept.empty() && freed.empty() && !returned; }
};

/* Whether CALLEE, which is not in the program, frees what it is given. */
bool frees(const std::string &callee);

class Analysis {
public:
  explicit Analysis(const Program &program);
  /* All parameters; effects() works without, but slowly. */
  void compute();
  /* Of the value itself where PATH is empty. */
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
  std::map<Key, std::set<Key>> askers; /* of what is being solved */
  std::set<Key> solved, todo;
  Key asking;
};

} // namespace scan

#endif /* CUSTODY_SCAN_EFFECTS_H */
