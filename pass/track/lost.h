/*===- lost.h - tags that end where a type is left out -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * With a list of types (ir/followed.h), a tag ends where its pointer gets a type that is left out. From
 * there on nobody sees where the pointer goes, so uninstrumented code may get it. If it is a
 * released pointer, the ledger must know that: such code may store it over a borrow with the same
 * bits, whose tag then stays in the cell.
 *
 *   store ptr %p, ptr %s         call void @__custody_fast_lost(i32 %t.p)
 *                                call void @__custody_fast_clear(ptr %s), in front of the store
 *   call @f(ptr "custody.left_out" %p), ret ptr %p      the same without the clear
 */
#ifndef CUSTODY_PASS_TRACK_LOST_H
#define CUSTODY_PASS_TRACK_LOST_H

#include "table.h"

/* Whether the tag of argument INDEX of CALL, a CALL_OTHER, ends there. */
bool call_loses(const struct facts *facts, LLVMValueRef call, unsigned index);
/* The value that RET returns if its tag ends there; NULL if not. */
LLVMValueRef return_loses(LLVMValueRef ret);

/* Tells the runtime in front of AT that the tag of VALUE ends there. Emits nothing if it has none. */
void emit_lost(struct function *f, LLVMValueRef at, LLVMValueRef value);

#endif /* CUSTODY_PASS_TRACK_LOST_H */
