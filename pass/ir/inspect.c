/*===- inspect.c - questions about types and values --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "inspect.h"

#include <string.h>

bool is_call(LLVMValueRef instruction) {
  LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);
  return opcode == LLVMCall || opcode == LLVMInvoke;
}

bool is_musttail(LLVMValueRef instruction) {
  return LLVMGetInstructionOpcode(instruction) == LLVMCall &&
         LLVMGetTailCallKind(instruction) == LLVMTailCallKindMustTail;
}

LLVMValueRef direct_callee(LLVMValueRef call) {
  LLVMValueRef callee = LLVMGetCalledValue(call);
  return LLVMIsAFunction(callee) &&
                 LLVMGlobalGetValueType(callee) == LLVMGetCalledFunctionType(call)
             ? callee
             : nullptr;
}

const char *callee_symbol(LLVMValueRef instruction) {
  LLVMValueRef callee = is_call(instruction) ? direct_callee(instruction) : nullptr;
  size_t length;
  return callee ? LLVMGetValueName2(callee, &length) : "";
}

bool is_pointer(LLVMTypeRef type) {
  return LLVMGetTypeKind(type) == LLVMPointerTypeKind && LLVMGetPointerAddressSpace(type) == 0;
}

bool is_i64(LLVMTypeRef type) {
  return LLVMGetTypeKind(type) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) == 64;
}

void list_instructions(LLVMValueRef function, struct list *list) {
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block))
    for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = LLVMGetNextInstruction(i))
      list_add(list, i);
}

LLVMValueRef strip_offsets(LLVMValueRef value) {
  for (unsigned steps = 0; steps < 1000; steps++) {
    if (!LLVMIsAInstruction(value) && !LLVMIsAConstantExpr(value))
      return value;
    LLVMOpcode opcode =
        LLVMIsAInstruction(value) ? LLVMGetInstructionOpcode(value) : LLVMGetConstOpcode(value);
    if (opcode != LLVMGetElementPtr && opcode != LLVMBitCast && opcode != LLVMFreeze)
      return value;
    value = LLVMGetOperand(value, 0);
  }
  return value;
}

static bool is_lifetime(LLVMValueRef user) {
  return !strncmp(callee_symbol(user), "llvm.lifetime.", strlen("llvm.lifetime."));
}

static bool is_store_to(LLVMValueRef user, LLVMValueRef slot) {
  return LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == slot &&
         LLVMGetOperand(user, 0) != slot;
}

static bool all_are_stores_to(LLVMValueRef slot) {
  for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use))
    if (!is_store_to(LLVMGetUser(use), slot))
      return false;
  return true;
}

/* The bits of local_uses that hold after the use of LOCAL in USER. */
static unsigned allowed_by(LLVMValueRef user, LLVMValueRef local) {
  if (is_lifetime(user))
    return LOCAL_PRIVATE | LOCAL_NEVER_READ | LOCAL_NUMBER;
  if (LLVMIsALoadInst(user))
    return is_pointer(LLVMTypeOf(user)) ? LOCAL_PRIVATE
           : is_i64(LLVMTypeOf(user))   ? LOCAL_NUMBER
                                        : 0;
  if (is_store_to(user, local)) {
    LLVMTypeRef stored = LLVMTypeOf(LLVMGetOperand(user, 0));
    return LOCAL_NEVER_READ | (is_pointer(stored) ? LOCAL_PRIVATE
                               : is_i64(stored)   ? LOCAL_NUMBER
                                                  : 0);
  }
  return LLVMIsAGetElementPtrInst(user) && all_are_stores_to(user) ? LOCAL_NEVER_READ : 0;
}

unsigned local_uses(LLVMValueRef local) {
  unsigned bits = LOCAL_PRIVATE | LOCAL_NEVER_READ | LOCAL_NUMBER;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use && bits; use = LLVMGetNextUse(use))
    bits &= allowed_by(LLVMGetUser(use), local);
  return bits;
}

bool is_never_read(LLVMValueRef slot) {
  LLVMValueRef local = strip_offsets(slot);
  return LLVMIsAAllocaInst(local) && local_uses(local) & LOCAL_NEVER_READ;
}

void list_returns(LLVMValueRef function, struct list *returns) {
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block)) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    LLVMValueRef before = LLVMGetPreviousInstruction(end);
    if (LLVMGetInstructionOpcode(end) == LLVMRet)
      list_add(returns, before && is_musttail(before) ? before : end);
  }
}
