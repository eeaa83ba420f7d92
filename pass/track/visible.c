/*===- visible.c - integers whose bits are in plain sight --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The integers that matter are those which an inttoptr is made of. They are collected backward,
 * through arithmetic and through local variables. Then what is computed from constants alone is shown,
 * and so is what is computed from shown integers. What is left is hidden: an argument, a result, a load
 * from memory and what is computed from them, and what a loop computes from itself.
 *
 *   %a = add i64 4096, 4096       shown
 *   %b = add i64 %n, 4096         hidden, as the argument %n is
 *   store i64 %a, ptr %local      and in `load i64, ptr %local`: shown, if that is all that is stored
 */
#include "visible.h"
#include "constants.h"

bool is_forged(const struct facts *facts, LLVMValueRef value) {
  if (!LLVMIsAInstruction(value) || LLVMGetInstructionOpcode(value) != LLVMIntToPtr)
    return false;
  LLVMValueRef integer = LLVMGetOperand(value, 0);
  if (LLVMIsAConstant(integer))
    return LLVMIsAConstantInt(integer) && !is_sentinel(integer);
  return facts_has(facts, integer, FACT_SHOWN);
}

static bool is_arithmetic(LLVMValueRef value) {
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
    return true;
  default:
    return false;
  }
}

struct search {
  struct facts *facts;
  struct list all;   /* the integers that were looked at */
  size_t next;       /* how many of them were looked behind */
  struct list shown; /* those whose users are still to be looked at */
  struct map
      unshown; /* alloca -> 1 + how many of its stores are not known to store shown integers */
};

static void look_at(struct search *s, LLVMValueRef value) {
  if (LLVMIsAConstant(value))
    return;
  uintptr_t *known = map_put(&s->facts->values, value);
  if (*known & FACT_HIDDEN)
    return;
  *known |= FACT_HIDDEN;
  list_add(&s->all, value);
}

/* Looks at what is stored in LOCAL, a local at -O0. It shows what it holds if all that is ever stored
 * there is shown; then, and only then, its count goes down to 1. */
static void look_into_local(struct search *s, LLVMValueRef local) {
  if (map_find(&s->unshown, local))
    return;
  uintptr_t stores = 0, extra = 0;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsALoadInst(user))
      continue;
    LLVMValueRef value = LLVMIsAStoreInst(user) ? LLVMGetOperand(user, 0) : nullptr;
    if (!value || LLVMGetOperand(user, 1) != local || is_sentinel(value)) {
      extra++;
      continue;
    }
    look_at(s, value);
    extra += LLVMIsAConstantInt(value) == nullptr;
    stores++;
  }
  *map_put(&s->unshown, local) = 1 + extra + (stores == 0);
}

/* Looks at what VALUE is computed from. */
static void look_behind(struct search *s, LLVMValueRef value) {
  if (LLVMIsALoadInst(value)) {
    if (LLVMIsAAllocaInst(LLVMGetOperand(value, 0)))
      look_into_local(s, LLVMGetOperand(value, 0));
  } else if (LLVMIsAInstruction(value) && is_arithmetic(value)) {
    for (int i = LLVMIsASelectInst(value) ? 1 : 0; i < LLVMGetNumOperands(value); i++)
      look_at(s, LLVMGetOperand(value, (unsigned)i));
  }
}

/* Whether all that VALUE is computed from is shown. */
static bool is_computed_from_shown(const struct search *s, LLVMValueRef value) {
  if (LLVMIsALoadInst(value)) {
    const uintptr_t *known = map_find(&s->unshown, LLVMGetOperand(value, 0));
    return known && *known == 1;
  }
  if (!LLVMIsAInstruction(value) || !is_arithmetic(value))
    return false;
  for (int i = LLVMIsASelectInst(value) ? 1 : 0; i < LLVMGetNumOperands(value); i++) {
    LLVMValueRef operand = LLVMGetOperand(value, (unsigned)i);
    if (!LLVMIsAConstantInt(operand) && !facts_has(s->facts, operand, FACT_SHOWN))
      return false;
  }
  return true;
}

/* Shows VALUE, if it was looked at and all that it is computed from is shown. */
static void show(struct search *s, LLVMValueRef value) {
  uintptr_t *known = map_find(&s->facts->values, value);
  if (!known || !(*known & FACT_HIDDEN) || !is_computed_from_shown(s, value))
    return;
  *known = (*known & ~(uintptr_t)FACT_HIDDEN) | FACT_SHOWN;
  list_add(&s->shown, value);
}

/* One more store to LOCAL is known to store a shown integer. */
static void show_stored(struct search *s, LLVMValueRef local) {
  uintptr_t *known = map_find(&s->unshown, local);
  if (!known || --*known != 1)
    return;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use))
    if (LLVMIsALoadInst(LLVMGetUser(use)))
      show(s, LLVMGetUser(use));
}

static void show_users(struct search *s, LLVMValueRef value) {
  for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 0) == value)
      show_stored(s, LLVMGetOperand(user, 1));
    else if (is_arithmetic(user))
      show(s, user);
  }
}

void visible_collect(struct facts *facts) {
  struct search s = {.facts = facts};
  for (size_t i = 0; i < facts->functions->count; i++) {
    struct function_facts *ff = facts_of_function(facts, facts->functions->items[i]);
    for (size_t at = 0; at < ff->ordered.count; at++)
      if (LLVMGetInstructionOpcode(ff->ordered.items[at]) == LLVMIntToPtr)
        look_at(&s, LLVMGetOperand(ff->ordered.items[at], 0));
  }
  while (s.next < s.all.count)
    look_behind(&s, s.all.items[s.next++]);
  for (size_t i = 0; i < s.all.count; i++)
    show(&s, s.all.items[i]);
  while (s.shown.count)
    show_users(&s, s.shown.items[--s.shown.count]);
  list_free(&s.all);
  list_free(&s.shown);
  map_free(&s.unshown);
}
