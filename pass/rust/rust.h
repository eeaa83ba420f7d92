/*===- rust.h - what the compiler says about code in Rust --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room rust/: facts about functions and types of Rust, from debug info and symbols. Uses ir/ and no
 * other room. It emits no code and changes no function.
 *
 * rustc gives no annotations. But with -Cdebuginfo=2 it names each type as the source does, so a
 * borrow has a type like "&mut T" and a raw pointer one like "*const T". Memory that is returned
 * here belongs to this room, and lives until rust_free.
 */
#ifndef CUSTODY_PASS_RUST_RUST_H
#define CUSTODY_PASS_RUST_RUST_H

#include "ir/ir.h"

#include <llvm-c/DebugInfo.h>
#include <stddef.h>
#include <stdint.h>

/* Frees what this room found out about the module. */
void rust_free(struct module *m);

/*===-- types.c: pointers in types ---------------------------------------------===*/

enum rust_kind {
  RUST_NOTHING,   /* no value of the type is here: padding, or a variant without it */
  RUST_OTHER,     /* a value of no interest, or of several kinds */
  RUST_RAW,       /* *const T, *mut T, NonNull<T> */
  RUST_SHARED,    /* &T */
  RUST_EXCLUSIVE, /* &mut T */
};

/* A pointer that lies at some offset in a value of a known type. */
struct rust_pointer {
  enum rust_kind kind;
  LLVMMetadataRef pointee; /* type that it points to, the element of a slice; may be NULL */
  const char *name;        /* of the pointee; not terminated; LLVM owns it */
  size_t name_length;
  bool slice;   /* wide, with a length behind it */
  bool dynamic; /* wide, with a table of functions behind it: nothing is known of the pointee */
};

/* The pointer at byte OFFSET of a value of TYPE. If TYPE has variants, it is a reference only if
 * every variant that has something there has the same one; in a union it is none. */
struct rust_pointer rust_pointer_at(LLVMMetadataRef type, uint64_t offset);
/* Whether TYPE is a reference, or an Option or Pin of one, by its name; *EXCLUSIVE: it is a &mut. A
 * function that returns such a type lends something. */
bool rust_is_reference(LLVMMetadataRef type, bool *exclusive);
/* The pointer that an owner of TYPE is: in its first word, however deep that lies. Its kind is RUST_RAW, or
 * there is none. */
struct rust_pointer rust_owned_pointer(LLVMMetadataRef type);
/* Size of the pointee in bytes; 0 if it is zero-sized, opaque, dynamic, a slice, or not known. */
uint64_t rust_pointee_size(const struct rust_pointer *pointer);
/* Alignment of the pointee in bytes; 0 if it is not known. */
uint32_t rust_pointee_align(const struct rust_pointer *pointer);
/* Where in a Vec of TYPE its capacity is, in *OFFSET bytes. False if debug info does not say. */
bool rust_capacity_offset(LLVMMetadataRef type, uint64_t *offset);
/* Whether a value of TYPE has an UnsafeCell in it, not behind a pointer. */
bool rust_has_cells(struct module *m, LLVMMetadataRef type);
/* Whether POINTER is a reference that takes permissions from the pointer that it is made of. An
 * exclusive reference to a type that is not Unpin does not: rustc gives up noalias for it too. */
bool rust_is_borrow(struct module *m, const struct rust_pointer *pointer);

/*===-- contents.c: the types inside a type ------------------------------------===*/

/* The types that lie inside a type, itself included, as numbers for custody_site.types (abi.h). */
struct rust_contents {
  unsigned count;
  uint32_t types[];
};

/* What is inside the pointee of POINTER; NULL if that is not known. */
const struct rust_contents *rust_contents_of(struct module *m, const struct rust_pointer *pointer);

/*===-- signatures.c: parameters and results -----------------------------------===*/

struct rust_signature {
  unsigned count;                  /* 0 without debug info of Rust */
  struct rust_pointer *parameters; /* of the IR function */
};

/* What debug info says about the parameters of FUNCTION. Never NULL. */
const struct rust_signature *rust_signature_of(struct module *m, LLVMValueRef function);
/* Whether PARAMETER is the first half of a wide pointer. */
bool rust_is_wide_parameter(struct module *m, LLVMValueRef parameter);
/* The source type that FUNCTION returns; NULL if it is not known. */
LLVMMetadataRef rust_return_type(LLVMValueRef function);
/* The pointer in the first word of what FUNCTION returns. */
struct rust_pointer rust_returned(LLVMValueRef function);

/*===-- drops.c ------------------------------------------------------------------===*/

/* Whether GLUE, the function that drops a value, may free what a pointer in the value points to, or count
 * down in it. */
bool rust_drop_may_free(LLVMValueRef glue);

/*===-- locals.c: local variables ----------------------------------------------===*/

/* A local variable, or a part of one, that holds a reference. */
struct rust_local {
  LLVMValueRef value; /* the reference; the pointer that it was made of is the same value */
  LLVMValueRef at;    /* from this instruction on the variable holds it */
  struct rust_pointer pointer; /* its kind is RUST_SHARED or RUST_EXCLUSIVE */
};
/* A local variable that lies in memory. */
struct rust_place {
  LLVMValueRef address;
  LLVMMetadataRef type; /* NULL: variables of several types lie there */
};
struct rust_locals {
  struct rust_local *references;
  struct rust_place *places;
  size_t reference_count, place_count;
};
/* What debug info says about the variables of FUNCTION, and about parameters to which it assigns. The
 * caller frees the result. */
struct rust_locals rust_locals_of(struct module *m, LLVMValueRef function);
void rust_locals_free(struct rust_locals *locals);

/*===-- symbols.c, library.c, numbers.c, flags.c ---------------------------------===*/

/* Whether SCOPE, of debug info, lies in the source of Rust's standard library, or of a crate that
 * this library contains. False for NULL. */
bool rust_is_library(LLVMMetadataRef scope);
/* The location of the call by which INSTRUCTION, of the standard library, was inlined into other
 * code: the innermost one outside of the library. NULL if there is none. */
LLVMMetadataRef rust_called_from(LLVMValueRef instruction);

/* Whether SYMBOL is a mangled name of Rust, v0 or legacy. */
bool rust_is_mangled(const char *symbol);
/* Whether FUNCTION, which may be NULL, belongs to AtomicPtr. rustc passes an AtomicPtr as an integer. */
bool rust_is_of_atomic_pointer(LLVMValueRef function);

/* The type in the `!tbaa` of a copy of numbers, which mark/ adds and the optimizer keeps. */
#define RUST_NUMBER_TYPE "custody.number"
/* Whether the source function called NAME ("copy_nonoverlapping<u64>") copies numbers, which hold
 * no pointer and no part of one. */
bool rust_copies_numbers(const char *name, size_t length);
/* Whether ACCESS, a load or a call, has RUST_NUMBER_TYPE: it moves no pointer. */
bool rust_is_number(struct module *m, LLVMValueRef access);

/* Reports a warning if the module was compiled without the flags of rustc that Custody needs. */
void rust_check_flags(struct module *m);

#endif /* CUSTODY_PASS_RUST_RUST_H */
