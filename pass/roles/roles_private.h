/*===- roles_private.h - what the files of roles/ share ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_ROLES_ROLES_PRIVATE_H
#define CUSTODY_PASS_ROLES_ROLES_PRIVATE_H

#include "roles.h"

#include <stddef.h>

/*===-- table.c: where roles are kept ------------------------------------------===*/

/* The first role of FUNCTION, which the caller may change; NULL if it has none. */
struct role *role_list(struct module *m, LLVMValueRef function);
/* Puts ROLE, made with must_allocate, in front of the roles of FUNCTION. The table owns it. */
void role_add(struct module *m, LLVMValueRef function, struct role *role);

/*===-- annotations.c ----------------------------------------------------------===*/

/* Gives functions the roles that their annotations in the source say. */
void annotations_collect(struct module *m);
/* Whether ROLE is what an annotation of custody.h may say behind "custody.". */
bool annotation_is_known(const char *role);
/* Whether the annotation TEXT changes the roles that other annotations give. */
bool annotation_is_addition(const char *text);
/* Gives FUNCTION the role of the annotation TEXT, found at LINE of FILE. Reports an error there if
 * it makes no sense. */
void annotation_add(struct module *m, LLVMValueRef function, const char *text, const char *file,
                    unsigned line);

/*===-- boundary_list.c --------------------------------------------------------===*/

/* Gives functions the roles that the files named by CUSTODY_BOUNDARIES say. */
void boundary_list_collect(struct module *m);

/*===-- ignore_list.c ----------------------------------------------------------===*/

/* Makes FUNCTION one that neither phase changes. It is like code that was not compiled with
 * Custody, so it is not inlined into other code. */
void function_turn_off(struct module *m, LLVMValueRef function);
/* Does so for the functions that the files named by CUSTODY_IGNORELIST say. */
void ignore_list_collect(struct module *m);

/*===-- list_file.c ------------------------------------------------------------===*/

/* Reports a compile-time error: the list in the file PATH cannot be read. WHAT is the kind of list,
 * such as "boundary list". VARIABLE is the environment variable that names the file, and ERROR the
 * value of errno. */
void list_unreadable(struct module *m, const char *what, const char *path, const char *variable,
                     int error);

/*===-- rust_roles.c -----------------------------------------------------------===*/

/* Gives functions of Rust without a role the role that their name says, and notes in the module
 * which owners it drops (site_note_dropped). */
void rust_roles_collect(struct module *m);

/*===-- rust_names.c: names of functions in Rust -------------------------------===*/

enum rust_name_kind { RUST_NAME_NONE, RUST_NAME_RELEASE, RUST_NAME_RECLAIM, RUST_NAME_BORROW };

struct rust_name {
  enum rust_name_kind what;
  bool consumes;
  bool
      standard; /* of an owner of std or of the kernel, or of the kernel's ForeignOwnable: it owns */
  bool counts;  /* increment_strong_count and the like: it returns no owner */
  bool adds;    /* it adds an owner to those that the pointer stands for */
  bool counted;    /* of Arc or Rc: two counts in front of the payload */
  bool headerless; /* of Box: nothing lies in front of the payload */
  bool slice;      /* of Box of a slice, or perhaps of an array */
  bool vector;     /* of Vec or String: a pointer, a length and a capacity */
  bool inner;      /* its library calls it inside: only calls from other code count */
  bool view;       /* of a type that is made from references too */
  /* Of ForeignOwnable for an owner of the kernel, which C may keep. The pointer that C gets is the
   * owner's own. */
  bool foreign;
};

/* What the mangled SYMBOL says by its name. RUST_NAME_BORROW is the kernel's
 * ForeignOwnable::borrow, which is a boundary unless it returns a shared reference. */
struct rust_name rust_name_of(const char *symbol);

enum { RUST_NAME_SIZE = 4096 }; /* longer names are cut */

/* The type that the function SYMBOL belongs to, as the demangler writes it, inside of BUFFER; NULL
 * if there is none. "<alloc::sync::Arc<s::T>>::from_raw": "alloc::sync::Arc<s::T>". */
const char *rust_type_of_function(const char *symbol, char buffer[RUST_NAME_SIZE]);
/* The same for the type that SYMBOL drops; NULL if it is no core::ptr::drop_in_place. */
const char *rust_type_of_drop(const char *symbol, char buffer[RUST_NAME_SIZE]);

#endif /* CUSTODY_PASS_ROLES_ROLES_PRIVATE_H */
