/*===- visible.c - integers whose bits are in plain sight --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The integers that matter are those which an inttoptr is made of. They are collected backward,
 * through arithmetic and through local variables; then what is hidden (an argument, a result, a load
 * from memory) hides forward all that is computed from it. What is left is shown.
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
  return facts_has(facts, integer, FACT_SHOWN) && !facts_has(facts, integer, FACT_HIDDEN);
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
  struct list todo, hidden;
};

static void look_at(struct search *s, LLVMValueRef value) {
  if (LLVMIsAConstant(value))
    return;
  uintptr_t *known = map_put(&s->facts->values, value);
  if (*known & (FACT_SHOWN | FACT_HIDDEN))
    return;
  *known |= FACT_SHOWN;
  list_add(&s->todo, value);
}

static void hide(struct search *s, LLVMValueRef value) {
  uintptr_t *known = map_put(&s->facts->values, value);
  if (!(*known & FACT_HIDDEN))
    list_add(&s->hidden, value);
  *known |= FACT_HIDDEN;
}

/* A constant that is no plain number, such as the address of a global. */
static bool is_opaque_constant(LLVMValueRef value) {
  return LLVMIsAConstant(value) && !LLVMIsAConstantInt(value);
}

/* A local at -O0: it shows what it holds if all that is ever stored there is shown. */
static bool look_into_local(struct search *s, LLVMValueRef local) {
  bool stored = false;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsALoadInst(user))
      continue;
    LLVMValueRef value = LLVMIsAStoreInst(user) ? LLVMGetOperand(user, 0) : nullptr;
    if (!value || LLVMGetOperand(user, 1) != local || is_sentinel(value) ||
        is_opaque_constant(value))
      return false;
    look_at(s, value);
    stored = true;
  }
  return stored;
}

/* Looks at what VALUE is computed from. */
static void look_behind(struct search *s, LLVMValueRef value) {
  bool shown = false;
  if (LLVMIsAInstruction(value) && is_arithmetic(value)) {
    shown = true;
    for (int i = LLVMIsASelectInst(value) ? 1 : 0; i < LLVMGetNumOperands(value); i++) {
      LLVMValueRef operand = LLVMGetOperand(value, (unsigned)i);
      shown &= !is_opaque_constant(operand);
      look_at(s, operand);
    }
  } else if (LLVMIsALoadInst(value) && LLVMIsAAllocaInst(LLVMGetOperand(value, 0))) {
    shown = look_into_local(s, LLVMGetOperand(value, 0));
  }
  if (!shown)
    hide(s, value);
}

/* VALUE is hidden: so is what is computed from it, as far as somebody looked at that. */
static void hide_users(struct search *s, LLVMValueRef value) {
  for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 0) == value) {
      LLVMValueRef local = LLVMGetOperand(user, 1);
      for (LLVMUseRef at = LLVMIsAAllocaInst(local) ? LLVMGetFirstUse(local) : nullptr; at;
           at = LLVMGetNextUse(at))
        if (LLVMIsALoadInst(LLVMGetUser(at)) && facts_has(s->facts, LLVMGetUser(at), FACT_SHOWN))
          hide(s, LLVMGetUser(at));
    }
    bool only_chooses = LLVMIsASelectInst(user) && LLVMGetOperand(user, 1) != value &&
                        LLVMGetOperand(user, 2) != value;
    if (is_arithmetic(user) && !only_chooses && facts_has(s->facts, user, FACT_SHOWN))
      hide(s, user);
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
  while (s.todo.count)
    look_behind(&s, s.todo.items[--s.todo.count]);
  while (s.hidden.count)
    hide_users(&s, s.hidden.items[--s.hidden.count]);
  list_free(&s.todo);
  list_free(&s.hidden);
}
