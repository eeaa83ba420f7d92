/*===- backward.c - which tags are wanted ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Starts at the sinks and follows the flow to operands, through private locals, out of functions to
 * the arguments of their calls, and from the results of calls to what the callee returns:
 *
 *   store ptr %q, ptr %s           a sink: the tag of %q is wanted
 *   %q = getelementptr %p, 8       so the tag of %p is wanted, in the plain form
 *   define @f(ptr %p)              so the arguments of calls of f are sinks
 *
 * Only values that may have a tag are followed, so forward.c comes first. Most functions only read and
 * write through their pointers: nothing is wanted of their parameters, and nobody hands them tags.
 */
#include "calls.h"
#include "constants.h"
#include "facts.h"
#include "flow.h"
#include "locals.h"
#include "lost.h"
#include "sinks.h"

struct backward {
  struct facts *facts;
  struct list todo;  /* values that are wanted in a new form */
  struct list moved; /* stores of pointers with an offset */
};

static void want(struct backward *w, LLVMValueRef value, unsigned form) {
  if (LLVMIsAConstant(value)) {
    if (constant_is_forged(value))
      *map_put(&w->facts->values, value) |= form; /* it has no operands to follow */
    return;
  }
  uintptr_t *known = map_find(&w->facts->values, value);
  if (!known || !(*known & FACT_MAY) || (*known | form) == *known)
    return;
  *known |= form;
  list_add(&w->todo, value);
}

/*===-- Sinks -------------------------------------------------------------------===*/

static void want_argument(struct backward *w, LLVMValueRef call, unsigned index) {
  if (call_wants(w->facts, call, index) && call_hands_over(w->facts, call, index))
    want(w, LLVMGetOperand(call, index), FACT_AS_IS);
}

/* The tag of VALUE ends here, and is only looked at. */
static void want_lost(struct backward *w, LLVMValueRef value) {
  want(w, flow_root(w->facts, value), FACT_AS_IS);
}

static void want_arguments(struct backward *w, LLVMValueRef call) {
  unsigned count = LLVMGetNumArgOperands(call);
  unsigned fixed = LLVMCountParamTypes(LLVMGetCalledFunctionType(call));
  for (unsigned i = 0; i < count; i++) {
    if (i < fixed && call_loses(w->facts, call, i))
      want_lost(w, LLVMGetOperand(call, i));
    else if (i < fixed)
      want_argument(w, call, i);
    else if (call_hands_over_variable(w->facts, LLVMGetOperand(call, i)))
      want(w, LLVMGetOperand(call, i), FACT_AS_IS);
  }
}

static void want_returned(struct backward *w, LLVMValueRef function) {
  struct function_facts *ff = facts_of_function(w->facts, function);
  for (size_t i = 0; i < ff->rets.count; i++) {
    LLVMValueRef value = return_value(w->facts, ff->rets.items[i]);
    if (value)
      want(w, value, FACT_AS_IS);
  }
}

/* The result of a call of FUNCTION is wanted. */
static void want_result(struct backward *w, LLVMValueRef function) {
  struct function_facts *ff = facts_of_function(w->facts, function);
  if (!ff || ff->wanted)
    return;
  ff->wanted = true;
  want_returned(w, function);
}

static void begin_at_call(struct backward *w, LLVMValueRef call) {
  if (is_musttail(call))
    want_result(w, direct_callee(call));
  switch (call_kind(call)) {
  case CALL_MARK:
    if (mark_wants(call))
      want(w, LLVMGetOperand(call, 0), mark_wants(call));
    break;
  case CALL_LIBRARY:
    if (call_library_tagged(call) >= 0)
      want(w, LLVMGetOperand(call, (unsigned)call_library_tagged(call)), FACT_PLAIN);
    break;
  case CALL_OTHER:
    want_arguments(w, call);
    break;
  default:
    break;
  }
}

static void begin_at(struct backward *w, LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMStore: {
    enum store_kind kind = store_kind(w->facts, instruction);
    if (kind == STORE_TAGS)
      want(w, LLVMGetOperand(instruction, 0), FACT_AS_IS);
    else if (kind == STORE_LOST)
      want_lost(w, LLVMGetOperand(instruction, 0));
    else if (kind == STORE_MOVED)
      list_add(&w->moved, instruction);
    break;
  }
  case LLVMRet:
    if (return_loses(instruction))
      want_lost(w, return_loses(instruction));
    break;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    if (exchange_value(instruction))
      want(w, exchange_value(instruction), FACT_AS_IS);
    break;
  case LLVMCall:
  case LLVMInvoke:
    begin_at_call(w, instruction);
    break;
  default:
    break;
  }
}

/*===-- The flow ---------------------------------------------------------------===*/

/* PARAMETER is wanted: so are the arguments that are handed over to it. */
static void flow_to_arguments(struct backward *w, LLVMValueRef parameter) {
  LLVMValueRef function = LLVMGetParamParent(parameter);
  unsigned index = 0;
  while (LLVMGetParam(function, index) != parameter)
    index++;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef call = LLVMGetUser(use);
    LLVMValueRef caller = LLVMIsAInstruction(call)
                              ? LLVMGetBasicBlockParent(LLVMGetInstructionParent(call))
                              : nullptr;
    if (facts_of_function(w->facts, caller) && is_call(call) && direct_callee(call) == function)
      want_argument(w, call, index);
  }
}

static void flow_to_stores(struct backward *w, LLVMValueRef local) {
  if (local_is_tracked(w->facts, local))
    return;
  local_track(w->facts, local);
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use))
    if (LLVMIsAStoreInst(LLVMGetUser(use)))
      want(w, LLVMGetOperand(LLVMGetUser(use), 0), FACT_AS_IS);
}

static void flow_to_operands(struct backward *w, LLVMValueRef value, unsigned forms) {
  if (LLVMIsAPHINode(value)) {
    for (unsigned i = 0; i < LLVMCountIncoming(value); i++)
      want(w, LLVMGetIncomingValue(value, i), forms);
  } else if (is_tag_arithmetic(value)) {
    LLVMValueRef operand = flow_arithmetic(w->facts, value);
    if (operand)
      want(w, operand, FACT_PLAIN);
  } else if (LLVMIsALoadInst(value)) {
    if (local_is_private(w->facts, LLVMGetOperand(value, 0)))
      flow_to_stores(w, LLVMGetOperand(value, 0));
  } else {
    struct flow flow = flow_of(w->facts, value);
    for (unsigned i = 0; i < flow.count; i++)
      want(w, flow.from[i], flow.form);
    if (is_call(value) && call_kind(value) == CALL_OTHER)
      want_result(w, direct_callee(value));
  }
}

static void follow(struct backward *w) {
  while (w->todo.count) {
    LLVMValueRef value = w->todo.items[--w->todo.count];
    unsigned forms = (unsigned)*map_find(&w->facts->values, value) & (FACT_AS_IS | FACT_PLAIN);
    if (LLVMIsAArgument(value))
      flow_to_arguments(w, value);
    else
      flow_to_operands(w, value, forms);
  }
}

/* A store of %p and an offset can take the tag of %p as it is, and look at it only where there is one.
 * That saves the check of %p, unless another sink wants %p checked in any case. */
static void want_moved(struct backward *w) {
  for (size_t i = 0; i < w->moved.count; i++) {
    LLVMValueRef value = LLVMGetOperand(w->moved.items[i], 0), root = flow_root(w->facts, value);
    bool plain = is_always_plain(w->facts, root) || facts_has(w->facts, root, FACT_PLAIN);
    want(w, plain ? value : root, FACT_AS_IS);
  }
}

void backward_collect(struct facts *facts) {
  struct backward w = {.facts = facts};
  for (size_t i = 0; i < facts->functions->count; i++) {
    struct function_facts *ff = facts_of_function(facts, facts->functions->items[i]);
    if (!ff->local)
      want_returned(&w, facts->functions->items[i]);
    for (size_t at = 0; at < ff->ordered.count; at++)
      begin_at(&w, ff->ordered.items[at]);
  }
  follow(&w);
  want_moved(&w);
  follow(&w);
  list_free(&w.todo);
  list_free(&w.moved);
}
