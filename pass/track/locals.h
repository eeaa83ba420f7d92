/*===- locals.h - facts about local variables --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * At -O0 every variable is an alloca, and even optimized code keeps some. Each question is answered
 * once for an alloca and remembered, because the second step of phase 2 adds uses of its own.
 */
#ifndef CUSTODY_PASS_TRACK_LOCALS_H
#define CUSTODY_PASS_TRACK_LOCALS_H

#include "facts.h"

/* Whether SLOT is an alloca that this function only loads whole pointers from and stores whole
 * pointers to. It is as good as a register: its cell keeps a tag in the form in which it was stored. */
bool local_is_private(struct facts *facts, LLVMValueRef slot);
/* Says that the tags which LOCAL, a private one, holds are wanted; and whether somebody has said so. */
void local_track(struct facts *facts, LLVMValueRef local);
bool local_is_tracked(const struct facts *facts, LLVMValueRef local);
/* Whether SLOT lies in an alloca that is stored to and never read: a debug build's copy of a variable
 * for the debugger. */
bool local_is_never_read(struct facts *facts, LLVMValueRef slot);
/* Whether SLOT is an alloca that only holds a 64-bit integer. */
bool local_is_number(struct facts *facts, LLVMValueRef slot);

#endif /* CUSTODY_PASS_TRACK_LOCALS_H */
