/*===- varargs.h - tags of variable arguments --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * clang lowers va_arg to loads from the areas that va_start fills (System V ABI for x86-64, 3.5.7): six
 * words of general registers, and the words that the caller put on the stack. The caller hands over a
 * tag for each of these words. Behind va_start the callee gives the tags to the two areas, where the
 * loads find them.
 */
#ifndef CUSTODY_PASS_TRACK_VARARGS_H
#define CUSTODY_PASS_TRACK_VARARGS_H

#include "handover.h"

/* Notes in H the tags of the variable arguments of CALL, a CALL_OTHER. */
void varargs_collect(struct function *f, LLVMValueRef call, struct handover *h);
/* Whether the function that is worked on has variable arguments, and reads them. */
bool varargs_are_read(struct function *f);
/* At the entry of such a function: keeps the tags of its variable arguments in a local. ENTRY is what
 * emit_entry returned. */
void varargs_enter(struct function *f, LLVMValueRef entry);
/* Behind CALL, a CALL_VA_START. */
void emit_va_start(struct function *f, LLVMValueRef call);

#endif /* CUSTODY_PASS_TRACK_VARARGS_H */
