/*===- table.h - the tags of values, while code is emitted -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The second step of phase 2 works on one function at a time. Its walk (walk.c) visits each instruction
 * behind those that define its operands, and puts the tags of its result into this table. So the tag
 * of an operand is always a look-up. What has no entry has no tag: its tag is the constant 0.
 *
 * The siblings that emit code (values.c, memory.c, copy.c, arguments.c, results.c, varargs.c, guard.c,
 * boundary.c, library_call.c, entry.c) know this table, the facts and the helpers of pass/ir/, and
 * not each other. A tag has type i32.
 */
#ifndef CUSTODY_PASS_TRACK_TABLE_H
#define CUSTODY_PASS_TRACK_TABLE_H

#include "facts.h"

struct registers;

struct function {
  struct module *m;
  struct facts *facts;
  struct registers *registers; /* the markers of the module, registers.h */
  LLVMValueRef fn;
  LLVMValueRef name;        /* i64 constant: how direct callers name it when they hand tags over */
  LLVMValueRef entry_point; /* the instruction in front of which entry code goes */
  LLVMValueRef va_tags;     /* alloca: what va_start takes; NULL if nothing does */
  LLVMValueRef ack;         /* alloca i8 that callees set, guard.c; NULL until it is needed */
  struct map tags;  /* value -> its tag, or where it has several leaves, LLVMValueRef[leaves] */
  struct map plain; /* value -> its tag in the plain form */
  struct map alone; /* mark that ends a boundary -> whether it was entered, boundary.c */
  struct map cells; /* pointer -> address of its cell, cells.h */
  LLVMBasicBlockRef cells_block; /* where those are known */
  struct list arrays;            /* the arrays in `tags` */
  struct list phis;              /* PHIs whose tag PHIs are filled at the end */
  struct list dead; /* calls that were replaced; erased at the end, since maps know them */
};

/* The tag of VALUE, a pointer or an i64, as it flows: plain or a cell. i32 0 where it has none, and for
 * a value of any other type. */
LLVMValueRef tag_get(struct function *f, LLVMValueRef value);
/* The same in the plain form: what offsets, borrows and most hooks take. */
LLVMValueRef tag_get_plain(struct function *f, LLVMValueRef value);
/* The tag of leaf INDEX (leaves.c) of VALUE, of any type. */
LLVMValueRef tag_get_leaf(struct function *f, LLVMValueRef value, unsigned index);
bool tag_is_zero(const struct function *f, LLVMValueRef tag);

/* Says that TAG is the tag of VALUE, which has one leaf. Once for a value. */
void tag_set(struct function *f, LLVMValueRef value, LLVMValueRef tag);
/* The same for the COUNT leaves of VALUE; the table copies TAGS. */
void tag_set_leaves(struct function *f, LLVMValueRef value, const LLVMValueRef *tags,
                    unsigned count);
/* Says that TAG is the tag of VALUE in the plain form. */
void tag_set_plain(struct function *f, LLVMValueRef value, LLVMValueRef tag);

/* Emits, at the builder, a check of TAG, that of VALUE as it flows, where the facts want it plain and
 * it is not plain already: `call i32 @__custody_fast_check(i32 TAG, i64 <bits of VALUE>)`. */
void tag_make_plain(struct function *f, LLVMValueRef value);

void table_free(struct function *f);

#endif /* CUSTODY_PASS_TRACK_TABLE_H */
