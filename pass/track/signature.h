/*===- signature.h - tags as parameters and results --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * If the module sees every call of a function, the tags of its arguments and of its result need not go
 * through the hand-over area. They become parameters and results of the function itself, so they lie in
 * registers. Nothing is tested, no name is compared, and no signal handler can come in between:
 *
 *   define internal ptr @f(ptr %p, i32 %n)     ->   { ptr, i32 } @f(ptr %p, i32 %n, i32 %tag.p)
 *
 * These are the facts: which functions, and which of their tags. registers.h has the code.
 */
#ifndef CUSTODY_PASS_TRACK_SIGNATURE_H
#define CUSTODY_PASS_TRACK_SIGNATURE_H

#include "facts.h"

/* Fills in the in_registers of all function facts. Behind all other facts. */
void signature_collect(struct facts *facts);

/* Whether the tags of FUNCTION go through registers. FUNCTION may be NULL. */
bool signature_is_extended(const struct facts *facts, LLVMValueRef function);
/* Fills PARAMETERS with the indices of the parameters of FUNCTION that have tags, in order. Returns how
 * many there are. pre: signature_is_extended. */
unsigned signature_parameters(const struct facts *facts, LLVMValueRef function,
                              unsigned parameters[CUSTODY_ARG_SLOTS]);
/* How many tags FUNCTION returns. */
unsigned signature_results(const struct facts *facts, LLVMValueRef function);

#endif /* CUSTODY_PASS_TRACK_SIGNATURE_H */
