/*===- locals.c - facts about local variables --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "locals.h"

#include <string.h>

enum { KNOWN = 1, PRIVATE = 2, NEVER_READ = 4, NUMBER = 8, TRACKED = 16 };

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

static bool all_are_stores_to(LLVMValueRef slot) {
  for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use))
    if (!is_store_to(LLVMGetUser(use), slot))
      return false;
  return true;
}

/* Which of the bits hold after the use of LOCAL in USER. */
static unsigned allowed_by(LLVMValueRef user, LLVMValueRef local) {
  if (is_lifetime(user))
    return PRIVATE | NEVER_READ | NUMBER;
  if (LLVMIsALoadInst(user))
    return is_pointer(LLVMTypeOf(user)) ? PRIVATE : is_i64(LLVMTypeOf(user)) ? NUMBER : 0;
  if (is_store_to(user, local)) {
    LLVMTypeRef stored = LLVMTypeOf(LLVMGetOperand(user, 0));
    return NEVER_READ | (is_pointer(stored) ? PRIVATE : is_i64(stored) ? NUMBER : 0);
  }
  return LLVMIsAGetElementPtrInst(user) && all_are_stores_to(user) ? NEVER_READ : 0;
}

static unsigned facts_of_local(struct facts *facts, LLVMValueRef local) {
  uintptr_t *known = map_put(&facts->locals, local);
  if (*known)
    return (unsigned)*known;
  unsigned bits = custody_seam_is_swift_error(local) ? 0 : PRIVATE | NEVER_READ | NUMBER;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use && bits; use = LLVMGetNextUse(use))
    bits &= allowed_by(LLVMGetUser(use), local);
  *known = KNOWN | bits;
  return KNOWN | bits;
}

bool local_is_private(struct facts *facts, LLVMValueRef slot) {
  return LLVMIsAAllocaInst(slot) && facts_of_local(facts, slot) & PRIVATE;
}

void local_track(struct facts *facts, LLVMValueRef local) {
  *map_put(&facts->locals, local) |= TRACKED;
}

bool local_is_tracked(const struct facts *facts, LLVMValueRef local) {
  const uintptr_t *known = map_find(&facts->locals, local);
  return known && *known & TRACKED;
}

bool local_is_never_read(struct facts *facts, LLVMValueRef slot) {
  LLVMValueRef local = strip_offsets(slot);
  return LLVMIsAAllocaInst(local) && facts_of_local(facts, local) & NEVER_READ;
}

bool local_is_number(struct facts *facts, LLVMValueRef slot) {
  return LLVMIsAAllocaInst(slot) && facts_of_local(facts, slot) & NUMBER;
}
