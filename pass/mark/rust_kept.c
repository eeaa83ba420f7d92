/*===- rust_kept.c - vectors that ManuallyDrop takes apart -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Before Vec::into_raw_parts was stable, a vector was taken apart by hand:
 *
 *   let mut kept = ManuallyDrop::new(vector);
 *   let raw = kept.as_mut_ptr();
 *
 * The call of as_mut_ptr is then a release. Its IR is
 *
 *   call void @ManuallyDrop::new(ptr sret %kept, ptr %vector)
 *   %v = call ptr @<ManuallyDrop as DerefMut>::deref_mut(ptr %kept)
 *   %raw = call ptr @<Vec>::as_mut_ptr(ptr %v)
 *
 * The local %kept may have no other use than these calls, so that it is never dropped, moved or turned
 * back into a vector. Elsewhere as_mut_ptr is no boundary, since the vector keeps its memory.
 */
#include "mark_private.h"

#include <string.h>

/* Whether SYMBOL is a mangled name with all of PARTS, which end in NULL. */
static bool has_parts(const char *symbol, const char *const *parts) {
  for (; *parts; parts++)
    if (!strstr(symbol, *parts))
      return false;
  return rust_is_mangled(symbol);
}

static bool is_as_mut_ptr(LLVMValueRef call) {
  static const char *const parts[] = {"5alloc3vec", "3Vec", "10as_mut_ptr", nullptr};
  return has_parts(callee_symbol(call), parts);
}

/* Whether CALL is ManuallyDrop's `new`, which writes to memory. */
static bool is_new(LLVMValueRef call) {
  static const char *const parts[] = {"4core3mem13manually_drop", "12ManuallyDrop", "3new",
                                      nullptr};
  return has_parts(callee_symbol(call), parts);
}

/* Whether CALL is deref or deref_mut of a ManuallyDrop. */
static bool is_deref(LLVMValueRef call) {
  static const char *const parts[] = {"4core3mem13manually_drop", "12ManuallyDrop", "5deref",
                                      nullptr};
  return has_parts(callee_symbol(call), parts);
}

/* Whether LOCAL is made by ManuallyDrop::new, and nothing but the vector in it is used. */
static bool is_kept(LLVMValueRef local) {
  bool made = false;
  for (LLVMUseRef use = LLVMGetFirstUse(local); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!is_call(user))
      return false;
    if (is_new(user) && LLVMGetOperand(user, 0) == local)
      made = true;
    else if (!is_deref(user) &&
             !(direct_callee(user) && !strncmp(callee_symbol(user), "llvm.lifetime.", 14)))
      return false;
  }
  return made;
}

/* The vector that CALL takes the pointer of; NULL if CALL is no release. */
static LLVMValueRef kept_vector(LLVMValueRef call) {
  if (!is_call(call) || !is_as_mut_ptr(call) || LLVMGetNumArgOperands(call) != 1)
    return nullptr;
  LLVMValueRef vector = LLVMGetOperand(call, 0);
  if (!LLVMIsAInstruction(vector) || !is_call(vector) || !is_deref(vector) ||
      LLVMGetNumArgOperands(vector) != 1)
    return nullptr;
  LLVMValueRef local = LLVMGetOperand(vector, 0);
  return LLVMIsAAllocaInst(local) && is_kept(local) ? vector : nullptr;
}

/* The number of elements that VECTOR, whose pointer CALL returns, has memory for. Emitted at the
 * builder. NULL if debug info does not say where it is, or if the elements have no size. */
static LLVMValueRef capacity_of(struct module *m, LLVMValueRef call, LLVMValueRef vector) {
  LLVMValueRef callee = direct_callee(call);
  struct rust_pointer raw = rust_returned(callee);
  const struct rust_signature *s = rust_signature_of(m, callee);
  uint64_t offset;
  if (raw.kind != RUST_RAW || !rust_pointee_size(&raw) || s->count != 1 ||
      !rust_capacity_offset(s->parameters[0].pointee, &offset))
    return nullptr;
  LLVMValueRef index = l_i64(m, offset);
  LLVMValueRef address = LLVMBuildGEP2(m->b, m->t_i8, vector, &index, 1, "");
  return LLVMBuildLoad2(m->b, m->t_i64, address, "");
}

/* Marks CALL as the release of VECTOR's memory. */
static void mark_kept(struct module *m, LLVMValueRef function, LLVMValueRef call,
                      LLVMValueRef vector) {
  build_before(m, call);
  LLVMValueRef capacity = capacity_of(m, call, vector);
  if (!capacity)
    return;
  struct role role = {.kind = ROLE_RELEASE,
                      .rust = true,
                      .parameter = -1,
                      .ir_parameter = -1,
                      .sizes = {CUSTODY_UNKNOWN_SIZE, 0}};
  LLVMValueRef site = boundary_site(m, function, call, direct_callee(call), &role);
  call_mark(m, MARK_ENTER, site, nullptr, nullptr);
  build_after(m, call);
  LLVMValueRef made = release_elements(m, direct_callee(call), &role, call, capacity, site);
  /* What was emitted in between still uses CALL itself. */
  LLVMReplaceAllUsesWith(call, made);
  for (LLVMValueRef at = made; at && at != call; at = LLVMGetPreviousInstruction(at))
    for (unsigned i = 0; i < (unsigned)LLVMGetNumOperands(at); i++)
      if (LLVMGetOperand(at, i) == made)
        LLVMSetOperand(at, i, call);
}

void rust_mark_kept(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef vector = kept_vector(all.items[i]);
    if (vector)
      mark_kept(m, function, all.items[i], vector);
  }
  list_free(&all);
}
