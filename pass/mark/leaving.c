/*===- leaving.c - where a reference leaves a function ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The mark of a borrow goes only to uses by which the pointer leaves the function. Loads and stores
 * through it keep the pointer itself, about which the optimizer knows more. An operand of a call is
 * never marked because the callee takes a reference: it is the raw pointer of the caller, and the
 * callee marks its own parameters.
 */
#include "mark_private.h"

#include <string.h>

/*===-- Where a pointer leaves --------------------------------------------------===*/

/* Whether the address that CAST makes is only compared, or tested for alignment, as debug builds
 * do. */
static bool is_only_tested(LLVMValueRef cast) {
  for (LLVMUseRef use = LLVMGetFirstUse(cast); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    bool masked = LLVMIsAInstruction(user) && LLVMGetInstructionOpcode(user) == LLVMAnd &&
                  LLVMIsAConstantInt(LLVMGetOperand(user, 1)) &&
                  LLVMConstIntGetZExtValue(LLVMGetOperand(user, 1)) < 1 << 16;
    if (!LLVMIsAICmpInst(user) && !masked)
      return false;
  }
  return true;
}

/* Whether ARGUMENT of CALL has ATTRIBUTE. */
static bool argument_has(LLVMValueRef call, unsigned argument, const char *attribute) {
  unsigned kind = LLVMGetEnumAttributeKindForName(attribute, strlen(attribute));
  return LLVMGetCallSiteEnumAttribute(call, argument + 1, kind) != nullptr;
}

/* Whether OPERAND of CALL need not be marked: the callee only reads or writes through it, or marks
 * it itself. */
static bool call_keeps(struct module *m, LLVMValueRef call, unsigned operand) {
  LLVMValueRef callee = direct_callee(call);
  unsigned arguments = LLVMGetNumArgOperands(call);
  if (operand >= arguments || mark_of_call(call) != MARK_COUNT)
    return true; /* the callee itself, or a mark that is there already */
  if (callee && LLVMGetIntrinsicID(callee))
    return true;
  if (callee && !LLVMIsDeclaration(callee)) {
    const struct rust_signature *s = rust_signature_of(m, callee);
    return operand < s->count && rust_is_borrow(m, &s->parameters[operand]);
  }
  /* rustc gives these attributes to a reference, unless its type has cells or is not Unpin. */
  return argument_has(call, operand, "dereferenceable") && argument_has(call, operand, "noalias");
}

/* Whether the pointer that is OPERAND of USER leaves the function there. MARKED_RETURN: the value
 * that the function returns is marked anyway. */
static bool leaves_here(struct module *m, LLVMValueRef user, unsigned operand, bool marked_return) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMLoad:
  case LLVMICmp:
    return false;
  case LLVMStore:
    return operand == 0 && !is_never_read(LLVMGetOperand(user, 1));
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return operand != 0;
  case LLVMPtrToInt:
    return !is_only_tested(user);
  case LLVMCall:
  case LLVMInvoke:
    return !call_keeps(m, user, operand);
  case LLVMRet:
    return !marked_return;
  default:
    return true;
  }
}

/*===-- Which uses count ---------------------------------------------------------===*/

/* Adds the blocks that can be reached from the end of BLOCK to REACHED. */
static void reach_from(LLVMBasicBlockRef block, struct map *reached) {
  struct list todo = {};
  list_add(&todo, LLVMBasicBlockAsValue(block));
  while (todo.count) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(LLVMValueAsBasicBlock(todo.items[--todo.count]));
    for (unsigned i = 0; end && i < LLVMGetNumSuccessors(end); i++) {
      LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);
      uintptr_t *known = map_put(reached, next);
      if (!*known)
        list_add(&todo, LLVMBasicBlockAsValue(next));
      *known = 1;
    }
  }
  list_free(&todo);
}

/* Whether USER may run after BEHIND. REACHED has the blocks that can be reached from there. */
static bool runs_after(LLVMValueRef user, LLVMValueRef behind, struct map *reached) {
  LLVMBasicBlockRef block = LLVMGetInstructionParent(user);
  if (map_find(reached, block))
    return true;
  if (block != LLVMGetInstructionParent(behind))
    return false;
  for (LLVMValueRef at = behind; at; at = LLVMGetNextInstruction(at))
    if (at == user)
      return true;
  return false;
}

/* Whether CALL rebuilds a Box from OPERAND, and needs no more than what BORROW spans: then the
 * reference is as good as the pointer that it was made of. */
static bool is_covered(struct module *m, LLVMValueRef call, unsigned operand,
                       const struct borrow *borrow) {
  LLVMValueRef callee = borrow->covers && is_call(call) ? direct_callee(call) : nullptr;
  for (const struct role *r = callee ? roles_of(m, callee) : nullptr; r; r = r->next)
    if (r->kind == ROLE_RECLAIM && r->rust && r->ir_parameter == (int)operand &&
        strstr(callee_symbol(call), "5alloc5boxed"))
      return r->sizes[1] && r->sizes[1] != CUSTODY_UNKNOWN_SIZE && r->sizes[1] <= borrow->covers;
  return false;
}

/*===-- Marks ---------------------------------------------------------------------===*/

LLVMValueRef build_borrow(struct module *m, LLVMValueRef value, const struct borrow *borrow) {
  if (!borrow->site)
    return call_mark(m, MARK_REBORROW, value, nullptr, nullptr);
  LLVMValueRef made = call_mark(m, MARK_BORROW, value, borrow->site, nullptr);
  if (!borrow->length)
    return made;
  /* What an empty slice was made of is not followed: nothing can be rebuilt from no elements. */
  LLVMValueRef unknown = call_mark(m, MARK_COMPARE, value, nullptr, nullptr);
  LLVMValueRef empty = LLVMBuildICmp(m->b, LLVMIntEQ, borrow->length, l_i64(m, 0), "");
  return LLVMBuildSelect(m->b, empty, unknown, made, "");
}

/* Whether VALUE leaves by OPERAND of USER, and BORROW concerns that use. */
static bool is_wanted(struct module *m, LLVMValueRef user, unsigned operand,
                      const struct borrow *borrow, struct map *reached) {
  return (!borrow->only || borrow->only == user) &&
         leaves_here(m, user, operand, borrow->marked_return) &&
         (!borrow->behind || runs_after(user, borrow->behind, reached)) &&
         !is_covered(m, user, operand, borrow);
}

/* Puts the builder behind VALUE, an argument or an instruction. False if nothing can stand there. */
static bool build_behind(struct module *m, LLVMValueRef function, LLVMValueRef value) {
  if (!LLVMIsAInstruction(value)) {
    build_entry(m, function);
  } else if (LLVMIsAInvokeInst(value)) {
    build_before(m, LLVMGetFirstInstruction(LLVMGetNormalDest(value))); /* it was split off */
  } else if (!LLVMIsAPHINode(value)) {
    build_after(m, value);
  } else {
    LLVMValueRef at = value;
    while (LLVMIsAPHINode(at))
      at = LLVMGetNextInstruction(at);
    if (LLVMIsALandingPadInst(at))
      return false;
    build_before(m, at);
  }
  return true;
}

/* Gives USER the mark MADE of VALUE in each operand by which VALUE leaves. Makes it if it is not there
 * yet. */
static void set_uses(struct module *m, LLVMValueRef function, LLVMValueRef user, LLVMValueRef value,
                     const struct borrow *borrow, struct map *reached, LLVMValueRef *made) {
  for (int i = 0; i < LLVMGetNumOperands(user); i++) {
    if (LLVMGetOperand(user, (unsigned)i) != value ||
        !is_wanted(m, user, (unsigned)i, borrow, reached))
      continue;
    if (!*made && build_behind(m, function, value))
      *made = build_borrow(m, value, borrow);
    if (*made)
      LLVMSetOperand(user, (unsigned)i, *made);
  }
}

void mark_leaving(struct module *m, LLVMValueRef function, LLVMValueRef value,
                  const struct borrow *borrow) {
  struct list todo = {};
  struct map reached = {};
  if (borrow->behind)
    reach_from(LLVMGetInstructionParent(borrow->behind), &reached);
  list_add(&todo, value);
  while (todo.count) {
    LLVMValueRef at = todo.items[--todo.count];
    struct list users = {};
    struct map seen = {};
    for (LLVMUseRef use = LLVMGetFirstUse(at); use; use = LLVMGetNextUse(use)) {
      LLVMValueRef user = LLVMGetUser(use);
      if (LLVMIsAGetElementPtrInst(user) && LLVMGetOperand(user, 0) == at &&
          is_pointer(LLVMTypeOf(user)) && !borrow->only)
        list_add(&todo, user);
      else if (LLVMIsAInstruction(user) && !*map_put(&seen, user)) {
        *map_put(&seen, user) = 1;
        list_add(&users, user);
      }
    }
    map_free(&seen);
    LLVMValueRef made = nullptr;
    for (size_t i = 0; i < users.count; i++)
      set_uses(m, function, users.items[i], at, borrow, &reached, &made);
    list_free(&users);
  }
  list_free(&todo);
  map_free(&reached);
}
