/*===- values.h - tags of values that are computed ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %q = getelementptr i8, %p, 8    %t.q is the plain tag of %p
 *   %r = phi [%p, %a], [%q, %b]     %t.r = phi [%t.p, %a], [%t.q, %b]
 *   %s = select %c, %p, %q          %t.s = select %c, %t.p, %t.q
 *   %i = ptrtoint %p; and %i, -8; inttoptr      the tag of %p
 *   %f = inttoptr i64 <shown>       %t.f = call i32 @__custody_fast_forge(...)
 */
#ifndef CUSTODY_PASS_TRACK_VALUES_H
#define CUSTODY_PASS_TRACK_VALUES_H

#include "table.h"

/* Gives VALUE, an instruction that is tracked and that no sibling knows, its tags. */
void emit_value(struct function *f, LLVMValueRef value);
/* Makes the tag PHIs of the PHI that is tracked: one in each form that is wanted. They have no incoming
 * values until fill_phis. */
void emit_phi(struct function *f, LLVMValueRef phi);
/* When all else is emitted: adds the incoming values of all tag PHIs. */
void fill_phis(struct function *f);

#endif /* CUSTODY_PASS_TRACK_VALUES_H */
