/*===- boundary.h - marks become hooks ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %b = call ptr @custody.mark.borrow(ptr %p, ptr @site)       uses of %b become %p, and
 *   %t.b = call i32 @__custody_fast_borrow(i32 %t.p, i32 <loss>, ptr @custody.indices + i)
 *
 *   call void @custody.mark.reclaim(ptr %q, ptr @site)
 *   call void @__custody_reclaim_enter(ptr <frame address>, ptr %q, i32 %t.q, ptr @site)
 *
 * alone.h shows boundaries in which no hook can run.
 */
#ifndef CUSTODY_PASS_TRACK_BOUNDARY_H
#define CUSTODY_PASS_TRACK_BOUNDARY_H

#include "table.h"

/* Emits the hook of CALL, a CALL_MARK, in front of it, and gives CALL its tag. The mark itself stays,
 * until erase_marks takes it. A borrow costs nothing where nobody wants its tag. */
void emit_mark(struct function *f, LLVMValueRef call);

#endif /* CUSTODY_PASS_TRACK_BOUNDARY_H */
