/*===- entry.h - what a function does at its entry ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   define ptr @f(ptr %p, ptr %q)      %in = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.f)
 *                                      %t.q = load i32, ptr (%in + 4)
 *
 * %in points to the tags of the arguments, or to zeros where the caller handed none over.
 */
#ifndef CUSTODY_PASS_TRACK_ENTRY_H
#define CUSTODY_PASS_TRACK_ENTRY_H

#include "table.h"

/* Emits the entry code that the function needs, and gives its parameters their tags. WITH_VARARGS: the
 * function reads variable arguments. Returns %in above; NULL where the function takes nothing. Before
 * anything else is emitted. */
LLVMValueRef emit_entry(struct function *f, bool with_varargs);
/* Gives the forged constants that the function uses their tags, at its entry. */
void emit_forged_constants(struct function *f);

#endif /* CUSTODY_PASS_TRACK_ENTRY_H */
