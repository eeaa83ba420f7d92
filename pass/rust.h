/*===- rust.h - what stock rustc says of borrows and boundaries ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * rustc gives no annotations. Boundaries are known by the names of functions (rust_names.c), borrows
 * by the types that debug info gives parameters, returns and members (rust_types.c, rust.c).
 */
#ifndef CUSTODY_PASS_RUST_H
#define CUSTODY_PASS_RUST_H

#include "pass.h"

/* DWARF 5, table 7.3. */
enum {
  DW_TAG_array_type = 0x01,
  DW_TAG_enumeration_type = 0x04,
  DW_TAG_member = 0x0d,
  DW_TAG_pointer_type = 0x0f,
  DW_TAG_structure_type = 0x13,
  DW_TAG_base_type = 0x24,
  DW_TAG_variant_part = 0x33,
};

/*===-- rust_types.c: types in debug info -------------------------------------===*/

enum rust_kind {
  RUST_NOTHING,   /* no value of the type is here: padding, or a variant without it */
  RUST_OTHER,     /* a value of no interest, or of several kinds */
  RUST_RAW,       /* *const T, *mut T, NonNull<T> */
  RUST_SHARED,    /* &T */
  RUST_EXCLUSIVE, /* &mut T */
};

/* What the pointer-sized value at some place of a type is. */
struct rust_pointer {
  enum rust_kind kind;
  LLVMMetadataRef pointee; /* of a thin one, or the element of a slice; may be NULL */
  const char *name;        /* of the pointee; not terminated */
  size_t name_length;
  bool slice;   /* wide, with a length behind it */
  bool dynamic; /* wide, with a table behind it: nothing is known of the pointee */
};

/* What the pointer at byte OFFSET of a value of TYPE is. Where TYPE has variants it is a reference
 * only if it is the same one in every variant that has something there; in a union it is none. */
struct rust_pointer rust_pointer_at(LLVMMetadataRef type, uint64_t offset);
/* Whether TYPE is a reference, or an Option or Pin of one, by its name: what returns it lends. */
bool rust_is_reference(LLVMMetadataRef type, bool *exclusive);
/* Size of the pointee in bytes; 0 where it is zero-sized, opaque, dynamic or not known. */
uint64_t rust_pointee_size(const struct rust_pointer *pointer);
/* Whether a value of TYPE has an UnsafeCell in it, not behind a pointer. */
bool rust_has_cells(struct module *m, LLVMMetadataRef type);
/* Whether an exclusive reference to TYPE promises nothing: it is not Unpin (PhantomPinned, the state
 * of an async function), for which rustc gives up noalias too. */
bool rust_is_pinned(struct module *m, LLVMMetadataRef type);
/* Whether a reference of this kind takes permissions from the pointer that it is made of. */
bool rust_is_borrow(struct module *m, const struct rust_pointer *pointer);

/*===-- rust_contents.c: what is inside a type ------------------------------------===*/

/* The types inside of what POINTER points to: a constant for custody_site.types, or NULL where they
 * are not known. */
LLVMValueRef rust_contents(struct module *m, const struct rust_pointer *pointer);

/*===-- rust_names.c: names of functions --------------------------------------===*/

struct rust_name {
  enum { RUST_NAME_NONE, RUST_NAME_RELEASE, RUST_NAME_RECLAIM, RUST_NAME_BORROW } what;
  bool consumes;
  bool standard; /* of Arc, Rc, Weak, Box or CString: owns without doubt */
  bool counts;   /* increment_strong_count and its kin: no owner is returned */
  bool counted;  /* of Arc or Rc: two counts in front of the payload */
};

/* Whether SYMBOL (mangled, v0 or legacy) is that of a boundary. "Borrow" is the kernel's
 * ForeignOwnable::borrow, a boundary unless it returns a shared reference. */
struct rust_name rust_name_of(const char *symbol);
/* True if GLUE is the drop glue of the type that the boundary SYMBOL is a function of: the function
 * core::ptr::drop_in_place::<T>, or core::ptr::drop_glue::<T> from rustc 1.97 on. */
bool rust_drops(const char *glue, const char *symbol);
/* Whether SYMBOL is a mangled name of Rust. */
bool rust_is_mangled(const char *symbol);

/*===-- rust.c: boundaries ------------------------------------------------------===*/

struct rust_signature {
  unsigned count;                  /* 0 without debug info of Rust */
  struct rust_pointer *parameters; /* of the IR function */
};
/* What debug info says of the parameters of FUNCTION; valid until the module is done. */
struct rust_signature *rust_signature_of(struct module *m, LLVMValueRef function);
/* The source type that FUNCTION returns; NULL where it is not known. */
LLVMMetadataRef rust_return_type(LLVMValueRef function);
/* What comes back in the first word of what FUNCTION returns. */
struct rust_pointer rust_returned(LLVMValueRef function);
/* Gives the functions of the module that are boundaries by name their roles. With WARNINGS says,
 * once for a module, where it was compiled without what this needs. */
void rust_collect(struct module *m, bool warnings);
/* The strings of boundaries whose types the module drops, found by rust_collect in this run or an
 * earlier one: a table of COUNT pointers; null where there are none. */
LLVMValueRef rust_dropped_table(struct module *m, unsigned *count);
void rust_free(struct module *m);

/*===-- rust_borrows.c: borrows by debug info ------------------------------------===*/

/* Whether PARAMETER is the first half of a wide pointer, by debug info. */
bool rust_is_wide_parameter(struct module *m, LLVMValueRef parameter);
/* Marks the borrows of the definition FUNCTION. In front of its boundaries: their operands may be
 * borrows. */
void rust_mark_borrows(struct module *m, LLVMValueRef function);

/*===-- rust_numbers.c: copies that move no pointer -----------------------------===*/

/* Notes on the copies of numbers in FUNCTION that they move no pointer: the optimizer makes loads and
 * stores of 64-bit integers of them, which might. */
void rust_mark_numbers(struct module *m, LLVMValueRef function);
/* Whether ACCESS, a load or a call, was noted so. */
bool rust_is_number(struct module *m, LLVMValueRef access);

/*===-- rust_retag.c: borrows that rustc writes down ---------------------------===*/

/* Whether the module was compiled with -Zcodegen-emit-retag. */
bool rust_has_retags(struct module *m);
/* Makes marks of the retags of FUNCTION. */
void rust_mark_retags(struct module *m, LLVMValueRef function);

#endif /* CUSTODY_PASS_RUST_H */
