/*===- flow.c - where the tag of a value comes from --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "flow.h"
#include "calls.h"
#include "visible.h"

static const struct flow nothing = {};

static struct flow from_one(LLVMValueRef operand, unsigned form) {
  return (struct flow){.from = {operand}, .count = 1, .form = form};
}

static struct flow from_two(LLVMValueRef a, LLVMValueRef b, unsigned form) {
  return (struct flow){.from = {a, b}, .count = 2, .form = form};
}

bool is_fresh_borrow(LLVMValueRef call) {
  return site_field(LLVMGetOperand(call, 1), SITE_FLAGS) & CUSTODY_SITE_FRESH;
}

/* A borrow narrows what it is made of, unless it is fresh. A value that may be one keeps the tag, and so does the argument of
 * a callback if it has one. A release and a recovery make a new tag. */
static struct flow flow_of_mark(LLVMValueRef call, enum mark mark) {
  if (mark == MARK_REBORROW || mark == MARK_ENTERED ||
      (mark == MARK_BORROW && !is_fresh_borrow(call)))
    return from_one(LLVMGetOperand(call, 0), FACT_PLAIN);
  return nothing;
}

static struct flow flow_of_call(const struct facts *facts, LLVMValueRef call) {
  enum mark mark = mark_of_call(call);
  if (mark != MARK_COUNT)
    return flow_of_mark(call, mark);
  int from = call_result_from(facts, call);
  return from >= 0 ? from_one(LLVMGetOperand(call, (unsigned)from), FACT_PLAIN) : nothing;
}

bool is_tag_arithmetic(LLVMValueRef value) {
  if (!LLVMIsAInstruction(value) || !is_i64(LLVMTypeOf(value)))
    return false;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMAdd:
  case LLVMSub:
  case LLVMAnd:
  case LLVMOr:
  case LLVMXor:
    return true;
  default:
    return false;
  }
}

static struct flow flow_of_arithmetic(LLVMValueRef value) {
  LLVMValueRef a = LLVMGetOperand(value, 0), b = LLVMGetOperand(value, 1);
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMSub:
    return from_one(a, FACT_PLAIN);
  case LLVMXor:
    return LLVMIsAConstant(b) ? from_one(a, FACT_PLAIN) : nothing;
  default:
    return from_two(a, b, FACT_PLAIN);
  }
}

struct flow flow_of(const struct facts *facts, LLVMValueRef value) {
  if (!LLVMIsAInstruction(value))
    return nothing;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMGetElementPtr: {
    LLVMValueRef base = LLVMGetOperand(value, 0);
    return from_one(base, is_pointer(LLVMTypeOf(base)) ? FACT_PLAIN : FACT_AS_IS);
  }
  case LLVMBitCast:
  case LLVMFreeze:
  case LLVMExtractValue:
  case LLVMExtractElement:
    return from_one(LLVMGetOperand(value, 0), FACT_AS_IS);
  case LLVMPtrToInt:
    return is_i64(LLVMTypeOf(value)) ? from_one(LLVMGetOperand(value, 0), FACT_AS_IS) : nothing;
  case LLVMIntToPtr:
    return is_forged(facts, value) || !is_pointer(LLVMTypeOf(value))
               ? nothing
               : from_one(LLVMGetOperand(value, 0), FACT_AS_IS);
  case LLVMSelect:
    return from_two(LLVMGetOperand(value, 1), LLVMGetOperand(value, 2), FACT_AS_IS);
  case LLVMInsertElement:
  case LLVMInsertValue:
  case LLVMShuffleVector:
    return from_two(LLVMGetOperand(value, 0), LLVMGetOperand(value, 1), FACT_AS_IS);
  case LLVMCall:
  case LLVMInvoke:
    return flow_of_call(facts, value);
  default:
    return is_tag_arithmetic(value) ? flow_of_arithmetic(value) : nothing;
  }
}

bool flow_takes(const struct facts *facts, LLVMValueRef user, LLVMValueRef value) {
  if (LLVMIsAPHINode(user))
    return true;
  struct flow flow = flow_of(facts, user);
  for (unsigned i = 0; i < flow.count; i++)
    if (flow.from[i] == value)
      return true;
  return false;
}

LLVMValueRef flow_arithmetic(const struct facts *facts, LLVMValueRef value) {
  struct flow flow = flow_of_arithmetic(value);
  LLVMValueRef a = LLVMGetOperand(value, 0), b = LLVMGetOperand(value, 1);
  bool tag_a = facts_has(facts, a, FACT_MAY), tag_b = facts_has(facts, b, FACT_MAY);
  if (!flow.count || tag_a == tag_b || (flow.count == 1 && tag_b))
    return nullptr;
  return tag_a ? a : b;
}

bool is_always_plain(const struct facts *facts, LLVMValueRef value) {
  if (!LLVMIsAInstruction(value))
    return false;
  return LLVMGetInstructionOpcode(value) == LLVMGetElementPtr || is_tag_arithmetic(value) ||
         (is_call(value) &&
          (mark_of_call(value) != MARK_COUNT || call_result_from(facts, value) >= 0));
}

LLVMValueRef flow_root(struct facts *facts, LLVMValueRef value) {
  LLVMValueRef root = value;
  uintptr_t *known = nullptr;
  while (LLVMIsAGetElementPtrInst(root) && is_pointer(LLVMTypeOf(root)) &&
         is_pointer(LLVMTypeOf(LLVMGetOperand(root, 0))) &&
         !(known = map_find(&facts->roots, root)))
    root = LLVMGetOperand(root, 0);
  if (known)
    root = (LLVMValueRef)*known;
  /* Remember it for every link of the chain: others will ask from there. */
  for (LLVMValueRef at = value; at != root && !map_find(&facts->roots, at);
       at = LLVMGetOperand(at, 0))
    *map_put(&facts->roots, at) = (uintptr_t)root;
  return root;
}
