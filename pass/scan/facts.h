/*===- facts.h - what is known of each function of a program ----*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The front end (extract.cpp, expressions.cpp) turns the syntax tree of a function into these
 * records. The analysis sees only the records. A worker process sends them to its parent as plain
 * text.
 *
 * A *node* names something that holds a pointer, or the bits of one:
 *   FUNCTION/%2          parameter 2          FUNCTION/name@12:5    local variable
 *   FUNCTION/=           returned value       FUNCTION/t7           value of an expression
 *   fn:FUNCTION          a function's address g:name                global variable
 *   FUNCTION/&name@12:5  the address of a scalar variable, as the object it points to
 * A local struct or array is an *object*. Its node means both its address and the object itself.
 * A *field* is "struct record.member" of the innermost record. The field "*" means the pointee of a
 * pointer that does not point to a record.
 */
#ifndef CUSTODY_SCAN_FACTS_H
#define CUSTODY_SCAN_FACTS_H

#include <map>
#include <set>
#include <string>
#include <vector>

namespace scan {

/* A source location. */
struct Place {
  std::string file;
  unsigned line = 0, column = 0;
  bool operator<(const Place &o) const;
  bool operator==(const Place &o) const;
};

struct Parameter {
  std::string name, type;
  bool object = false;   /* a pointer to an object or to void */
  bool callback = false; /* a pointer to a function */
  bool toConst = false;  /* the pointee is const */
  bool text = false;     /* a string: char * */
};

enum class FlowKind {
  Copy,     /* TO = FROM */
  Derive,   /* TO is FROM plus an offset, or the address of a member */
  Upcast,   /* TO is FROM minus an offset: container_of */
  Load,     /* TO is read from FIELD of FROM's pointee */
  Store,    /* FROM is stored to FIELD of TO's pointee */
  Compare,  /* FROM is compared with TO; COMPARE says how */
  Argument, /* FROM is argument INDEX of call TO */
  Use,      /* FROM is used in a way that no key is used; TEXT says how */
};

/* What a pointer is compared with. */
enum class CompareKind {
  Nothing,   /* NULL, a constant or a static object, or compared by < or >: shows nothing */
  Bound,     /* the end of a loop over the pointer itself: shows nothing */
  Stored,    /* a pointer read from memory */
  Parameter, /* another parameter */
  Value,     /* another value, such as the current object of a loop */
};

struct Flow {
  FlowKind kind = FlowKind::Copy;
  CompareKind compare = CompareKind::Nothing;
  std::string from, to, field, text;
  unsigned index = 0;
  Place place;
};

struct Call {
  std::string id;     /* FUNCTION/cN */
  std::string callee; /* a function, or empty */
  std::string target; /* otherwise the node that is called */
  std::string result; /* node */
  std::string text;
  std::vector<std::string> arguments; /* nodes; empty where not tracked */
  bool answers = false;               /* returns a value that is not a pointer */
  Place place;
};

/* An edit: a tool may replace the LENGTH bytes at OFFSET by TEXT. They are the bytes from BEGIN up
 * to END. An empty file name means that there is no edit. */
struct Edit {
  Place begin, end;
  unsigned offset = 0, length = 0;
  std::string text;
};

/* One value is an argument of two calls, and some path leads from the first call to the second. */
struct Again {
  std::string first, second; /* calls; second may be "upcast" */
  unsigned firstIndex = 0, secondIndex = 0;
  std::string way;   /* "zero" or "nonzero": only if the first call returned that; or "any" */
  std::string text;  /* the source text of the value */
  std::string maker; /* if not empty: the value is the result of this function, called each time */
  Place place;       /* of the second */
  Edit recover;      /* puts custody_recover() around the second */
};

struct Function {
  std::string id, symbol, display;
  Place place;
  bool internal = false; /* static */
  bool defined = false;
  bool yesIsSuccess =
      false; /* its result is a pointer or a truth value, so other than 0 is success */
  bool returnsPointer = false;
  std::vector<Parameter> parameters;
  std::set<std::string> objects; /* nodes */
  std::vector<Flow> flows;
  std::vector<Call> calls;
  std::vector<Again> again;
  Edit include; /* adds the #include of custody.h that custody_recover() needs */
};

struct Program {
  std::map<std::string, Function> functions;
};

std::string serialize(const Function &function);
/* Adds the functions in TEXT to PROGRAM. A definition replaces a declaration; otherwise the first
 * one stays. Returns false if TEXT is incomplete. */
bool parse(const std::string &text, Program &program);

} // namespace scan

#endif /* CUSTODY_SCAN_FACTS_H */
