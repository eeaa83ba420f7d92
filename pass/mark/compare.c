/*===- compare.c - keeps equal values apart -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * After `if (s == key)` the optimizer may use key for s: the bits are the same. For a tag they are
 * not, and a correct reclaim(s) would be reported. LLVM keeps pointers apart in most places, but
 * not (uintptr_t)s == (uintptr_t)key, not `s == key ? s : key` (LLVM 19), not s == &object.
 * So what is compared becomes the result of an opaque pure call:
 *
 *   %c = icmp eq i64 %s, %key
 * becomes
 *   %1 = call i64 @custody.compare.i64(i64 %s)
 *   %2 = call i64 @custody.compare.i64(i64 %key)
 *   %c = icmp eq i64 %1, %2
 *
 * Pointer compares are wrapped only where it matters (in a function with a mark, or where a select
 * has the compared values as its arms), because loops over iterators need theirs. In Rust nearly every
 * function has a borrow: there it is boundaries that count.
 */
#include "mark.h"

static bool from_pointer(LLVMValueRef value) {
  return (LLVMIsAInstruction(value) && LLVMGetInstructionOpcode(value) == LLVMPtrToInt) ||
         (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMPtrToInt);
}

static bool selects_between(LLVMValueRef compare) {
  for (LLVMUseRef use = LLVMGetFirstUse(compare); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsASelectInst(user) && LLVMGetOperand(user, 0) == compare)
      return true;
  }
  return false;
}

static bool wants_wrap(LLVMValueRef compare, bool marked) {
  LLVMIntPredicate predicate = LLVMGetICmpPredicate(compare);
  LLVMValueRef a = LLVMGetOperand(compare, 0), b = LLVMGetOperand(compare, 1);
  if (predicate != LLVMIntEQ && predicate != LLVMIntNE)
    return false;
  if (LLVMIsAConstantPointerNull(a) || LLVMIsAConstantPointerNull(b) || LLVMIsAConstantInt(a) ||
      LLVMIsAConstantInt(b))
    return false; /* null and small numbers were never released */
  if (is_i64(LLVMTypeOf(a)))
    return from_pointer(a) || from_pointer(b) || (marked && selects_between(compare));
  return is_pointer(LLVMTypeOf(a)) && (marked || selects_between(compare));
}

static void wrap_operand(struct module *m, LLVMValueRef compare, unsigned index) {
  LLVMValueRef operand = LLVMGetOperand(compare, index);
  LLVMValueRef function =
      mark_function(m, is_pointer(LLVMTypeOf(operand)) ? MARK_COMPARE : MARK_COMPARE_I64);
  build_before(m, compare);
  LLVMSetOperand(compare, index,
                 LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, &operand, 1, ""));
  m->changed = true;
}

static LLVMBasicBlockRef only_successor(LLVMBasicBlockRef block) {
  LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
  return LLVMGetNumSuccessors(end) == 1 ? LLVMGetSuccessor(end, 0) : nullptr;
}

/* Whether COMPARE only chooses between two ways that meet again at once: what becomes a select. */
static bool chooses(LLVMValueRef compare) {
  LLVMValueRef branch = LLVMGetBasicBlockTerminator(LLVMGetInstructionParent(compare));
  LLVMIntPredicate predicate = LLVMGetICmpPredicate(compare);
  LLVMValueRef a = LLVMGetOperand(compare, 0), b = LLVMGetOperand(compare, 1);
  if ((predicate != LLVMIntEQ && predicate != LLVMIntNE) || !is_pointer(LLVMTypeOf(a)) ||
      LLVMIsAConstantPointerNull(a) || LLVMIsAConstantPointerNull(b) ||
      !LLVMIsABranchInst(branch) || !LLVMIsConditional(branch) ||
      LLVMGetCondition(branch) != compare)
    return false;
  LLVMBasicBlockRef yes = LLVMGetSuccessor(branch, 0), no = LLVMGetSuccessor(branch, 1);
  return only_successor(yes) == no || only_successor(no) == yes ||
         (only_successor(yes) && only_successor(yes) == only_successor(no));
}

void compare_wrap_choices(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++)
    if (LLVMIsAICmpInst(all.items[i]) && chooses(all.items[i])) {
      wrap_operand(m, all.items[i], 0);
      wrap_operand(m, all.items[i], 1);
    }
  list_free(&all);
}

void compare_wrap(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  bool marked = false, rust = custody_seam_is_rust(function);
  for (size_t i = 0; i < all.count && !marked; i++) {
    enum mark mark = is_call(all.items[i]) ? mark_of_call(all.items[i]) : MARK_COUNT;
    marked = mark != MARK_COUNT && (mark != MARK_BORROW || !rust);
  }
  for (size_t i = 0; i < all.count; i++)
    if (LLVMIsAICmpInst(all.items[i]) && wants_wrap(all.items[i], marked)) {
      wrap_operand(m, all.items[i], 0);
      wrap_operand(m, all.items[i], 1);
    }
  list_free(&all);
}
