/*===- results.h - tags that come back from a call ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %r = call ptr @g(...)      %t.r = call i32 @__custody_fast_returned(i64 <name of g>)
 *   ret ptr %v                 call void @__custody_fast_return1(i64 <name>, ptr @self, i32 %t.v), in front of it
 *
 * A function that returns no tag still clears what another one left. What a musttail callee returns,
 * it returns to our caller, who expects it under our name: @__custody_fast_tail says so in front of it.
 */
#ifndef CUSTODY_PASS_TRACK_RESULTS_H
#define CUSTODY_PASS_TRACK_RESULTS_H

#include "table.h"

/* Gives CALL, which is tracked and no mark, the tags of its result. NAME is how the caller named the
 * callee; it is not used where the result is one of the arguments. */
void emit_result(struct function *f, LLVMValueRef call, LLVMValueRef name);
/* In front of RET. */
void emit_return(struct function *f, LLVMValueRef ret);
/* In front of the musttail CALL of a callee called NAME. */
void emit_tail(struct function *f, LLVMValueRef call, LLVMValueRef name);

#endif /* CUSTODY_PASS_TRACK_RESULTS_H */
