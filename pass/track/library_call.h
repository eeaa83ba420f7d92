/*===- library_call.h - C library functions that move tags -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %q = call ptr @realloc(ptr %p, i64 %n)      %q = call ptr @__custody_realloc(ptr %p, i64 %n)
 *   call i32 @pthread_create(%t, %a, %f, %p)    call i32 @__custody_pthread_create(%t, %a, %f, %p, i32 %t.p)
 */
#ifndef CUSTODY_PASS_TRACK_LIBRARY_CALL_H
#define CUSTODY_PASS_TRACK_LIBRARY_CALL_H

#include "table.h"

/* Replaces CALL, a CALL_LIBRARY (calls.h), by a call of the runtime's function. CALL goes to f->dead. */
void emit_library_call(struct function *f, LLVMValueRef call);

#endif /* CUSTODY_PASS_TRACK_LIBRARY_CALL_H */
