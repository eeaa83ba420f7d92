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
  bool byCallback = false; /* what compares it is a callback that the caller or a table chooses */
  std::vector<Evidence> evidence;
  std::vector<std::string> callbacks; /* slots, where byCallback */
};

struct HandBack {
  std::string function; /* that calls back */
  unsigned index = 0;   /* the argument that the stored pointer becomes */
  Place place;
};

struct Receiver {
  std::string function; /* that was registered */
  Place place;          /* of the registering call */
};

/* A function that stores a pointer together with a callback that gets it back later. */
struct Registration {
  std::string function;
  unsigned data = 0, callback = 0;
  bool direct = false; /* stores them itself, not through another one */
  std::string dataField, callbackField;
  std::vector<HandBack> handBacks;
  std::vector<Receiver> receivers;
  std::vector<std::pair<std::string, unsigned>> keys; /* that look in dataField */
};

/* A value that was a key and is an owner afterwards: what devres v1 did. */
struct Suspicion {
  std::string function;
  std::string text; /* the value */
  std::string keyFunction;
  unsigned keyParameter = 0;
  Place keyPlace, place;
  int parameter = -1;      /* of FUNCTION, where the value is one */
  std::string action;      /* "rebuilt into an owner by inner_from_raw()" */
  bool registered = false; /* the key function looks where a registration stores */
  std::vector<Edit> edits; /* that repair it; none where that takes more than writing there */
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

/* With SUSPECTS_ARE_KEYS a parameter that is a suspicious reclaim's value goes to the boundaries as a
 * key, so that the run-time check takes its rights away where its function begins. */
Findings find(Analysis &analysis, bool suspectsAreKeys = false);
/* registrations.cpp: those, and the boundaries and suspicions that follow from them and the keys. */
void findRegistrations(Analysis &analysis, Findings &findings);
void findBoundaries(Analysis &analysis, Findings &findings);
void findSuspicions(Analysis &analysis, Findings &findings);

} // namespace scan

#endif /* CUSTODY_SCAN_FINDINGS_H */
