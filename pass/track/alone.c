/*===- alone.c - boundaries in which nothing can happen ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "alone.h"
#include "calls.h"

#include "ir/ir.h"

/* How far is looked: functions that call each other, and the instructions of one. */
enum { MOST_CALLS = 3, MOST_INSTRUCTIONS = 100 };

static bool is_quiet_call(const struct facts *facts, LLVMValueRef call, unsigned depth);

/* Whether no hook of a boundary can run in FUNCTION. */
static bool is_quiet(const struct facts *facts, LLVMValueRef function, unsigned depth) {
  const struct function_facts *ff = facts_of_function(facts, function);
  if (!ff || !depth || ff->ordered.count > MOST_INSTRUCTIONS)
    return false;
  for (size_t i = 0; i < ff->ordered.count; i++) {
    LLVMValueRef at = ff->ordered.items[i];
    LLVMOpcode opcode = LLVMGetInstructionOpcode(at);
    if (opcode == LLVMInvoke || opcode == LLVMCallBr ||
        (is_call(at) && !is_quiet_call(facts, at, depth - 1)))
      return false;
  }
  return true;
}

static bool is_quiet_call(const struct facts *facts, LLVMValueRef call, unsigned depth) {
  switch (call_kind(call)) {
  case CALL_MARK:
    switch (mark_of_call(call)) {
    case MARK_BORROW:
    case MARK_BORROW_IN_PLACE:
    case MARK_REBORROW:
    case MARK_COMPARE:
    case MARK_COMPARE_I64:
      return true;
    default:
      return false;
    }
  case CALL_QUIET:
  case CALL_COPY:
  case CALL_CLEAR:
  case CALL_VA_START:
    return LLVMGetIntrinsicID(LLVMGetCalledValue(call));
  case CALL_OTHER: {
    LLVMValueRef callee = direct_callee(call);
    return facts_runs_here(facts, callee) && is_quiet(facts, callee, depth);
  }
  default:
    return false;
  }
}

LLVMValueRef alone_end(const struct facts *facts, LLVMValueRef mark) {
  bool reclaim = mark_of_call(mark) == MARK_RECLAIM;
  LLVMValueRef site = LLVMGetOperand(mark, reclaim ? 1 : 0);
  LLVMValueRef at = LLVMGetNextInstruction(mark);
  for (unsigned i = 0; at && i < MOST_INSTRUCTIONS; at = LLVMGetNextInstruction(at), i++) {
    if (!is_call(at))
      continue;
    enum mark kind = call_kind(at) == CALL_MARK ? mark_of_call(at) : MARK_COUNT;
    if (kind == (reclaim ? MARK_LEAVE : MARK_RELEASE) &&
        LLVMGetOperand(at, reclaim ? 1 : 2) == site)
      return at;
    if (is_musttail(at) || LLVMGetInstructionOpcode(at) == LLVMInvoke ||
        !is_quiet_call(facts, at, MOST_CALLS))
      return nullptr;
  }
  return nullptr;
}
