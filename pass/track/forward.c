/*===- forward.c - which values may have a tag -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Starts at the sources and follows the flow to users, through private locals, into the functions of
 * the module that only the module calls, and out of all its functions:
 *
 *   %p = load ptr, ptr %s          a source
 *   %q = getelementptr %p, 8       may have a tag, since %p may
 *   call @f(ptr %q)                so may the parameter of f, where all calls of f are in sight
 *   ret ptr %q                     so may the results of calls of this function
 *
 * Along the way it learns which integers are copies of pointers: the optimizer turns copies of
 * pointers into loads and stores of i64.
 */
#include "calls.h"
#include "constants.h"
#include "facts.h"
#include "flow.h"
#include "locals.h"
#include "visible.h"

#include "rust/rust.h"

struct forward {
  struct facts *facts;
  struct list todo;  /* values whose facts have grown */
  struct map filled; /* private local -> 1: what is loaded from it may have a tag */
};

static void grow(struct forward *w, LLVMValueRef value, unsigned bits) {
  uintptr_t *known = map_put(&w->facts->values, value);
  if ((*known | bits) == *known)
    return;
  *known |= bits;
  list_add(&w->todo, value);
}

/*===-- Sources ----------------------------------------------------------------===*/

/* Whether a value of TYPE has somewhere to keep a tag, for a first look. */
static bool may_have_leaves(LLVMTypeRef type) {
  LLVMTypeKind kind = LLVMGetTypeKind(type);
  return is_pointer(type) || is_i64(type) || kind == LLVMStructTypeKind ||
         kind == LLVMArrayTypeKind || kind == LLVMVectorTypeKind;
}

/* Whether VALUE is put in order or multiplied: then it is a number, and no copy of a pointer. */
static bool is_used_as_number(LLVMValueRef value) {
  for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    LLVMIntPredicate predicate = LLVMIsAICmpInst(user) ? LLVMGetICmpPredicate(user) : LLVMIntEQ;
    if ((predicate != LLVMIntEQ && predicate != LLVMIntNE) ||
        (LLVMIsAInstruction(user) && LLVMGetInstructionOpcode(user) == LLVMMul))
      return true;
  }
  return false;
}

/* Whether the list of types leaves out what LOAD reads, which has COUNT LEAVES. Integers are
 * followed in any case: without facts they would be no copies of pointers, and a store of one would
 * leave its cell as it is. */
static bool is_left_out(struct forward *w, LLVMValueRef load, const struct leaf *leaves,
                        unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (leaves[i].integer)
      return false;
  return followed_leaves_out(w->facts->m, load);
}

static unsigned source_load(struct forward *w, LLVMValueRef load) {
  LLVMValueRef slot = LLVMGetOperand(load, 0);
  LLVMTypeRef type = LLVMTypeOf(load);
  struct leaf leaves[MAX_LEAVES];
  if (!may_have_leaves(type) || !is_pointer(LLVMTypeOf(slot)) || local_is_private(w->facts, slot) ||
      custody_seam_is_swift_error(slot))
    return 0;
  unsigned count = leaves_of_type(w->facts->m, type, leaves);
  if (!count || is_left_out(w, load, leaves, count))
    return 0;
  bool copy = !is_pointer(type) && !rust_is_number(w->facts->m, load) && !is_used_as_number(load);
  return FACT_MAY | (copy ? FACT_COPY : 0);
}

static unsigned source_exchange(LLVMValueRef exchange) {
  bool compare = LLVMIsAAtomicCmpXchgInst(exchange) != nullptr;
  LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(exchange, compare ? 2 : 1));
  if (!is_pointer(LLVMTypeOf(LLVMGetOperand(exchange, 0))) || (!is_pointer(type) && !is_i64(type)))
    return 0;
  if (compare)
    return FACT_MAY;
  return LLVMGetAtomicRMWBinOp(exchange) == LLVMAtomicRMWBinOpXchg ? FACT_MAY | FACT_COPY : 0;
}

/* What a value of TYPE is that has a tag: an integer with a tag is a copy of a pointer. */
static unsigned as_copy(LLVMTypeRef type) {
  return FACT_MAY | (is_i64(type) ? FACT_COPY : 0);
}

/* What an instruction is as a source. */
static unsigned source_bits(struct forward *w, LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMLoad:
    return source_load(w, instruction);
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return source_exchange(instruction);
  case LLVMIntToPtr:
    return is_forged(w->facts, instruction) ? FACT_MAY : 0;
  case LLVMExtractValue:
    return LLVMIsAAtomicCmpXchgInst(LLVMGetOperand(instruction, 0)) ? FACT_COPY : 0;
  case LLVMCall:
  case LLVMInvoke:
    /* Of a function in the list, it is learnt what it returns. */
    return call_result_from(w->facts, instruction) == RESULT_TAGGED &&
                   !facts_of_function(w->facts, direct_callee(instruction))
               ? as_copy(LLVMTypeOf(instruction))
               : 0;
  default:
    return 0;
  }
}

/* Unseen code may hand over tags of the parameters of FUNCTION. */
static void begin_at_parameters(struct forward *w, LLVMValueRef function) {
  bool copies = rust_is_of_atomic_pointer(function);
  for (unsigned i = 0; i < LLVMCountParams(function) && i < CUSTODY_ARG_SLOTS; i++) {
    LLVMTypeRef type = LLVMTypeOf(LLVMGetParam(function, i));
    bool copied = is_pointer(type) && parameter_type_attribute(function, i, "byval");
    if ((is_pointer(type) || is_i64(type)) && !copied &&
        !followed_leaves_out_parameter(function, i))
      grow(w, LLVMGetParam(function, i), copies ? as_copy(type) : FACT_MAY);
  }
}

/*===-- The flow ---------------------------------------------------------------===*/

/* FUNCTION returns what may have a tag. */
static void flow_to_callers(struct forward *w, LLVMValueRef function) {
  struct function_facts *ff = facts_of_function(w->facts, function);
  if (ff->returns)
    return;
  ff->returns = true;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef call = LLVMGetUser(use);
    if (LLVMIsAInstruction(call) && is_call(call) && direct_callee(call) == function &&
        facts_of_function(w->facts, LLVMGetBasicBlockParent(LLVMGetInstructionParent(call))) &&
        call_result_from(w->facts, call) == RESULT_TAGGED)
      grow(w, call, as_copy(LLVMTypeOf(call)));
  }
}

static void flow_to_return(struct forward *w, LLVMValueRef ret) {
  unsigned count;
  LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(ret));
  if (has_result_leaf(w->facts->m, function, LLVMTypeOf(LLVMGetOperand(ret, 0)), &count) &&
      !followed_leaves_out_returned(function))
    flow_to_callers(w, function);
}

static void flow_to_parameters(struct forward *w, LLVMValueRef call, LLVMValueRef value) {
  LLVMValueRef callee = direct_callee(call);
  struct function_facts *ff = facts_of_function(w->facts, callee);
  if (!ff || !ff->local)
    return;
  for (unsigned i = 0; i < LLVMCountParams(callee); i++)
    if (LLVMGetOperand(call, i) == value && call_hands_over(w->facts, call, i) &&
        !followed_leaves_out_parameter(callee, i))
      grow(w, LLVMGetParam(callee, i),
           rust_is_of_atomic_pointer(callee) ? as_copy(LLVMTypeOf(value)) : FACT_MAY);
}

static void flow_to_loads(struct forward *w, LLVMValueRef local) {
  uintptr_t *known = map_put(&w->filled, local);
  if (*known)
    return;
  *known = 1;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use))
    if (LLVMIsALoadInst(LLVMGetUser(use)))
      grow(w, LLVMGetUser(use), FACT_MAY);
}

/* What USER learns about copies of pointers from its integer operand VALUE. */
static unsigned copies(LLVMValueRef user, LLVMValueRef value, unsigned bits) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMPtrToInt:
    return bits & FACT_MAY ? FACT_COPY | FACT_DERIVED : 0;
  case LLVMFreeze:
  case LLVMPHI:
    return bits & (FACT_COPY | FACT_DERIVED);
  case LLVMExtractElement:
    return LLVMGetOperand(user, 0) == value ? bits & (FACT_COPY | FACT_DERIVED) : 0;
  case LLVMSelect:
    return LLVMGetOperand(user, 0) != value ? bits & (FACT_COPY | FACT_DERIVED) : 0;
  case LLVMAdd:
  case LLVMSub:
  case LLVMAnd:
  case LLVMOr:
    return bits & FACT_DERIVED ? FACT_COPY | FACT_DERIVED : 0;
  default:
    return 0;
  }
}

static void flow_to_user(struct forward *w, LLVMValueRef user, LLVMValueRef value, unsigned bits) {
  if (bits & (FACT_COPY | FACT_DERIVED | FACT_MAY) && copies(user, value, bits))
    grow(w, user, copies(user, value, bits));
  if (!(bits & FACT_MAY))
    return;
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMRet:
    flow_to_return(w, user);
    return;
  case LLVMStore:
    if (LLVMGetOperand(user, 0) == value && local_is_private(w->facts, LLVMGetOperand(user, 1)))
      flow_to_loads(w, LLVMGetOperand(user, 1));
    return;
  case LLVMCall:
  case LLVMInvoke:
    flow_to_parameters(w, user, value);
    break;
  default:
    break;
  }
  if (may_have_leaves(LLVMTypeOf(user)) && flow_takes(w->facts, user, value))
    grow(w, user, FACT_MAY);
}

/* Forged constants among the operands of INSTRUCTION have a tag. */
static void flow_from_constants(struct forward *w, LLVMValueRef instruction) {
  for (int i = 0; i < LLVMGetNumOperands(instruction); i++) {
    LLVMValueRef operand = LLVMGetOperand(instruction, (unsigned)i);
    if (LLVMIsAConstantExpr(operand) && constant_is_forged(operand))
      flow_to_user(w, instruction, operand, FACT_MAY);
  }
}

/*===-- What arithmetic leaves --------------------------------------------------===*/

static bool is_mark(LLVMValueRef instruction) {
  return is_call(instruction) && mark_of_call(instruction) != MARK_COUNT;
}

/* Whether INSTRUCTION has a tag after all: its operands' facts are final, PHIs' and sources' too. */
static bool still_may(struct facts *facts, LLVMValueRef instruction) {
  if (LLVMIsAPHINode(instruction))
    return true;
  if (is_tag_arithmetic(instruction))
    return flow_arithmetic(facts, instruction) != nullptr;
  struct flow flow = flow_of(facts, instruction);
  bool any = flow.count == 0 || is_mark(instruction);
  for (unsigned i = 0; i < flow.count; i++)
    any |= facts_has(facts, flow.from[i], FACT_MAY);
  return any;
}

/* The difference of two pointers has no tag. That is settled last, in an order in which definitions
 * come first: until then a fact may only grow. */
static void settle_arithmetic(struct facts *facts) {
  for (size_t i = 0; i < facts->functions->count; i++) {
    struct function_facts *ff = facts_of_function(facts, facts->functions->items[i]);
    for (size_t at = 0; at < ff->ordered.count; at++) {
      LLVMValueRef instruction = ff->ordered.items[at];
      uintptr_t *known = map_find(&facts->values, instruction);
      if (known && *known & FACT_MAY && !still_may(facts, instruction))
        *known &= ~(uintptr_t)FACT_MAY;
    }
  }
}

void forward_collect(struct facts *facts) {
  struct forward w = {.facts = facts};
  for (size_t i = 0; i < facts->functions->count; i++) {
    LLVMValueRef function = facts->functions->items[i];
    struct function_facts *ff = facts_of_function(facts, function);
    if (!ff->local)
      begin_at_parameters(&w, function);
    for (size_t at = 0; at < ff->ordered.count; at++) {
      LLVMValueRef instruction = ff->ordered.items[at];
      unsigned bits = source_bits(&w, instruction);
      if (bits)
        grow(&w, instruction, bits);
      flow_from_constants(&w, instruction);
      if (is_call(instruction) && is_musttail(instruction))
        flow_to_callers(&w, function); /* it returns what its callee does */
    }
  }
  while (w.todo.count) {
    LLVMValueRef value = w.todo.items[--w.todo.count];
    unsigned bits = (unsigned)*map_find(&facts->values, value);
    for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use))
      if (LLVMIsAInstruction(LLVMGetUser(use)))
        flow_to_user(&w, LLVMGetUser(use), value, bits);
  }
  list_free(&w.todo);
  map_free(&w.filled);
  settle_arithmetic(facts);
}
