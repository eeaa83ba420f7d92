/*===- memory.c - stores, exchanges, copies -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   store ptr %p, ptr %s       behind   call void @__custody_fast_store(ptr %s, i64 %bits, i32 %t)
 *   ... of no tag                       call void @__custody_fast_clear(ptr %s)
 *   ... of %from and an offset          call void @__custody_fast_store_moved(ptr %s, i64 %bits, i32 %t, i64 %from)
 *   %o = atomicrmw xchg ptr %s, ptr %p       %t.o = call i32 @__custody_fast_exchange(...)
 *   llvm.memcpy(%to, %from, %n)              call void @__custody_shadow_copy(%to, %from, %n)
 */
#include "track_private.h"

#include <string.h>

enum { INLINE_SLOTS = 8 }; /* a copy of more is left to the runtime */

/* Whether VALUE is put in order or multiplied: then it is a number, and no pointer's copy. */
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

/* Loads count as copies only if nothing is computed from them. */
static bool carries(struct function *f, LLVMValueRef value, bool computed, unsigned depth) {
  if (!LLVMIsAInstruction(value) || depth > 8)
    return false;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMPtrToInt:
    return tag_maybe(f, LLVMGetOperand(value, 0));
  case LLVMLoad:
    return !computed && !rust_is_number(f->m, value) && !is_used_as_number(value);
  case LLVMAtomicRMW:
    return !computed && LLVMGetAtomicRMWBinOp(value) == LLVMAtomicRMWBinOpXchg;
  case LLVMExtractValue:
    return !computed && LLVMIsAAtomicCmpXchgInst(LLVMGetOperand(value, 0));
  case LLVMFreeze:
  case LLVMExtractElement:
    return carries(f, LLVMGetOperand(value, 0), computed, depth + 1);
  case LLVMAdd:
  case LLVMSub:
  case LLVMAnd:
  case LLVMOr:
    return carries(f, LLVMGetOperand(value, 0), true, depth + 1) ||
           carries(f, LLVMGetOperand(value, 1), true, depth + 1);
  case LLVMSelect:
    return carries(f, LLVMGetOperand(value, 1), computed, depth + 1) ||
           carries(f, LLVMGetOperand(value, 2), computed, depth + 1);
  case LLVMPHI:
    for (unsigned i = 0; i < LLVMCountIncoming(value) && i < 8; i++)
      if (carries(f, LLVMGetIncomingValue(value, i), computed, depth + 3))
        return true;
    return false;
  default:
    return false;
  }
}

bool integer_may_carry(struct function *f, LLVMValueRef value) {
  return carries(f, value, false, 0);
}

/* Stores of null leave the cell: no tagged pointer has its bits. */
static bool needs_no_clear(LLVMValueRef value) {
  return LLVMIsAConstantPointerNull(value) || LLVMIsUndef(value) || LLVMIsPoison(value) ||
         LLVMIsAConstantAggregateZero(value);
}

/* Whether the integer VALUE was made by other code: an argument, or the result of a call. */
static bool comes_from_elsewhere(LLVMValueRef value, unsigned depth) {
  if (LLVMIsAArgument(value))
    return true;
  if (!LLVMIsAInstruction(value) || depth > 4)
    return false;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMCall:
  case LLVMInvoke: {
    LLVMValueRef callee = direct_callee(value);
    return !callee || !LLVMGetIntrinsicID(callee);
  }
  case LLVMExtractValue:
  case LLVMFreeze:
    return comes_from_elsewhere(LLVMGetOperand(value, 0), depth + 1);
  case LLVMSelect:
    return comes_from_elsewhere(LLVMGetOperand(value, 1), depth + 1) ||
           comes_from_elsewhere(LLVMGetOperand(value, 2), depth + 1);
  default:
    return false;
  }
}

/* Whether INSTRUCTION leaves memory as it is. */
static bool writes_nothing(LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMStore:
  case LLVMFence:
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return false;
  case LLVMLoad:
    return LLVMGetOrdering(instruction) == LLVMAtomicOrderingNotAtomic;
  case LLVMCall:
  case LLVMInvoke: {
    /* Of ours, those that only look. */
    static const char *const looks[] = {"__custody_fast_load", "__custody_fast_check"};
    LLVMValueRef callee = direct_callee(instruction);
    size_t length;
    const char *name = callee ? LLVMGetValueName2(callee, &length) : "";
    return !strcmp(name, looks[0]) || !strcmp(name, looks[1]);
  }
  default:
    return true;
  }
}

/* Whether VALUE was loaded from the slot that STORE writes to, and is what is still there: then so is
 * its cell. */
static bool is_stored_back(LLVMValueRef store, LLVMValueRef value) {
  enum { FAR = 64 };
  LLVMValueRef at = LLVMIsALoadInst(value) ? value : nullptr;
  if (!at || LLVMGetOperand(value, 0) != LLVMGetOperand(store, 1) || LLVMGetVolatile(value) ||
      LLVMGetVolatile(store) || LLVMGetOrdering(store) != LLVMAtomicOrderingNotAtomic)
    return false;
  for (unsigned i = 0; i < FAR && at && at != store && writes_nothing(at); i++)
    at = LLVMGetNextInstruction(at);
  return at == store;
}

/* A pointer with an offset: its tag need only be looked at where there is one. */
static bool lower_moved_store(struct function *f, LLVMValueRef store) {
  struct module *m = f->m;
  LLVMValueRef value = LLVMGetOperand(store, 0), slot = LLVMGetOperand(store, 1), from;
  LLVMValueRef tag = unchecked_tag_of(f, value, &from);
  if (!tag)
    return false;
  build_before(m, store);
  LLVMValueRef arguments[] = {slot, l_bits(m, value), tag, l_bits(m, from)};
  fast_call(m, is_stored_back(store, from) ? "store_back" : "store_moved", arguments, 4);
  return true;
}

void lower_store(struct function *f, LLVMValueRef store) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = LLVMGetOperand(store, 0), slot = LLVMGetOperand(store, 1);
  unsigned count = leaves_of_type(m, LLVMTypeOf(value), leaves);
  if (count && is_never_read(slot))
    return; /* what a debug build keeps for the debugger */
  bool private = is_private(f, slot);
  if (!count || !is_pointer(LLVMTypeOf(slot)) || (needs_no_clear(value) && !private))
    return;
  if (is_i64(LLVMTypeOf(value)) && !integer_may_carry(f, value)) {
    /* A structure of one pointer may come as an integer, without its tag. */
    if (comes_from_elsewhere(value, 0) && !is_number_slot(slot)) {
      build_before(m, store);
      fast_call(m, "clear", &slot, 1);
    }
    return;
  }
  if (!private && lower_moved_store(f, store))
    return;
  LLVMValueRef *tags = tags_of(f, value);
  /* In front of the store: who reads the value in another thread reads its cell afterwards. */
  build_before(m, store);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef at = l_at(m, slot, leaves[i].offset);
    if (!tag_is_zero(f, tags[i]) && private) {
      LLVMValueRef arguments[] = {at, leaf_bits(m, value, &leaves[i]), tags[i]};
      fast_call(m, "keep", arguments, 3);
    } else if (!tag_is_zero(f, tags[i])) {
      LLVMValueRef arguments[] = {at, leaf_bits(m, value, &leaves[i]), tags[i]};
      fast_call(m, "store", arguments, 3);
    } else if (!leaves[i].integer || !is_i64(LLVMTypeOf(value))) {
      fast_call(m, "clear", &at, 1);
    }
  }
}

LLVMValueRef lower_exchange(struct function *f, LLVMValueRef instruction) {
  uintptr_t *known = map_put(&f->exchanged, instruction);
  if (*known)
    return (LLVMValueRef)*known;
  struct module *m = f->m;
  *known = (uintptr_t)m->zero;
  bool compare = LLVMGetInstructionOpcode(instruction) == LLVMAtomicCmpXchg;
  LLVMValueRef slot = LLVMGetOperand(instruction, 0);
  LLVMValueRef value = LLVMGetOperand(instruction, compare ? 2 : 1);
  LLVMTypeRef type = LLVMTypeOf(value);
  if ((!is_pointer(type) && !is_i64(type)) || !is_pointer(LLVMTypeOf(slot)) ||
      (!compare && LLVMGetAtomicRMWBinOp(instruction) != LLVMAtomicRMWBinOpXchg))
    return m->zero;
  LLVMValueRef tag = tag_of(f, value);
  build_before(m, instruction);
  LLVMValueRef begin[] = {slot, tag};
  LLVMValueRef before = fast_call(m, "exchange_begin", begin, 2);
  build_after(m, instruction);
  LLVMValueRef bits = is_pointer(type) ? l_bits(m, value) : value;
  LLVMValueRef result;
  if (compare) {
    LLVMValueRef stored = LLVMBuildExtractValue(m->b, instruction, 1, "custody.stored");
    LLVMValueRef arguments[] = {slot, bits, tag, before,
                                LLVMBuildZExt(m->b, stored, m->t_i8, "custody.stored")};
    result = fast_call(m, "compare_exchange", arguments, 5);
  } else {
    LLVMValueRef arguments[] = {slot, bits, tag, before};
    result = fast_call(m, "exchange", arguments, 4);
  }
  *map_put(&f->exchanged, instruction) = (uintptr_t)result;
  return result;
}

/* A size the hooks take; copies of less than a slot move no tag, but may tear one: the cell's check
 * bits see to that. */
static LLVMValueRef size_of_copy(struct module *m, LLVMValueRef bytes) {
  if (LLVMIsAConstantInt(bytes) && LLVMConstIntGetZExtValue(bytes) < 8)
    return nullptr;
  return is_i64(LLVMTypeOf(bytes)) ? bytes : LLVMBuildZExt(m->b, bytes, m->t_i64, "custody.size");
}

void lower_copy(struct function *f, LLVMValueRef call, LLVMValueRef to, LLVMValueRef from,
                LLVMValueRef bytes) {
  struct module *m = f->m;
  build_before(m, call); /* the source may be gone afterwards, where they overlap */
  LLVMValueRef size = size_of_copy(m, bytes);
  if (!size || !is_pointer(LLVMTypeOf(to)) || !is_pointer(LLVMTypeOf(from)) ||
      rust_is_number(m, call))
    return;
  LLVMValueRef arguments[] = {to, from, size};
  uint64_t slots = LLVMIsAConstantInt(size) ? LLVMConstIntGetZExtValue(size) / 8 : 0;
  if (slots < 1 || slots > INLINE_SLOTS || LLVMConstIntGetZExtValue(size) % 8) {
    hook_call(m, "shadow_copy", arguments, 3);
    return;
  }
  char name[] = "copy0";
  name[sizeof name - 2] = (char)('0' + slots);
  fast_call(m, name, arguments, 3);
}

void lower_clear(struct function *f, LLVMValueRef call, LLVMValueRef at, LLVMValueRef bytes) {
  struct module *m = f->m;
  build_before(m, call);
  LLVMValueRef size = size_of_copy(m, bytes);
  if (!size || !is_pointer(LLVMTypeOf(at)))
    return;
  LLVMValueRef arguments[] = {at, size};
  hook_call(m, "shadow_clear", arguments, 2);
}
