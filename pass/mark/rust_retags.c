/*===- rust_retags.c - borrows that rustc itself writes down -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A retag is the moment at which a pointer becomes a reference. With -Zcodegen-emit-retag (rustc of
 * July 2026 and later; rust-lang/rust#158100, #159245) each is a call of a function that does not
 * exist:
 *
 *   %b = call ptr @__rust_retag_reg(ptr %p, i64 <size>, i8 <flags>, ptr <cells>, ptr <pinned>)
 *        call void @__rust_retag_mem(ptr %place, ... )      ; the pointer lies at %place
 *
 * They include the borrows inside of a function, so debug info is not needed. They become marks:
 *
 *   %b = call ptr @custody.mark.borrow(ptr %p, ptr @custody.site)
 *        call void @custody.mark.borrow_in_place(ptr %place, ptr @custody.site)
 */
#include "mark_private.h"

#include <string.h>

/* Flags of a retag, as in rustc_codegen_ssa. */
enum { IS_MUTABLE = 2, IS_BOX = 4, IS_FREEZE = 8 };

static const char reg[] = "__rust_retag_reg", mem[] = "__rust_retag_mem";

bool rust_has_retags(struct module *m) {
  return LLVMGetNamedFunction(m->module, reg) || LLVMGetNamedFunction(m->module, mem);
}

/* Whether POINTER may be a wide one. The size in its retag is then not that of what it points to,
 * but that of what comes before the slice. */
static bool may_be_wide(struct module *m, LLVMValueRef pointer) {
  if (LLVMIsAExtractValueInst(pointer))
    return true;
  if (!LLVMIsAArgument(pointer))
    return false;
  LLVMValueRef next = LLVMGetNextParam(pointer);
  return next && (is_i64(LLVMTypeOf(next)) || is_pointer(LLVMTypeOf(next))) &&
         rust_is_wide_parameter(m, pointer);
}

/* The site of the retag CALL; NULL if the reference keeps all permissions, or if it is not known
 * which ones it loses. */
static LLVMValueRef retag_site(struct module *m, LLVMValueRef function, LLVMValueRef call) {
  LLVMValueRef size = LLVMGetOperand(call, 1), flags = LLVMGetOperand(call, 2);
  LLVMValueRef pinned = LLVMGetOperand(call, 4);
  if (!LLVMIsAConstantInt(size) || !LLVMIsAConstantInt(flags) || !LLVMConstIntGetZExtValue(size))
    return nullptr;
  uint64_t is = LLVMConstIntGetZExtValue(flags);
  bool exclusive = is & IS_MUTABLE, wide = may_be_wide(m, LLVMGetOperand(call, 0));
  if ((is & IS_BOX) || (exclusive && (wide || !LLVMIsAConstantPointerNull(pinned))))
    return nullptr;
  struct site site = {
      .kind = exclusive ? CUSTODY_KIND_EXCLUSIVE : CUSTODY_KIND_SHARED,
      .flags = CUSTODY_SITE_FRESH | (!exclusive && !(is & IS_FREEZE) ? CUSTODY_SITE_CELLS : 0),
      .span = wide ? 0 : LLVMConstIntGetZExtValue(size),
      .header = CUSTODY_UNKNOWN_SIZE,
  };
  return site_make(m, function, call, &site);
}

/* Replaces the retag CALL by a mark. IN_MEMORY: its operand is where the pointer lies. */
static void lower_retag(struct module *m, LLVMValueRef function, LLVMValueRef call,
                        bool in_memory) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0);
  LLVMValueRef site = retag_site(m, function, call);
  build_before(m, call);
  if (in_memory && site)
    call_mark(m, MARK_BORROW_IN_PLACE, pointer, site, nullptr);
  if (!in_memory)
    LLVMReplaceAllUsesWith(call,
                           site ? call_mark(m, MARK_BORROW, pointer, site, nullptr) : pointer);
  LLVMInstructionEraseFromParent(call);
}

void rust_mark_retags(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef call = all.items[i];
    const char *name = callee_symbol(call);
    bool in_memory = !strcmp(name, mem);
    if ((in_memory || !strcmp(name, reg)) && LLVMGetNumArgOperands(call) == 5 &&
        LLVMGetInstructionOpcode(call) == LLVMCall)
      lower_retag(m, function, call, in_memory);
  }
  list_free(&all);
}
