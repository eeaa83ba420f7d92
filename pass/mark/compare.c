/*===- compare.c - keeps equal values apart ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * After `if (s == key)` the optimizer may use key instead of s, since their bits are the same.
 * Their histories are not, so a correct reclaim(s) would be reported. LLVM does not do this to
 * pointers in most places. It does after (uintptr_t)s == (uintptr_t)key, in `s == key ? s : key`
 * (LLVM 19), and after s == &object. So both operands of a compare go through a pure call that
 * hides them:
 *
 *   %c = icmp eq i64 %s, %key
 * becomes
 *   %1 = call i64 @custody.compare.i64(i64 %s)
 *   %2 = call i64 @custody.compare.i64(i64 %key)
 *   %c = icmp eq i64 %1, %2
 *
 * Compares of pointers are hidden only in functions with a mark, and where a select depends on the
 * compare: a loop over an iterator is slow without its compare. In Rust nearly every function has a
 * mark of a borrow, so there only marks of boundaries count.
 */
#include "mark.h"

/* Whether VALUE is a pointer cast to an integer. */
static bool from_pointer(LLVMValueRef value) {
  return (LLVMIsAInstruction(value) && LLVMGetInstructionOpcode(value) == LLVMPtrToInt) ||
         (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMPtrToInt);
}

/* Whether a select depends on COMPARE. */
static bool feeds_select(LLVMValueRef compare) {
  for (LLVMUseRef use = LLVMGetFirstUse(compare); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsASelectInst(user) && LLVMGetOperand(user, 0) == compare)
      return true;
  }
  return false;
}

/* Whether the operands of COMPARE are to be hidden. MARKED: its function has a mark that counts. */
static bool wants_wrap(LLVMValueRef compare, bool marked) {
  LLVMIntPredicate predicate = LLVMGetICmpPredicate(compare);
  LLVMValueRef a = LLVMGetOperand(compare, 0), b = LLVMGetOperand(compare, 1);
  if (predicate != LLVMIntEQ && predicate != LLVMIntNE)
    return false;
  if (LLVMIsAConstantPointerNull(a) || LLVMIsAConstantPointerNull(b) || LLVMIsAConstantInt(a) ||
      LLVMIsAConstantInt(b))
    return false; /* nobody releases null or a constant */
  if (is_i64(LLVMTypeOf(a)))
    return from_pointer(a) || from_pointer(b) || (marked && feeds_select(compare));
  return is_pointer(LLVMTypeOf(a)) && (marked || feeds_select(compare));
}

/* Hides operand INDEX of COMPARE. */
static void wrap_operand(struct module *m, LLVMValueRef compare, unsigned index) {
  LLVMValueRef operand = LLVMGetOperand(compare, index);
  enum mark mark = is_pointer(LLVMTypeOf(operand)) ? MARK_COMPARE : MARK_COMPARE_I64;
  build_before(m, compare);
  LLVMSetOperand(compare, index, call_mark(m, mark, operand, nullptr, nullptr));
}

/* The block that follows BLOCK; NULL unless there is exactly one. */
static LLVMBasicBlockRef only_successor(LLVMBasicBlockRef block) {
  LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
  return LLVMGetNumSuccessors(end) == 1 ? LLVMGetSuccessor(end, 0) : nullptr;
}

/* Whether COMPARE chooses between two branches that meet again at once: the optimizer makes a
 * select of them. */
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
    marked = mark != MARK_COUNT && ((mark != MARK_BORROW && mark != MARK_REBORROW) || !rust);
  }
  for (size_t i = 0; i < all.count; i++)
    if (LLVMIsAICmpInst(all.items[i]) && wants_wrap(all.items[i], marked)) {
      wrap_operand(m, all.items[i], 0);
      wrap_operand(m, all.items[i], 1);
    }
  list_free(&all);
}
