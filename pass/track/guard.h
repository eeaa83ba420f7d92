/*===- guard.h - locals that a callee may have written to --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Where the address of a local pointer is passed and the local holds a tag, the callee is asked to say
 * that it is instrumented. If it does not, the local's tags are cleared behind the call, since it may
 * have stored another pointer with the same bits there.
 *
 *   %d = call i8 @__custody_fast_dirty1(ptr %local)
 *   call void @__custody_fast_arm(i64 <name>, i32 <any tag published>, i8 %d, ptr %ack)
 *   call void @g(ptr %local)
 *   call void @__custody_fast_disarm(i8 %d, ptr %ack, ptr %local, i64 8)
 */
#ifndef CUSTODY_PASS_TRACK_GUARD_H
#define CUSTODY_PASS_TRACK_GUARD_H

#include "handover.h"

/* Emits this around CALL, a CALL_OTHER that has published H, if CALL passes such an address. */
void emit_guard(struct function *f, LLVMValueRef call, const struct handover *h);

#endif /* CUSTODY_PASS_TRACK_GUARD_H */
