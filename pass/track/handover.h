/*===- handover.h - tags that go with the arguments of a call ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * %r = call ptr @g(ptr %p, i32 %n, ptr %q), where g may be instrumented or not, becomes
 *
 *   call void @__custody_fast_handover2(ptr @custody.handover.g.0.2, i32 %t.p, i32 %t.q)
 *   %r = call ptr @g(ptr %p, i32 %n, ptr %q)
 *
 * and in g the tag of %q is slot 2 of what entry.c emits. A call through a pointer, and one with more
 * than two tags, uses @__custody_fast_publish3(i64 <name>, i32 %t.p, i32 0, i32 %t.q) instead.
 *
 * The walk fills a struct handover: arguments.c has the fixed arguments, varargs.c the variable ones.
 * Then it publishes what they found.
 */
#ifndef CUSTODY_PASS_TRACK_HANDOVER_H
#define CUSTODY_PASS_TRACK_HANDOVER_H

#include "table.h"

/* What a call hands over. A tag that is not there is the i32 0. */
struct handover {
  LLVMValueRef name; /* i64: how the caller names the callee */
  LLVMValueRef tags[CUSTODY_ARG_SLOTS];
  unsigned count;                          /* slots up to the last that is not zero */
  LLVMValueRef va[CUSTODY_VA_SLOTS];       /* by word of the variable argument area */
  bool varargs;                            /* one of those is not zero */
  LLVMValueRef byval[CUSTODY_BYVAL_SLOTS]; /* source of the n-th byval argument; NULL */
  LLVMValueRef byval_any;                  /* i32: not 0 if one of these holds a tag */
};

/* An empty one for CALL. Emits the callee's name in front of CALL, where CALL goes through a pointer. */
void handover_begin(struct function *f, LLVMValueRef call, struct handover *h);
/* Emits what hands H over, in front of CALL. */
void handover_publish(struct function *f, LLVMValueRef call, const struct handover *h);
/* An i32 that is not 0 if one of the tags in H is not, emitted at the builder. */
LLVMValueRef handover_any(struct function *f, const struct handover *h);

/* The name under which direct calls of FUNCTION hand tags over: an i64 constant, a hash of the symbol.
 * Symbols of local linkage are told apart by their module. */
LLVMValueRef handover_name(struct module *m, LLVMValueRef function);

#endif /* CUSTODY_PASS_TRACK_HANDOVER_H */
