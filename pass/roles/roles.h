/*===- roles.h - what each function is for Custody ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room roles/: which functions are boundaries, keys and borrows, by annotations in the source, by
 * the boundary list, and by the names of functions in Rust. Uses rust/, ir/ and the runtime's
 * demangler.
 *
 * The result is a list of roles for each function. This room changes no function; mark/ does what
 * the roles ask for.
 */
#ifndef CUSTODY_PASS_ROLES_ROLES_H
#define CUSTODY_PASS_ROLES_ROLES_H

#include "family.h"
#include "ir/ir.h"
#include "rust/rust.h"

#include <stdint.h>

enum role_kind {
  ROLE_RELEASE,
  ROLE_RECLAIM,
  ROLE_KEY,
  ROLE_SHARED,    /* a borrow like &T */
  ROLE_EXCLUSIVE, /* a borrow like &mut T */
  ROLE_RECOVER,
  ROLE_TRANSFER_OUT,
  ROLE_TRANSFER_IN,
  ROLE_FREED,
  ROLE_DESCRIBE,
  ROLE_CALLBACK,    /* it takes a callback, and a pointer that the callback gets as an argument */
  ROLE_CALLBACK_OUT /* it gives the address of a callback back to the program */
};

/* One thing that a function is, for one of its parameters or for what it returns. */
struct role {
  struct role *next; /* the next role of the same function */
  enum role_kind kind;
  bool api;      /* a function of custody.h: only its calls are marked */
  bool consumes; /* a reclaim that needs a release for each time */
  bool payload;  /* the owner has no header in front of its payload */
  bool rust;     /* known by a name in Rust: sizes[] holds all that is known */
  bool named;    /* rust: nothing but the name says that this is a boundary */
  bool empty;    /* the payload has no bytes */
  bool lends;    /* a reclaim that takes nothing: it only lends what it returns */
  /* Nothing in the module drops the owner that the reclaim returns. Of a release: its owner may be made
   * from any borrow. */
  bool undropped;
  bool inner; /* rust: calls from the library that has it do not count, nor does the definition */
  bool adds;  /* a reclaim that takes nothing, and releases one more owner */
  bool sized; /* C: an annotation or a call says how many bytes the payload has */
  int parameter;      /* of the source, from 0; -1: the returned pointer */
  int ir_parameter;   /* of the IR function; -1: the returned pointer */
  unsigned ir_length; /* parameter of the IR function with the number of elements. If that is 0, the
                         owner has no memory, and any pointer is right. 0: there is none */
  bool in_memory; /* RELEASE: the pointer is written to the memory that the IR parameter 0 (sret)
                         points to, at byte result_offset */
  uint64_t result_offset;
  uint64_t capacity_offset; /* RELEASE in memory: the number of elements there, as for ir_length; 0:
                               none */
  uint64_t sizes[2]; /* RECLAIM: bytes of header and payload; borrows: bytes of the span in [0];
                        CUSTODY_UNKNOWN_SIZE: unknown */
  int ir_callback; /* CALLBACK: the IR parameter that is the callback; `parameter` is the pointer */
  int position;    /* CALLBACK: the parameter of the callback's source that the pointer becomes; -1:
                      one of its parameters */
  bool exact; /* CALLBACK: nothing but pointers that were given with it become this parameter */
  char family[FAMILY_NAME_MAX + 1];     /* that an annotation names; empty: none does */
  const struct rust_contents *contents; /* rust: of what is reclaimed; NULL: not known */
};

/* Finds the roles of all functions of the module, once in a run. Reports annotations and lines of
 * the boundary list that make no sense as errors. WARN: also warns if rustc lacked a flag. */
void roles_collect(struct module *m, bool warn);
/* Puts the types that the boundary list names into the module (followed.h). Before the optimizer;
 * reports nothing, since roles_collect reads the same files and reports what is wrong in them.
 * Kernels have no list of types. */
void types_collect(struct module *m);
/* The roles of FUNCTION; NULL if it has none. */
const struct role *roles_of(const struct module *m, LLVMValueRef function);
/* The IR parameter that holds parameter INDEX of the source of FUNCTION, from 0; -1 if there is none, or
 * debug info is not enough to tell. */
int role_ir_parameter(LLVMValueRef function, int index);
/* Whether any function has a role. */
bool roles_any(const struct module *m);
void roles_free(struct module *m);

/* Whether SYMBOL is a function of the kernel's own Box, Vec, Arc or ARef. As in the standard
 * library, these are made of each other: an Arc is a Box that leaked, and ends as one. */
bool rust_is_of_kernel_owner(const char *symbol);

#endif /* CUSTODY_PASS_ROLES_ROLES_H */
