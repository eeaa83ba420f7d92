/*===- build.c - where code goes ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "build.h"

#include "map.h"

#include <llvm-c/DebugInfo.h>

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

void build_entry(struct module *m, LLVMValueRef function) {
  LLVMValueRef at = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function));
  while (LLVMGetInstructionOpcode(at) == LLVMAlloca)
    at = LLVMGetNextInstruction(at);
  build_before(m, at);
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  if (subprogram && !LLVMInstructionGetDebugLoc(at))
    LLVMSetCurrentDebugLocation2(
        m->b, LLVMDIBuilderCreateDebugLocation(m->context, LLVMDISubprogramGetLine(subprogram), 0,
                                               subprogram, nullptr));
}

/* Makes the PHIs of block IN again, since the C API cannot change the block of an edge: an edge
 * from a block that is a key of OWN comes from the block that OWN has for it. */
static void move_edges(struct module *m, LLVMBasicBlockRef in, const struct map *own) {
  for (LLVMValueRef phi = LLVMGetFirstInstruction(in), next;
       phi && LLVMGetInstructionOpcode(phi) == LLVMPHI; phi = next) {
    next = LLVMGetNextInstruction(phi);
    LLVMPositionBuilderBefore(m->b, phi);
    LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(phi));
    LLVMValueRef made = LLVMBuildPhi(m->b, LLVMTypeOf(phi), "");
    unsigned count = LLVMCountIncoming(phi);
    for (unsigned i = 0; i < count; i++) {
      LLVMValueRef value = LLVMGetIncomingValue(phi, i);
      LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
      uintptr_t *moved = map_find(own, block);
      if (moved)
        block = (LLVMBasicBlockRef)*moved;
      LLVMAddIncoming(made, &value, &block, 1);
    }
    LLVMReplaceAllUsesWith(phi, made);
    LLVMInstructionEraseFromParent(phi);
  }
}

void split_invokes(struct module *m, LLVMValueRef function) {
  struct list invokes = {}, targets = {};
  struct map own = {}, seen = {};
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block))
    if (LLVMGetInstructionOpcode(LLVMGetBasicBlockTerminator(block)) == LLVMInvoke)
      list_add(&invokes, LLVMGetBasicBlockTerminator(block));
  for (size_t i = 0; i < invokes.count; i++) {
    LLVMValueRef invoke = invokes.items[i];
    LLVMBasicBlockRef normal = LLVMGetNormalDest(invoke);
    LLVMBasicBlockRef made = LLVMInsertBasicBlockInContext(m->context, normal, "custody.normal");
    LLVMPositionBuilderAtEnd(m->b, made);
    LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(invoke));
    LLVMBuildBr(m->b, normal);
    LLVMSetNormalDest(invoke, made);
    *map_put(&own, LLVMGetInstructionParent(invoke)) = (uintptr_t)made;
    uintptr_t *known = map_put(&seen, normal);
    if (!*known)
      list_add(&targets, normal);
    *known = 1;
  }
  for (size_t i = 0; i < targets.count; i++)
    move_edges(m, targets.items[i], &own);
  list_free(&invokes);
  list_free(&targets);
  map_free(&own);
  map_free(&seen);
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
