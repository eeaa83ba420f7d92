/*===- copy.h - memcpy, memmove and memset -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   llvm.memcpy(%to, %from, %n)     call void @__custody_shadow_copy(%to, %from, %n) in front of it
 *   ... of a few whole slots        call void @__custody_fast_copy<slots>(%to, %from, %n)
 *   llvm.memset(%at, %byte, %n)     call void @__custody_shadow_clear(%at, %n)
 */
#ifndef CUSTODY_PASS_TRACK_COPY_H
#define CUSTODY_PASS_TRACK_COPY_H

#include "table.h"

/* CALL is a CALL_COPY or a CALL_CLEAR (calls.h). */
void emit_copy(struct function *f, LLVMValueRef call);
void emit_clear(struct function *f, LLVMValueRef call);

#endif /* CUSTODY_PASS_TRACK_COPY_H */
