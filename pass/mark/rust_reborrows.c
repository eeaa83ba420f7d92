/*===- rust_reborrows.c - values that may be a local reference ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * After `let r = &*p;` the reference and the pointer are one value. Custody cannot know which of the
 * two a use of that value is. What it can know is that there is a reference, so the value is marked
 * where it leaves:
 *
 *   %q = call ptr @custody.mark.reborrow(ptr %p)
 *   call void @from_raw(ptr %q)                       ; from_raw(p), or from_raw(r)?
 *
 * The mark keeps the history. But a reclaim of %q is not proven to be right.
 *
 * A variable of the type of a reference shows the reborrow (rust/locals.c). So do the checks that a debug
 * build makes for each use of a raw pointer, where nothing but a call follows that could be the use:
 *
 *   %a = ptrtoint ptr %p to i64
 *   %z = icmp eq i64 %a, 0
 *   br i1 %z, label %null, label %ok
 * ok:
 *   call void @from_raw(ptr %p)                       ; from_raw(&*p)
 */
#include "mark_private.h"

#include <string.h>

/* Whether VALUE is a reference for certain, so that it is marked as a borrow anyway. */
static bool is_certain(struct module *m, LLVMValueRef function, LLVMValueRef value) {
  if (LLVMIsAArgument(value)) {
    const struct rust_signature *s = rust_signature_of(m, function);
    for (unsigned i = 0; i < s->count; i++)
      if (LLVMGetParam(function, i) == value)
        return rust_is_borrow(m, &s->parameters[i]);
    return false;
  }
  if (!is_call(value))
    return false;
  enum mark mark = mark_of_call(value);
  LLVMValueRef callee = direct_callee(value);
  if (mark != MARK_COUNT || !callee || LLVMIsDeclaration(callee))
    return mark == MARK_BORROW;
  struct rust_pointer p = rust_returned(callee);
  return rust_is_borrow(m, &p);
}

/* Whether P, a reference, may be worth less than what it was made of. */
static bool may_lose(struct module *m, const struct rust_pointer *p) {
  return rust_is_borrow(m, p) || (p->dynamic && p->kind == RUST_SHARED);
}

/*===-- Checks of raw pointers ------------------------------------------------===*/

/* Whether BLOCK does nothing but panic. */
static bool is_panic(LLVMBasicBlockRef block) {
  LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
  LLVMValueRef before = end ? LLVMGetPreviousInstruction(end) : nullptr;
  return before && LLVMIsAUnreachableInst(end) && is_call(before) &&
         strstr(callee_symbol(before), "panic");
}

/* The block in which the program goes on behind END, unless it panics or unwinds; NULL if there is a
 * choice. */
static LLVMBasicBlockRef next_block(LLVMValueRef end) {
  if (LLVMIsAInvokeInst(end))
    return LLVMGetNormalDest(end);
  if (!LLVMIsABranchInst(end))
    return nullptr;
  LLVMBasicBlockRef first = LLVMGetSuccessor(end, 0);
  if (LLVMGetNumSuccessors(end) == 1)
    return first;
  LLVMBasicBlockRef second = LLVMGetSuccessor(end, 1);
  return is_panic(second) ? first : is_panic(first) ? second : nullptr;
}

/* VALUE without the bit operations of such a check. */
static LLVMValueRef strip_bits(LLVMValueRef value) {
  while (LLVMIsAInstruction(value) &&
         (LLVMGetInstructionOpcode(value) == LLVMXor || LLVMGetInstructionOpcode(value) == LLVMAnd))
    value = LLVMGetOperand(value, 0);
  return value;
}

/* The pointer for which the branch END panics if it is null or not aligned; else NULL. */
static LLVMValueRef checked_pointer(LLVMValueRef end) {
  LLVMBasicBlockRef ok =
      LLVMIsABranchInst(end) && LLVMIsConditional(end) ? next_block(end) : nullptr;
  if (!ok)
    return nullptr;
  LLVMBasicBlockRef bad = LLVMGetSuccessor(end, LLVMGetSuccessor(end, 0) == ok);
  const char *panic = callee_symbol(LLVMGetPreviousInstruction(LLVMGetBasicBlockTerminator(bad)));
  if (!strstr(panic, "panic_null_pointer_dereference") &&
      !strstr(panic, "panic_misaligned_pointer_dereference"))
    return nullptr;
  LLVMValueRef compare = strip_bits(LLVMGetCondition(end));
  LLVMValueRef cast = LLVMIsAICmpInst(compare) ? strip_bits(LLVMGetOperand(compare, 0)) : nullptr;
  return cast && LLVMIsAInstruction(cast) && LLVMGetInstructionOpcode(cast) == LLVMPtrToInt
             ? LLVMGetOperand(cast, 0)
             : nullptr;
}

static bool has_operand(LLVMValueRef user, LLVMValueRef value) {
  for (int i = 0; i < LLVMGetNumOperands(user); i++)
    if (LLVMGetOperand(user, (unsigned)i) == value)
      return true;
  return false;
}

/* Whether STORE keeps one of LOCALS for the debugger. */
static bool keeps_reference(const struct rust_locals *locals, LLVMValueRef store) {
  for (size_t i = 0; i < locals->reference_count; i++)
    if (locals->references[i].at == store)
      return true;
  return false;
}

/* The first instruction behind the check END that uses POINTER; NULL where the way forks before, or if the
 * reference has a name. */
static LLVMValueRef first_use(const struct rust_locals *locals, LLVMValueRef end,
                              LLVMValueRef pointer) {
  enum { FAR = 8 }; /* blocks */
  LLVMBasicBlockRef block = next_block(end);
  for (unsigned i = 0; i < FAR && block; i++) {
    for (LLVMValueRef at = LLVMGetFirstInstruction(block); at; at = LLVMGetNextInstruction(at)) {
      if (!has_operand(at, pointer))
        continue;
      if (!LLVMIsAStoreInst(at) || !is_never_read(LLVMGetOperand(at, 1)))
        return at;
      if (keeps_reference(locals, at))
        return nullptr;
    }
    block = next_block(LLVMGetBasicBlockTerminator(block));
  }
  return nullptr;
}

/* Marks the references of FUNCTION that have no name: `from_raw(&*p)`. */
static void mark_checked(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                         bool marked_return) {
  struct list ends = {};
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block))
    list_add(&ends, LLVMGetBasicBlockTerminator(block));
  for (size_t i = 0; i < ends.count; i++) {
    LLVMValueRef pointer = checked_pointer(ends.items[i]);
    LLVMValueRef user = pointer ? first_use(locals, ends.items[i], pointer) : nullptr;
    if (!user)
      continue;
    /* An offset, of a field or element, belongs to this one place expression. */
    bool offset = LLVMIsAGetElementPtrInst(user) && LLVMGetOperand(user, 0) == pointer;
    struct borrow borrow = {.marked_return = marked_return, .only = offset ? nullptr : user};
    mark_leaving(m, function, offset ? user : pointer, &borrow);
  }
  list_free(&ends);
}

void rust_mark_reborrows(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                         bool marked_return) {
  for (size_t i = 0; i < locals->reference_count; i++) {
    const struct rust_local *l = &locals->references[i];
    if (!may_lose(m, &l->pointer) || is_certain(m, function, l->value))
      continue;
    struct borrow borrow = {
        .marked_return = marked_return,
        .behind = l->at,
        .covers = l->pointer.kind == RUST_EXCLUSIVE ? rust_pointee_size(&l->pointer) : 0,
    };
    mark_leaving(m, function, l->value, &borrow);
  }
  mark_checked(m, function, locals, marked_return);
}
