/*===- util.c - small questions to the IR -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "ir/emit.h"
#include "pass.h"

#include <stdlib.h>
#include <string.h>

void build_before(struct module *m, LLVMValueRef instruction) {
  LLVMPositionBuilderBefore(m->b, instruction);
  LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(instruction));
}

void build_after(struct module *m, LLVMValueRef instruction) {
  LLVMValueRef next;
  if (LLVMGetInstructionOpcode(instruction) == LLVMInvoke) {
    next = LLVMGetFirstInstruction(LLVMGetNormalDest(instruction));
  } else {
    next = LLVMGetNextInstruction(instruction);
  }
  while (LLVMGetInstructionOpcode(next) == LLVMPHI ||
         LLVMGetInstructionOpcode(next) == LLVMLandingPad)
    next = LLVMGetNextInstruction(next);
  LLVMPositionBuilderBefore(m->b, next);
  LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(instruction));
}

/* The C API cannot change the block of a PHI's edge: make the PHI again. */
static void move_edge(struct module *m, LLVMBasicBlockRef in, LLVMBasicBlockRef from,
                      LLVMBasicBlockRef to) {
  for (LLVMValueRef phi = LLVMGetFirstInstruction(in), next;
       phi && LLVMGetInstructionOpcode(phi) == LLVMPHI; phi = next) {
    next = LLVMGetNextInstruction(phi);
    LLVMPositionBuilderBefore(m->b, phi);
    LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(phi));
    LLVMValueRef made = LLVMBuildPhi(m->b, LLVMTypeOf(phi), "");
    unsigned count = LLVMCountIncoming(phi);
    bool moved = false;
    for (unsigned i = 0; i < count; i++) {
      LLVMValueRef value = LLVMGetIncomingValue(phi, i);
      LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
      if (block == from && !moved) {
        block = to;
        moved = true;
      }
      LLVMAddIncoming(made, &value, &block, 1);
    }
    LLVMReplaceAllUsesWith(phi, made);
    LLVMInstructionEraseFromParent(phi);
  }
}

void split_invokes(struct module *m, LLVMValueRef function) {
  struct list invokes = {};
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block))
    if (LLVMGetInstructionOpcode(LLVMGetBasicBlockTerminator(block)) == LLVMInvoke)
      list_add(&invokes, LLVMGetBasicBlockTerminator(block));
  for (size_t i = 0; i < invokes.count; i++) {
    LLVMValueRef invoke = invokes.items[i];
    LLVMBasicBlockRef from = LLVMGetInstructionParent(invoke);
    LLVMBasicBlockRef normal = LLVMGetNormalDest(invoke);
    LLVMBasicBlockRef own = LLVMInsertBasicBlockInContext(m->context, normal, "custody.normal");
    LLVMPositionBuilderAtEnd(m->b, own);
    LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(invoke));
    LLVMBuildBr(m->b, normal);
    LLVMSetNormalDest(invoke, own);
    move_edge(m, normal, from, own);
  }
  list_free(&invokes);
}

void hoist_allocas(struct module *m, LLVMValueRef function) {
  LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
  LLVMValueRef top = LLVMGetFirstInstruction(entry);
  bool leading = true;
  for (LLVMValueRef at = top, next; at; at = next) {
    next = LLVMGetNextInstruction(at);
    bool fixed =
        LLVMGetInstructionOpcode(at) == LLVMAlloca && LLVMIsAConstantInt(LLVMGetOperand(at, 0));
    if (fixed && leading) {
      top = next;
    } else if (fixed) {
      LLVMPositionBuilderBefore(m->b, top);
      LLVMInstructionRemoveFromParent(at);
      LLVMInsertIntoBuilder(m->b, at);
    } else {
      leading = false;
    }
  }
}

bool has_attribute(LLVMValueRef function, const char *name) {
  return LLVMGetStringAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                       name, (unsigned)strlen(name)) != nullptr;
}

void add_attribute(struct module *m, LLVMValueRef function, const char *name) {
  LLVMAddAttributeAtIndex(
      function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
      LLVMCreateStringAttribute(m->context, name, (unsigned)strlen(name), "", 0));
}

static const char *const memory_attributes[] = {"memory", "speculatable"};

void drop_memory_attributes(LLVMValueRef function) {
  for (size_t i = 0; i < sizeof memory_attributes / sizeof *memory_attributes; i++) {
    const char *name = memory_attributes[i];
    LLVMRemoveEnumAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                   LLVMGetEnumAttributeKindForName(name, strlen(name)));
  }
}

void drop_call_memory_attributes(LLVMValueRef call) {
  for (size_t i = 0; i < sizeof memory_attributes / sizeof *memory_attributes; i++) {
    const char *name = memory_attributes[i];
    LLVMRemoveCallSiteEnumAttribute(call, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                    LLVMGetEnumAttributeKindForName(name, strlen(name)));
  }
}

bool is_call(LLVMValueRef instruction) {
  LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);
  return opcode == LLVMCall || opcode == LLVMInvoke;
}

bool is_musttail(LLVMValueRef call) {
  return LLVMGetInstructionOpcode(call) == LLVMCall &&
         LLVMGetTailCallKind(call) == LLVMTailCallKindMustTail;
}

LLVMValueRef direct_callee(LLVMValueRef call) {
  LLVMValueRef callee = LLVMGetCalledValue(call);
  return LLVMIsAFunction(callee) &&
                 LLVMGlobalGetValueType(callee) == LLVMGetCalledFunctionType(call)
             ? callee
             : nullptr;
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
  for (unsigned steps = 0; steps < 1000; steps++) { /* unreachable code may go in circles */
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
  size_t length;
  LLVMValueRef callee = is_call(user) ? direct_callee(user) : nullptr;
  return callee &&
         !strncmp(LLVMGetValueName2(callee, &length), "llvm.lifetime.", strlen("llvm.lifetime."));
}

static bool is_store_to(LLVMValueRef user, LLVMValueRef slot) {
  return LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == slot &&
         LLVMGetOperand(user, 0) != slot;
}

bool is_never_read(LLVMValueRef slot) {
  LLVMValueRef local = strip_offsets(slot);
  if (!LLVMIsAAllocaInst(local))
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    bool offset = LLVMIsAGetElementPtrInst(user) != nullptr;
    for (LLVMUseRef at = offset ? LLVMGetFirstUse(user) : nullptr; at; at = LLVMGetNextUse(at))
      if (!is_store_to(LLVMGetUser(at), user))
        return false;
    if (!offset && !is_lifetime(user) && !is_store_to(user, local))
      return false;
  }
  return true;
}

bool is_number_slot(LLVMValueRef slot) {
  if (!LLVMIsAAllocaInst(slot))
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    bool load = LLVMIsALoadInst(user) && is_i64(LLVMTypeOf(user));
    bool store = is_store_to(user, slot) && is_i64(LLVMTypeOf(LLVMGetOperand(user, 0)));
    if (!load && !store && !is_lifetime(user))
      return false;
  }
  return true;
}

LLVMTypeRef parameter_type_attribute(LLVMValueRef value, unsigned parameter, const char *name) {
  unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
  LLVMAttributeRef attribute = LLVMIsAFunction(value)
                                   ? LLVMGetEnumAttributeAtIndex(value, parameter + 1, kind)
                                   : LLVMGetCallSiteEnumAttribute(value, parameter + 1, kind);
  return attribute ? LLVMGetTypeAttributeValue(attribute) : nullptr;
}
