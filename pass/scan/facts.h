/*===- facts.h - what is known of each function of a program ----*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The front (extract.cpp, expressions.cpp) turns a function's syntax tree into these records; the
 * analysis sees nothing else. They are plain text on their way from a worker process to the parent.
 *
 * A *node* names a place that holds a pointer, or the bits of one:
 *   FUNCTION/%2          parameter 2          FUNCTION/name@12:5    local variable
 *   FUNCTION/=           what it returns      FUNCTION/t7           value of an expression
 *   fn:FUNCTION          a function's address g:name                global variable
 *   FUNCTION/&name@12:5  the address of a scalar variable, as the object it points to
 * A local struct or array is an *object*: its node stands for its address and for itself.
 * A *field* is "struct record.member" of the innermost record; "*" is what a plain pointer points to.
 */
#ifndef CUSTODY_SCAN_FACTS_H
#define CUSTODY_SCAN_FACTS_H

#include <map>
#include <set>
#include <string>
#include <vector>

namespace scan {

struct Place {
  std::string file;
  unsigned line = 0, column = 0;
  bool operator<(const Place &o) const;
  bool operator==(const Place &o) const;
};

struct Parameter {
  std::string name, type;
  bool object = false;   /* a pointer to an object, void included */
  bool callback = false; /* a pointer to a function */
  bool toConst = false;  /* what it points to is const */
  bool text = false;     /* a string: char * */
};

enum class FlowKind {
  Copy,     /* from -> to */
  Derive,   /* to is from plus an offset, or the address of a member */
  Upcast,   /* to is from minus an offset: container_of */
  Load,     /* to is field FIELD of what from points to */
  Store,    /* from goes to field FIELD of what to points to */
  Compare,  /* from is compared with to, in a way that COMPARE says */
  Argument, /* from is argument INDEX of call TO */
  Use,      /* from is used in a way that TEXT names: bad for a key */
};

/* What a pointer is compared with. */
enum class CompareKind {
  Nothing,   /* NULL, a constant, a static object, or an order: says nothing */
  Bound,     /* the end of a loop over the thing itself: says nothing */
  Stored,    /* a pointer read from memory */
  Parameter, /* another parameter */
  Value,     /* another value, such as the object that a loop has come to */
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
  bool answers = false;               /* returns a value that is no pointer */
  Place place;
};

/* What a tool may write instead of the LENGTH bytes at OFFSET, which are at BEGIN up to END. No file:
 * nothing can be written. */
struct Edit {
  Place begin, end;
  unsigned offset = 0, length = 0;
  std::string text;
};

/* The same value is argument FIRST_INDEX of one call and, later on some way, of another. */
struct Again {
  std::string first, second; /* calls; second may be "upcast" */
  unsigned firstIndex = 0, secondIndex = 0;
  std::string way;   /* "zero", "nonzero": only after the first returned so; "any" */
  std::string text;  /* the value as it is written */
  std::string maker; /* the value is what this function returns, each time anew; or empty */
  Place place;       /* of the second */
  Edit recover;      /* custody_recover() around the second */
};

struct Function {
  std::string id, symbol, display;
  Place place;
  bool internal = false; /* static */
  bool defined = false;
  bool yesIsSuccess = false; /* its result is a pointer or a truth value, so not 0 is success */
  bool returnsPointer = false;
  std::vector<Parameter> parameters;
  std::set<std::string> objects; /* nodes */
  std::vector<Flow> flows;
  std::vector<Call> calls;
  std::vector<Again> again;
  Edit include; /* of custody.h, where a recover wants it */
};

struct Program {
  std::map<std::string, Function> functions;
};

std::string serialize(const Function &function);
/* Appends the functions in TEXT. A definition wins over a declaration, and an earlier one over a
 * later one. False where TEXT was cut short. */
bool parse(const std::string &text, Program &program);

} // namespace scan

#endif /* CUSTODY_SCAN_FACTS_H */
