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
  Name function;
  unsigned parameter = 0;
  bool byCallback = false; /* a callback compares it, which the caller or a table chooses */
  std::vector<Evidence> evidence;
  std::vector<Name> callbacks; /* their slots, if byCallback */
};

struct HandBack {
  Name function;      /* that calls the callback */
  unsigned index = 0; /* the stored pointer is this argument of the callback */
  Place place;
};

struct Receiver {
  Name function; /* the callback that was registered */
  Place place;   /* of the registering call */
};

/* A function that stores a pointer together with a callback that gets it back later. */
struct Registration {
  Name function;
  unsigned data = 0;
  int callback = -1;   /* -1: the callback is always the same function */
  bool direct = false; /* stores them itself, not through another registration */
  Name dataField, callbackField;
  std::vector<HandBack> handBacks;
  std::vector<Receiver> receivers;
  std::vector<std::pair<Name, unsigned>> keys; /* that look in dataField */
};

/* A field whose pointer has a reference: FUNCTION takes one to what it stores there. */
struct Holder {
  Name function;
  Place place; /* of the store */
};

/* One step of a finding: what happens at a source location. */
struct Step {
  Place place;
  std::string text;
};

enum class Confidence { Low, Medium, High };

/* A suspicious reclaim: a value was a key, and an owner is rebuilt from it. Version 1 of the devres
 * patch did this. Its text depends only on its own source file. */
struct Suspicion {
  Name function;
  std::string text; /* the value */
  Name keyFunction; /* empty: the function itself compares */
  unsigned keyParameter = 0;
  Place keyPlace, place;
  int parameter = -1;      /* of FUNCTION, if the value is a parameter */
  std::string action;      /* "rebuilt into an owner by inner_from_raw()" */
  bool registered = false; /* the lookup searches the field in which a registration stores */
  bool known = false;      /* the baseline has it */
  Confidence confidence = Confidence::Low;
  std::string reason;      /* what the confidence rests on */
  std::vector<Step> trace; /* registered, looked up, reclaimed */
  std::vector<Edit> edits; /* edits that correct the code; empty if one edit there is not enough */
};

/* A line of the boundary list. */
struct Boundary {
  Name function;
  std::string role, why;
  bool operator<(const Boundary &o) const {
    return std::tie(function, role) < std::tie(o.function, o.role);
  }
};

struct Findings {
  std::vector<KeyFinding> keys;
  std::vector<Registration> registrations;
  std::map<Name, Holder> holders; /* by the field */
  std::vector<Suspicion> suspicions;
  std::set<Boundary> boundaries;
  bool compared = false; /* with a baseline */
};

/* Finds everything in the program. If SUSPECTS_ARE_KEYS, each parameter that is reclaimed
 * suspiciously is also listed as a key. At run time the pointer then loses its permissions where
 * that function begins. */
Findings find(Analysis &analysis, bool suspectsAreKeys = false);
void findRegistrations(Analysis &analysis, Findings &findings); /* registrations.cpp */
void findBoundaries(Analysis &analysis, Findings &findings);    /* boundaries.cpp */
void findSuspicions(Analysis &analysis, Findings &findings);    /* suspicions.cpp */
/* references.cpp: adds the fields in which F stores a pointer to which it takes a reference. */
void addHolders(Analysis &analysis, const Header &f, Findings &findings);
/* references.cpp: whether the name of FUNCTION says that it drops a reference. */
bool dropsReference(Name function);

/* A type whose pointers can reach a boundary, and one of the places where such a pointer may lie. */
struct ReachingType {
  Name type;
  std::string why;
};
/* types.cpp: returns the types of all places where a pointer may lie that reaches a boundary which
 * findBoundaries() found, or which the source declares. They are in the order of their names. */
std::vector<ReachingType> reachingTypes(const Analysis &analysis, const Findings &findings);

/* ownership.cpp: */
/* Whether FUNCTION gets PARAMETER and returns the object around it. */
bool rebuilds(Analysis &analysis, Name function, unsigned parameter);
/* Whether FUNCTION has one parameter and returns it, or a pointer made from it. */
bool returnsIt(Analysis &analysis, Name function);
/* Whether FUNCTION takes a reference to PARAMETER, as usb_get_dev() does. */
bool getsReference(Analysis &analysis, Name function, unsigned parameter);
/* Whether the function only reads members of the object that NODE points to. It must not store NODE
 * or a copy of it, pass it to a function, return it, or write through it. */
bool onlyReads(const Index &in, Name node);
enum class Taken { No, Freed, Rebuilt };
/* Whether FUNCTION takes the object over. */
Taken takes(Analysis &analysis, Name function, unsigned parameter);

/* A call, with its caller. */
struct CallSite {
  Name caller, call;
};
/* The calls of each of FUNCTIONS. */
std::map<Name, std::vector<CallSite>> callsOf(const Analysis &analysis,
                                              const std::set<Name> &functions);

} // namespace scan

#endif /* CUSTODY_SCAN_FINDINGS_H */
