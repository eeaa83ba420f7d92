/*===- facts.h - what is known of each function of a program ----*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The front end (extract.cpp, expressions.cpp) turns the syntax tree of a function into these
 * records. The analysis sees only the records. A worker process writes the records of one file to a
 * facts file (store.h).
 *
 * A *node* names something that holds a pointer, or the bits of one:
 *   %2          parameter 2          v3     local variable
 *   =           returned value       t7     value of an expression
 *   fn:FUNCTION a function's address g:name global variable
 *   &v3         the address of a scalar variable, as the object it points to
 *   0           a constant, or NULL
 * A local struct or array is an *object*. Its node means both its address and the object itself.
 * A *field* is "struct record.member" of the innermost record. The field "*" means the pointee of a
 * pointer that does not point to a record. "record.member*" is the pointee of a payload: of the
 * memory that begins at a member, reached through a cast.
 */
#ifndef CUSTODY_SCAN_FACTS_H
#define CUSTODY_SCAN_FACTS_H

#include "name.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace scan {

/* A source location. */
struct Place {
  Name file;
  unsigned line = 0, column = 0;
  bool operator<(const Place &o) const;
  bool operator==(const Place &o) const;
};

struct Parameter {
  Name name, type;
  Name pointee;          /* the type that it points to, without const; empty: no object pointer */
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
  Argument, /* FROM is argument INDEX of call TO. BOUND: the call decides whether a loop ends */
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
  bool bound = false;
  bool callback = false; /* a store of a pointer to a function */
  unsigned index = 0;
  Name from, to, field;
  Place place;
  std::string text;
};

struct Call {
  Name id;                     /* c7 */
  Name callee;                 /* a function, or empty */
  Name target;                 /* otherwise the node that is called */
  Name result;                 /* node */
  std::vector<Name> arguments; /* nodes; empty where not tracked */
  bool answers = false;        /* returns a value that is not a pointer */
  Place place;
};

/* An edit: a tool may replace the LENGTH bytes at OFFSET by TEXT. They are the bytes from BEGIN up
 * to END. An empty file name means that there is no edit. */
struct Edit {
  Place begin, end;
  unsigned offset = 0, length = 0;
  std::string text;
};

enum class UseKind {
  Argument, /* argument INDEX of CALL, or the field PATH of the local struct whose address it is */
  Upcast,   /* converted to the object that contains it; OTHER is the node of that object */
  Return,   /* the function returns it */
  Compare,  /* it is compared with the node OTHER */
};

/* One use of a value. Values with the same uses list are equal (order.cpp). */
struct Use {
  UseKind kind = UseKind::Argument;
  Name call;
  unsigned index = 0;
  Name path, other;
  bool container = false; /* what is used is the object around the value */
  Name maker;             /* if not empty: the value is this function's result, called each time */
  std::string text;       /* the source text of the value */
  Place place;
  Edit recover; /* puts custody_recover() around it */
};

/* One value has two uses, and some path leads from the first to the second, on which the value does
 * not change. */
enum class Way {
  Any,
  Zero,    /* only if the first is a call that returned zero, or a comparison that was false */
  Nonzero, /* only if it returned something else, or the value that was passed */
};
struct Again {
  unsigned first = 0, second = 0; /* numbers of uses */
  Way way = Way::Any;
};

/* What is inside a function. */
struct Body {
  /* The type that a pointer in a node, or in a field, points to. A node may have several, because a
   * cast makes no new node. */
  std::set<std::pair<Name, Name>> types;
  std::set<Name> objects; /* nodes */
  std::vector<Flow> flows;
  std::vector<Call> calls;
  std::vector<Use> uses;
  std::vector<Again> again;
  Edit include; /* adds the #include of custody.h that custody_recover() needs */
};

/* What others must know of a function. */
struct Header {
  Name id, symbol, display, result; /* RESULT is its type */
  Name resultPointee;               /* the type that the result points to, or empty */
  Place place;
  bool internal = false; /* static */
  bool defined = false;
  bool yesIsSuccess =
      false; /* its result is a pointer or a truth value, so other than 0 is success */
  bool returnsPointer = false;
  std::vector<Parameter> parameters;
  std::vector<Name> roles; /* the annotations of custody.h: "reclaim:0" */
};

struct Function : Header, Body {};

} // namespace scan

#endif /* CUSTODY_SCAN_FACTS_H */
