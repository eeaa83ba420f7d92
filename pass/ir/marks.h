/*===- marks.h - the marks that phase 1 leaves for phase 2 -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A mark is a call of a function that does not exist. Phase 1 builds marks around boundaries,
 * borrows and compares; the optimizer keeps them, and cannot see through them; phase 2 replaces
 * them. This file knows what a mark looks like; mark/ decides where one goes.
 */
#ifndef CUSTODY_PASS_IR_MARKS_H
#define CUSTODY_PASS_IR_MARKS_H

#include "module.h"

enum mark {
  MARK_BORROW,          /* ptr (ptr pointer, ptr site) */
  MARK_BORROW_IN_PLACE, /* void (ptr place, ptr site) */
  MARK_REBORROW,        /* ptr (ptr pointer): it may be a reference that was made of POINTER */
  MARK_RELEASE,         /* ptr (ptr pointer, ptr owner, ptr site) */
  MARK_ENTER,           /* void (ptr site) */
  MARK_RECLAIM,         /* void (ptr pointer, ptr site) */
  MARK_EXTENT,          /* void (ptr pointer, i64 bytes, i64 align) */
  MARK_TABLE,           /* void (ptr pointer, ptr table) */
  MARK_LEAVE,           /* void (ptr handle, ptr site) */
  MARK_RECOVER,         /* ptr (ptr key, ptr site) */
  MARK_FREED,           /* void (ptr pointer, i64 size) */
  MARK_DESCRIBE,        /* void (ptr pointer, ptr site) */
  MARK_GIVEN,           /* void (ptr pointer, ptr callback) */
  MARK_ENTERED,         /* ptr (ptr pointer, ptr callback, i64 exact) */
  MARK_COMPARE,         /* ptr (ptr) */
  MARK_COMPARE_I64,     /* i64 (i64) */
  MARK_COUNT
};

/* Which mark CALL, a call or invoke, is; MARK_COUNT if it is none. */
enum mark mark_of_call(LLVMValueRef call);
/* Emits a call of MARK at the builder. Of A, B and C it passes as many as MARK takes; the others may
 * be NULL. */
LLVMValueRef call_mark(struct module *m, enum mark mark, LLVMValueRef a, LLVMValueRef b,
                       LLVMValueRef c);
/* Gives all uses of VALUE the result of the mark MADE, whose operand 0 stays VALUE. */
void replace_by_mark(LLVMValueRef value, LLVMValueRef made);

/* Whether FUNCTION is the declaration of a mark. False for a function of the program that has the name
 * of one. */
bool mark_is_declared_right(const struct module *m, LLVMValueRef function);

/* Removes all marks of FUNCTION. A mark's uses become its operand 0. */
void erase_marks(LLVMValueRef function);
/* Removes the declarations of marks that nothing uses any more. */
void erase_mark_declarations(struct module *m);

#endif /* CUSTODY_PASS_IR_MARKS_H */
