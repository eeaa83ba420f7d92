/*===- mark_private.h - what the files of mark/ share ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_MARK_MARK_PRIVATE_H
#define CUSTODY_PASS_MARK_MARK_PRIVATE_H

#include "mark.h"

#include "roles/roles.h"
#include "rust/rust.h"

/*===-- role_site.c: sites of roles --------------------------------------------===*/

/* The site of a borrow or key by ROLE of the function ANNOTATED, at PLACE in FUNCTION, or at the
 * definition of FUNCTION if PLACE is NULL. */
LLVMValueRef borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                         LLVMValueRef annotated, const struct role *role);
/* The same for a release, reclaim, recover or describe of the function BOUNDARY. */
LLVMValueRef boundary_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                           LLVMValueRef boundary, const struct role *role);
/* The raw pointer that the Rust boundary FUNCTION with ROLE takes or returns, by debug info. */
struct rust_pointer boundary_pointer(struct module *m, LLVMValueRef function,
                                     const struct role *role);
/* CONTENTS as a constant for struct site, made once; NULL for NULL. */
LLVMValueRef contents_constant(struct module *m, const struct rust_contents *contents);

/*===-- handle.c: pointers in what a boundary takes or returns -----------------===*/

/* The owner's handle in VALUE (which may be NULL) as a pointer; null if there is none. */
LLVMValueRef handle_in(struct module *m, LLVMValueRef value, const struct role *role);
/* Marks the released pointer in VALUE, which a call of BOUNDARY returns. Returns what stands for VALUE
 * from there on; NULL if there is no pointer. */
LLVMValueRef release_in(struct module *m, LLVMValueRef boundary, const struct role *role,
                        LLVMValueRef value, LLVMValueRef owner, LLVMValueRef site);

/* The same for a release that writes its result to MEMORY. */
void release_in_memory(struct module *m, LLVMValueRef boundary, LLVMValueRef memory,
                       const struct role *role, LLVMValueRef site);
/* Marks that BOUNDARY releases POINTER to LENGTH elements. LENGTH may be NULL; if it is 0, nothing is
 * released. Returns what stands for POINTER from there on. Emitted at the builder. */
LLVMValueRef release_elements(struct module *m, LLVMValueRef boundary, const struct role *role,
                              LLVMValueRef pointer, LLVMValueRef length, LLVMValueRef site);
/* The raw POINTER of a reclaim of LENGTH elements, or null if there are none: then nothing is
 * rebuilt. LENGTH may be NULL. Emitted at the builder. */
LLVMValueRef reclaimed_pointer(struct module *m, LLVMValueRef pointer, LLVMValueRef length);
/* The same as release_in and release_in_memory, but mark only the extent. */
void extent_in(struct module *m, LLVMValueRef boundary, const struct role *role,
               LLVMValueRef value);
void extent_in_memory(struct module *m, LLVMValueRef boundary, LLVMValueRef memory,
                      const struct role *role);
/* Marks that BOUNDARY is about to rebuild an owner from POINTER. SECOND is the second word of the raw
 * pointer or NULL, LENGTH as above. Emitted at the builder. */
void reclaim_of(struct module *m, LLVMValueRef boundary, const struct role *role,
                LLVMValueRef pointer, LLVMValueRef second, LLVMValueRef length, LLVMValueRef site);
/* Whether FUNCTION is code of the standard library, instantiated in this module, or of the kernel's own
 * Box, Vec or Arc. */
bool is_of_library(LLVMValueRef function);
/* Marks that CALL in FUNCTION, of a boundary with ROLE, added an owner that POINTER stands for. */
void mark_added(struct module *m, LLVMValueRef function, LLVMValueRef call, LLVMValueRef pointer,
                const struct role *role);

/*===-- extent.c: sizes that are known at run time -----------------------------===*/

/* Marks how many bytes the payload behind POINTER has. POINTER is what the mark of the boundary gets,
 * which must follow. SECOND is the second word of the raw pointer, the number of elements, or the whole
 * wide pointer; if it is NULL, or the payload's size follows from its type, nothing is marked. Emitted at the builder. */
void mark_extent(struct module *m, LLVMValueRef boundary, const struct role *role,
                 LLVMValueRef pointer, LLVMValueRef second);

/*===-- call.c, definition.c -----------------------------------------------------===*/

/* Marks CALL of CALLEE in FUNCTION, by a ROLE of CALLEE. */
void mark_call(struct module *m, LLVMValueRef function, LLVMValueRef call, LLVMValueRef callee,
               const struct role *role);
/* Marks the definition FUNCTION, by a ROLE of its own. */
void mark_definition(struct module *m, LLVMValueRef function, const struct role *role);
/* Marks only the extent of what FUNCTION takes or returns: calls count, and those in other modules do
 * not know the types. */
void mark_definition_extent(struct module *m, LLVMValueRef function, const struct role *role);

/*===-- leaving.c: where a reference leaves -------------------------------------===*/

struct borrow {
  LLVMValueRef site;   /* NULL: the pointer may be a reference, or what the reference was made of */
  LLVMValueRef length; /* of a slice, which borrows nothing if it has no elements; else NULL */
  bool marked_return;  /* the value that the function returns is marked anyway */
  LLVMValueRef behind; /* only uses that may run after this instruction count; NULL: all do */
  LLVMValueRef only;   /* only this use counts, and no offset of the pointer; NULL: all do */
  uint64_t covers;     /* a Box that needs no more bytes may be rebuilt from it; 0: none may */
};
/* VALUE with the mark of BORROW, emitted at the builder. */
LLVMValueRef build_borrow(struct module *m, LLVMValueRef value, const struct borrow *borrow);
/* Marks VALUE, and each pointer that is VALUE and an offset, in the uses by which they leave
 * FUNCTION. */
void mark_leaving(struct module *m, LLVMValueRef function, LLVMValueRef value,
                  const struct borrow *borrow);

/*===-- rust_borrows.c, rust_loads.c, rust_reborrows.c, rust_retags.c, rust_numbers.c ===*/

/* These take a definition that was compiled from Rust. */

/* The site of a borrow of the kind of P, at PLACE or where FUNCTION is defined. */
LLVMValueRef rust_borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                              const struct rust_pointer *p);
/* Marks the references that FUNCTION loads from memory whose type is known. MARKED_RETURN: see struct
 * borrow. */
void rust_mark_loads(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                     bool marked_return);
/* Marks the values that may be a reference, and may be the pointer that it was made of. Comes last of
 * all that marks borrows. */
void rust_mark_reborrows(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                         bool marked_return);

/* Marks the borrows of FUNCTION, by debug info. Comes before the marks of boundaries, whose operands
 * may be borrows. */
void rust_mark_borrows(struct module *m, LLVMValueRef function);
/* Whether the module was compiled with -Zcodegen-emit-retag. */
bool rust_has_retags(struct module *m);
/* Marks the borrows of FUNCTION, by its retags, which it removes. */
void rust_mark_retags(struct module *m, LLVMValueRef function);
/* Notes on the copies of numbers in FUNCTION that they move no pointer: the optimizer turns them
 * into loads and stores of 64-bit integers, which might. */
void rust_mark_numbers(struct module *m, LLVMValueRef function);

/*===-- callback.c ------------------------------------------------------------------===*/

/* Marks that CALL, of a function with the ROLE_CALLBACK, gives a pointer and a callback away. */
void mark_given(struct module *m, LLVMValueRef call, const struct role *role);
/* Marks the parameters of FUNCTION by which it gets such a pointer back, if it is a callback. */
void mark_callback(struct module *m, LLVMValueRef function);
/* Whether USER, of a function, only says that it is annotated: it is the table of annotations, or a
 * constant that only the table is made of. */
bool use_is_annotation(LLVMValueRef user);

/*===-- rust_kept.c ----------------------------------------------------------------===*/

/* Marks where FUNCTION, which is no code of the standard library, takes the pointer of a Vec in a
 * ManuallyDrop: that is a release. Comes behind rust_mark_borrows and rust_mark_retags. */
void rust_mark_kept(struct module *m, LLVMValueRef function);

#endif /* CUSTODY_PASS_MARK_MARK_PRIVATE_H */
