/*===- source.c - where a value's tag comes from ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Answers without emitting anything: may this value have a tag at all, is it made of visible bits?
 */
#include "track_private.h"

/* A search through PHIs and arithmetic gives up here, and says that there may be a tag. */
enum { SEARCH_LIMIT = 64 };

/* Small numbers and -1 stand for "no object": dangling and sentinel pointers are made of them. */
static bool is_sentinel(LLVMValueRef integer) {
  if (!LLVMIsAConstantInt(integer) || LLVMGetIntTypeWidth(LLVMTypeOf(integer)) > 64)
    return false;
  int64_t value = LLVMConstIntGetSExtValue(integer);
  return value > -65536 && value < 65536;
}

/* Whether an integer computed from constants alone: its bits are in plain sight. */
static bool visible_integer(LLVMValueRef value, unsigned depth) {
  if (LLVMIsAConstantInt(value))
    return true;
  if (!LLVMIsAInstruction(value) || depth > 6)
    return false;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMAdd:
  case LLVMSub:
  case LLVMMul:
  case LLVMAnd:
  case LLVMOr:
  case LLVMXor:
  case LLVMShl:
  case LLVMLShr:
  case LLVMAShr:
  case LLVMZExt:
  case LLVMSExt:
  case LLVMTrunc:
  case LLVMSelect:
  case LLVMFreeze:
    for (int i = LLVMIsASelectInst(value) ? 1 : 0; i < LLVMGetNumOperands(value); i++)
      if (!visible_integer(LLVMGetOperand(value, (unsigned)i), depth + 1))
        return false;
    return true;
  case LLVMLoad: {
    /* A local at -O0: visible where all that is ever stored is. */
    LLVMValueRef local = LLVMGetOperand(value, 0);
    if (!LLVMIsAAllocaInst(local))
      return false;
    bool stored = false;
    for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use)) {
      LLVMValueRef user = LLVMGetUser(use);
      if (LLVMIsALoadInst(user))
        continue;
      if (!LLVMIsAStoreInst(user) || LLVMGetOperand(user, 1) != local ||
          is_sentinel(LLVMGetOperand(user, 0)) ||
          !visible_integer(LLVMGetOperand(user, 0), depth + 1))
        return false;
      stored = true;
    }
    return stored;
  }
  default:
    return false;
  }
}

static bool is_cast_to_pointer(LLVMValueRef value) {
  return (LLVMIsAInstruction(value) && LLVMGetInstructionOpcode(value) == LLVMIntToPtr) ||
         (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMIntToPtr);
}

bool is_forged(LLVMValueRef value) {
  if (!is_cast_to_pointer(value))
    return false;
  LLVMValueRef integer = LLVMGetOperand(value, 0);
  return visible_integer(integer, 0) && !is_sentinel(integer);
}

/* The operands that VALUE's tag comes from, in OPERANDS[]; -1 where VALUE is a source itself
 * (*SOURCE says whether it may have a tag). */
static int tag_operands(struct function *f, LLVMValueRef value, LLVMValueRef *operands,
                        bool *source) {
  *source = false;
  if (!LLVMIsAInstruction(value)) {
    *source =
        (LLVMIsAArgument(value) && (is_pointer(LLVMTypeOf(value)) || is_i64(LLVMTypeOf(value)))) ||
        is_forged(value);
    if (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMGetElementPtr) {
      operands[0] = LLVMGetOperand(value, 0);
      return 1;
    }
    return -1;
  }
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMGetElementPtr:
  case LLVMBitCast:
  case LLVMFreeze:
  case LLVMExtractValue:
  case LLVMExtractElement:
    operands[0] = LLVMGetOperand(value, 0);
    return 1;
  case LLVMPtrToInt:
    if (!is_i64(LLVMTypeOf(value)))
      return -1;
    operands[0] = LLVMGetOperand(value, 0);
    return 1;
  case LLVMIntToPtr:
    if (is_forged(value)) {
      *source = true;
      return -1;
    }
    operands[0] = LLVMGetOperand(value, 0);
    return 1;
  case LLVMAdd:
  case LLVMOr:
  case LLVMAnd:
    operands[0] = LLVMGetOperand(value, 0);
    operands[1] = LLVMGetOperand(value, 1);
    return 2;
  case LLVMSub:
  case LLVMXor:
    operands[0] = LLVMGetOperand(value, 0);
    return LLVMGetInstructionOpcode(value) == LLVMSub || LLVMIsAConstant(LLVMGetOperand(value, 1))
               ? 1
               : -1;
  case LLVMSelect:
  case LLVMInsertElement:
  case LLVMInsertValue:
  case LLVMShuffleVector: {
    unsigned first = LLVMIsASelectInst(value) ? 1 : 0;
    operands[0] = LLVMGetOperand(value, first);
    operands[1] = LLVMGetOperand(value, first + 1);
    return 2;
  }
  case LLVMLoad:
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    *source = is_pointer(LLVMTypeOf(LLVMGetOperand(value, 0)));
    return -1;
  case LLVMCall:
  case LLVMInvoke: {
    int from = call_result_from(f, value);
    if (from >= 0) {
      operands[0] = LLVMGetOperand(value, (unsigned)from);
      return 1;
    }
    *source = from == RESULT_TAGGED;
    return -1;
  }
  default:
    return -1; /* alloca, landingpad, va_arg: no tag */
  }
}

bool tag_maybe(struct function *f, LLVMValueRef value) {
  uintptr_t *known = map_find(&f->maybe, value);
  if (known)
    return *known - 1;
  struct map seen = {};
  struct list todo = {};
  bool maybe = false;
  list_add(&todo, value);
  while (todo.count && !maybe) {
    LLVMValueRef at = todo.items[--todo.count];
    uintptr_t *mark = map_put(&seen, at);
    if (*mark)
      continue;
    *mark = 1;
    LLVMValueRef operands[2];
    bool source;
    if (seen.count > SEARCH_LIMIT) {
      maybe = true;
    } else if (LLVMIsAPHINode(at)) {
      for (unsigned i = 0; i < LLVMCountIncoming(at); i++)
        list_add(&todo, LLVMGetIncomingValue(at, i));
    } else {
      int count = tag_operands(f, at, operands, &source);
      maybe = source;
      for (int i = 0; i < count; i++)
        list_add(&todo, operands[i]);
    }
  }
  map_free(&seen);
  list_free(&todo);
  *map_put(&f->maybe, value) = 1 + (uintptr_t)maybe;
  return maybe;
}
