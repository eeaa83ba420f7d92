/*===- sinks.c - what the tags of values are wanted for ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sinks.h"
#include "calls.h"
#include "flow.h"
#include "locals.h"

/*===-- Stores -----------------------------------------------------------------===*/

/* A store of null leaves the cell: no tagged pointer has its bits. */
static bool needs_no_clear(LLVMValueRef value) {
  return LLVMIsAConstantPointerNull(value) || LLVMIsUndef(value) || LLVMIsPoison(value) ||
         LLVMIsAConstantAggregateZero(value);
}

/* Whether AT may add an offset to a pointer that was cast to an integer, or take one off. */
static bool is_offset_arithmetic(LLVMValueRef at, LLVMOpcode opcode) {
  return opcode == LLVMAdd || opcode == LLVMAnd || opcode == LLVMOr || opcode == LLVMXor ||
         (opcode == LLVMSub && !LLVMIsAPtrToIntInst(LLVMGetOperand(at, 1)));
}

/* Whether the integer VALUE was made by other code, as an argument or the result of a call: a structure
 * of one pointer may come as an integer, without its tag. True where the way is long: to clear a cell is
 * right for any integer that has no tag. LISTED: there is a list of types, so VALUE may also be a pointer that
 * the list leaves out. */
static bool comes_from_elsewhere(LLVMValueRef value, bool listed) {
  enum { FAR = 64 };
  struct map seen = {};
  struct list todo = {};
  bool found = false;
  list_add(&todo, value);
  while (todo.count && !found) {
    LLVMValueRef at = todo.items[--todo.count];
    uintptr_t *known = map_put(&seen, at);
    if (*known)
      continue;
    *known = 1;
    if (LLVMIsAArgument(at) || seen.count > FAR) {
      found = true;
    } else if (LLVMIsAInstruction(at)) {
      LLVMOpcode opcode = LLVMGetInstructionOpcode(at);
      LLVMValueRef callee = is_call(at) ? direct_callee(at) : nullptr;
      found = is_call(at) && (!callee || !LLVMGetIntrinsicID(callee));
      /* A pointer of a type that is left out has no facts by which an integer made of it were known. */
      if (listed)
        found |= opcode == LLVMPtrToInt;
      if (listed && is_offset_arithmetic(at, opcode)) {
        list_add(&todo, LLVMGetOperand(at, 0));
        list_add(&todo, LLVMGetOperand(at, 1));
      }
      if (opcode == LLVMExtractValue || opcode == LLVMFreeze) {
        list_add(&todo, LLVMGetOperand(at, 0));
      } else if (opcode == LLVMSelect) {
        list_add(&todo, LLVMGetOperand(at, 1));
        list_add(&todo, LLVMGetOperand(at, 2));
      } else if (listed && opcode == LLVMPHI) {
        for (unsigned i = 0; i < LLVMCountIncoming(at); i++)
          list_add(&todo, LLVMGetIncomingValue(at, i));
      }
    }
  }
  map_free(&seen);
  list_free(&todo);
  return found;
}

enum store_kind store_kind(struct facts *facts, LLVMValueRef store) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = LLVMGetOperand(store, 0), slot = LLVMGetOperand(store, 1);
  LLVMTypeRef type = LLVMTypeOf(value);
  if (!is_pointer(LLVMTypeOf(slot)) || !leaves_of_type(facts->m, type, leaves) ||
      local_is_never_read(facts, slot) || custody_seam_is_swift_error(slot))
    return STORE_NOTHING;
  if (local_is_private(facts, slot))
    return STORE_PRIVATE;
  if (needs_no_clear(value))
    return STORE_NOTHING;
  if (followed_leaves_out(facts->m, store))
    return STORE_LOST;
  if (is_i64(type) && !facts_has(facts, value, FACT_COPY))
    return comes_from_elsewhere(value, followed_is_given(facts->m)) && !local_is_number(facts, slot)
               ? STORE_CLEAR
               : STORE_NOTHING;
  return flow_root(facts, value) != value ? STORE_MOVED : STORE_TAGS;
}

LLVMValueRef exchange_value(LLVMValueRef instruction) {
  bool compare = LLVMIsAAtomicCmpXchgInst(instruction) != nullptr;
  if (!compare && (!LLVMIsAAtomicRMWInst(instruction) ||
                   LLVMGetAtomicRMWBinOp(instruction) != LLVMAtomicRMWBinOpXchg))
    return nullptr;
  LLVMValueRef value = LLVMGetOperand(instruction, compare ? 2 : 1);
  LLVMTypeRef type = LLVMTypeOf(value);
  return is_pointer(LLVMTypeOf(LLVMGetOperand(instruction, 0))) &&
                 (is_pointer(type) || is_i64(type))
             ? value
             : nullptr;
}

/*===-- Boundaries and returns ----------------------------------------------------===*/

unsigned mark_wants(LLVMValueRef call) {
  switch (mark_of_call(call)) {
  case MARK_RELEASE:
  case MARK_RECOVER:
  case MARK_DESCRIBE:
    return FACT_PLAIN;
  case MARK_RECLAIM:
  case MARK_GIVEN:
    return FACT_AS_IS; /* that a tag is a cell says that it lay in memory */
  default:
    return 0;
  }
}

LLVMValueRef return_value(const struct facts *facts, LLVMValueRef ret) {
  unsigned count;
  LLVMValueRef value = LLVMGetNumOperands(ret) ? LLVMGetOperand(ret, 0) : nullptr;
  LLVMValueRef before = LLVMGetPreviousInstruction(ret);
  LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(ret));
  if (!value || !has_result_leaf(facts->m, function, LLVMTypeOf(value), &count) ||
      count > CUSTODY_RET_SLOTS || (before && is_call(before) && is_musttail(before)) ||
      !call_returns(facts, function))
    return nullptr;
  return value;
}

/*===-- Out parameters -----------------------------------------------------------===*/

/* Whether VALUE has a pointer in it, other than null. */
static bool has_pointer_to_store(struct facts *facts, LLVMValueRef value) {
  unsigned count;
  if (LLVMIsAConstantPointerNull(value))
    return false;
  return has_pointer_leaf(facts->m, LLVMTypeOf(value), &count) ||
         (is_i64(LLVMTypeOf(value)) && facts_has(facts, value, FACT_COPY));
}

/* Whether USER may store a pointer to ADDRESS. An offset of ADDRESS goes to TODO. */
static bool stores_to(struct facts *facts, LLVMValueRef user, LLVMValueRef address,
                      struct list *todo) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMStore:
    return LLVMGetOperand(user, 1) == address &&
           has_pointer_to_store(facts, LLVMGetOperand(user, 0));
  case LLVMGetElementPtr:
    list_add(todo, user);
    return false;
  case LLVMPHI:
  case LLVMSelect:
  case LLVMCall:
  case LLVMInvoke:
  case LLVMFreeze:
  case LLVMAtomicCmpXchg:
    return true;
  case LLVMAtomicRMW:
    return LLVMGetAtomicRMWBinOp(user) == LLVMAtomicRMWBinOpXchg;
  default:
    return false;
  }
}

bool stores_through_parameters(struct facts *facts, LLVMValueRef function) {
  struct list todo = {};
  bool found = false;
  for (unsigned i = 0; i < LLVMCountParams(function); i++)
    if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))) &&
        !followed_leaves_out_parameter(function, i))
      list_add(&todo, LLVMGetParam(function, i));
  while (todo.count && !found) {
    LLVMValueRef address = todo.items[--todo.count];
    for (LLVMUseRef use = LLVMGetFirstUse(address); use && !found; use = LLVMGetNextUse(use))
      if (LLVMIsAInstruction(LLVMGetUser(use)))
        found = stores_to(facts, LLVMGetUser(use), address, &todo);
  }
  list_free(&todo);
  return found;
}

/*===-- Kept parameters -----------------------------------------------------------===*/

static bool is_kept(struct facts *facts, LLVMValueRef parameter) {
  for (LLVMUseRef use = LLVMGetFirstUse(parameter); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 0) == parameter &&
        store_kind(facts, user) == STORE_PRIVATE)
      return true;
  }
  return false;
}

bool keeps_parameters(struct facts *facts, LLVMValueRef function) {
  for (unsigned i = 0; i < LLVMCountParams(function) && i < CUSTODY_ARG_SLOTS; i++)
    if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))) &&
        !followed_leaves_out_parameter(function, i) && is_kept(facts, LLVMGetParam(function, i)))
      return true;
  return false;
}
