/*===- findings.h - keys, registrations, reclaims, boundaries ---*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_SCAN_FINDINGS_H
#define CUSTODY_SCAN_FINDINGS_H

#include "effects.h"

namespace scan {

/* A parameter that is only compared with stored pointers. */
struct KeyFinding {
  std::string function;
  unsigned parameter = 0;
  bool byCallback = false; /* a callback compares it, which the caller or a table chooses */
  std::vector<Evidence> evidence;
  std::vector<std::string> callbacks; /* their slots, if byCallback */
};

struct HandBack {
  std::string function; /* that calls the callback */
  unsigned index = 0;   /* the stored pointer is this argument of the callback */
  Place place;
};

struct Receiver {
  std::string function; /* the callback that was registered */
  Place place;          /* of the registering call */
};

/* A function that stores a pointer together with a callback that gets it back later. */
struct Registration {
  std::string function;
  unsigned data = 0, callback = 0;
  bool direct = false; /* stores them itself, not through another registration */
  std::string dataField, callbackField;
  std::vector<HandBack> handBacks;
  std::vector<Receiver> receivers;
  std::vector<std::pair<std::string, unsigned>> keys; /* that look in dataField */
};

/* A suspicious reclaim: a value was a key, and an owner is rebuilt from it afterwards. Version 1 of
 * the devres patch did this. */
struct Suspicion {
  std::string function;
  std::string text; /* the value */
  std::string keyFunction;
  unsigned keyParameter = 0;
  Place keyPlace, place;
  int parameter = -1;      /* of FUNCTION, if the value is a parameter */
  std::string action;      /* "rebuilt into an owner by inner_from_raw()" */
  bool registered = false; /* the key function searches the field in which a registration stores */
  std::vector<Edit> edits; /* edits that correct the code; empty if one edit there is not enough */
};

/* A line of the boundary list. */
struct Boundary {
  std::string function, role, why;
  bool operator<(const Boundary &o) const {
    return std::tie(function, role) < std::tie(o.function, o.role);
  }
};

struct Findings {
  std::vector<KeyFinding> keys;
  std::vector<Registration> registrations;
  std::vector<Suspicion> suspicions;
  std::set<Boundary> boundaries;
};

/* Finds everything in the program. If SUSPECTS_ARE_KEYS, each parameter that is reclaimed
 * suspiciously is also listed as a key. At run time the pointer then loses its permissions where
 * that function begins. */
Findings find(Analysis &analysis, bool suspectsAreKeys = false);
/* In registrations.cpp: the registrations, and the boundaries and suspicious reclaims that follow
 * from them and from the keys. */
void findRegistrations(Analysis &analysis, Findings &findings);
void findBoundaries(Analysis &analysis, Findings &findings);
void findSuspicions(Analysis &analysis, Findings &findings);

} // namespace scan

#endif /* CUSTODY_SCAN_FINDINGS_H */
