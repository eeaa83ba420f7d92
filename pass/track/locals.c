/*===- locals.c - facts about local variables --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "locals.h"

/* Beside the bits of local_uses. */
enum { KNOWN = 256, TRACKED = 512 };

static unsigned uses_of(struct facts *facts, LLVMValueRef local) {
  uintptr_t *known = map_put(&facts->locals, local);
  if (!(*known & KNOWN))
    *known |= KNOWN | (custody_seam_is_swift_error(local) ? 0 : local_uses(local));
  return (unsigned)*known;
}

bool local_is_private(struct facts *facts, LLVMValueRef slot) {
  return LLVMIsAAllocaInst(slot) && uses_of(facts, slot) & LOCAL_PRIVATE;
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
  return LLVMIsAAllocaInst(local) && uses_of(facts, local) & LOCAL_NEVER_READ;
}

bool local_is_number(struct facts *facts, LLVMValueRef slot) {
  return LLVMIsAAllocaInst(slot) && uses_of(facts, slot) & LOCAL_NUMBER;
}
