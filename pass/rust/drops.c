/*===- drops.c - does drop do anything with what is inside? -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A type may have into_raw, from_raw and Drop, and own nothing of what it points to: it only counts how
 * many of it there are, say. Whoever frees what a pointer points to, or counts down in it, gives the
 * pointer to a function or writes through it.
 */
#include "rust_private.h"

#include <string.h>

/* A pointer to the value that is dropped, or one that was found in it. */
struct derived {
  struct map seen; /* value -> 1: into the value itself, 2: found in it */
  struct list todo;
  unsigned depth; /* of calls */
};

enum { INTO_VALUE = 1, FOUND = 2, DEEPEST = 4 };

static bool passes_on(LLVMValueRef function, unsigned depth);

static void add(struct derived *d, LLVMValueRef value, uintptr_t level) {
  uintptr_t *known = map_put(&d->seen, value);
  if (*known >= level)
    return;
  *known = level;
  list_add(&d->todo, value);
}

/* Whether CALL may do something with what POINTER, of LEVEL, leads to. */
static bool call_uses(LLVMValueRef call, LLVMValueRef pointer, uintptr_t level, unsigned depth) {
  LLVMValueRef callee = direct_callee(call);
  if (callee && (strstr(callee_symbol(call), "9panicking") ||
                 !strncmp(callee_symbol(call), "llvm.lifetime.", strlen("llvm.lifetime."))))
    return false;
  /* The value itself is handed on to its Drop::drop. */
  bool whole = level == INTO_VALUE && callee && !LLVMIsDeclaration(callee) && depth < DEEPEST &&
               LLVMCountParams(callee) && LLVMGetNumArgOperands(call) &&
               LLVMGetOperand(call, 0) == pointer;
  return !whole || passes_on(callee, depth + 1);
}

/* Whether USER does something with what VALUE, of LEVEL, leads to. Adds what it makes of it. */
static bool uses(struct derived *d, LLVMValueRef user, LLVMValueRef value, uintptr_t level) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMStore:
    if (LLVMGetOperand(user, 0) == value)
      return !is_never_read(LLVMGetOperand(user, 1));
    return level == FOUND;
  case LLVMCall:
  case LLVMInvoke:
    return call_uses(user, value, level, d->depth);
  case LLVMICmp:
  case LLVMRet:
    return false;
  case LLVMLoad:
    add(d, user, FOUND);
    return false;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return true;
  default:
    add(d, user, level);
    return false;
  }
}

/* Whether FUNCTION passes on what it finds behind its first parameter, or writes there. */
static bool passes_on(LLVMValueRef function, unsigned depth) {
  struct derived d = {.depth = depth};
  bool found = false;
  add(&d, LLVMGetParam(function, 0), INTO_VALUE);
  while (d.todo.count && !found) {
    LLVMValueRef value = d.todo.items[--d.todo.count];
    uintptr_t level = *map_find(&d.seen, value);
    for (LLVMUseRef use = LLVMGetFirstUse(value); use && !found; use = LLVMGetNextUse(use))
      if (LLVMIsAInstruction(LLVMGetUser(use)))
        found = uses(&d, LLVMGetUser(use), value, level);
  }
  list_free(&d.todo);
  map_free(&d.seen);
  return found;
}

bool rust_drop_may_free(LLVMValueRef glue) {
  return LLVMIsDeclaration(glue) || !LLVMCountParams(glue) || passes_on(glue, 0);
}
