/*===- flow.h - where the tag of a value comes from --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The rules by which a tag goes from the operands of an instruction to its result. Both directions of
 * the facts and the code read them here.
 *
 *   getelementptr %p, ...        the tag of %p, plain: the result has other bits
 *   bitcast, freeze, ptrtoint, inttoptr, select, extractvalue, ...      the operand's tag, as it is
 *   add, sub, and, or, xor       the tag of the one operand that may have one, plain. Of two pointers
 *                                together none is made: then the result has no tag
 *   phi                          the tags of the incoming values, in the form that is wanted
 */
#ifndef CUSTODY_PASS_TRACK_FLOW_H
#define CUSTODY_PASS_TRACK_FLOW_H

#include "facts.h"

struct flow {
  LLVMValueRef from[2]; /* the operands that the tag comes from */
  unsigned count;
  unsigned form; /* in which form it is taken from them: FACT_AS_IS or FACT_PLAIN */
};
/* What VALUE, which is no PHI, takes its tag from; count 0 for a source, or where it has no tag. */
struct flow flow_of(const struct facts *facts, LLVMValueRef value);
/* Whether USER, which has VALUE as an operand, takes its tag from that. */
bool flow_takes(const struct facts *facts, LLVMValueRef user, LLVMValueRef value);

/* Whether the result of CALL, a borrow mark, has the same tag whatever history its pointer has. */
bool is_fresh_borrow(LLVMValueRef call);
/* Whether VALUE is integer arithmetic that keeps a tag. */
bool is_tag_arithmetic(LLVMValueRef value);
/* The operand that the arithmetic VALUE has its tag from; NULL where it has none. pre: FACT_MAY of its
 * operands is known. */
LLVMValueRef flow_arithmetic(const struct facts *facts, LLVMValueRef value);

/* Whether the tag of VALUE is plain where VALUE is defined, so that no check is ever needed. */
bool is_always_plain(const struct facts *facts, LLVMValueRef value);

/* What VALUE was before all offsets were added to it: the first operand in a chain of getelementptr
 * that is none itself. VALUE where it is no scalar getelementptr. */
LLVMValueRef flow_root(struct facts *facts, LLVMValueRef value);

#endif /* CUSTODY_PASS_TRACK_FLOW_H */
