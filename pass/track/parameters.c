/*===- parameters.c - what a function does at its entry -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "track_private.h"

/* Whether VALUE has a pointer in it, other than null. */
static bool stores_pointer(struct function *f, LLVMValueRef value) {
  unsigned count;
  if (LLVMIsAConstantPointerNull(value))
    return false;
  return has_pointer_leaf(f->m, LLVMTypeOf(value), &count) ||
         (is_i64(LLVMTypeOf(value)) && integer_may_carry(f, value));
}

/* Whether PARAMETER, or an offset of it, is an address that a pointer may be stored to. */
static bool stores_through(struct function *f, LLVMValueRef value, unsigned depth) {
  if (depth > 4)
    return true;
  for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsAInstruction(user))
      continue;
    switch (LLVMGetInstructionOpcode(user)) {
    case LLVMStore:
      if (LLVMGetOperand(user, 1) == value && stores_pointer(f, LLVMGetOperand(user, 0)))
        return true;
      break;
    case LLVMGetElementPtr:
      if (stores_through(f, user, depth + 1))
        return true;
      break;
    case LLVMPHI:
    case LLVMSelect:
    case LLVMCall:
    case LLVMInvoke:
    case LLVMFreeze:
    case LLVMAtomicCmpXchg:
      return true;
    case LLVMAtomicRMW:
      if (LLVMGetAtomicRMWBinOp(user) == LLVMAtomicRMWBinOpXchg)
        return true;
      break;
    default:
      break;
    }
  }
  return false;
}

void lower_out_parameters(struct function *f) {
  if (demand_is_local(f->m, f->fn))
    return; /* its callers know */
  for (unsigned i = 0; i < LLVMCountParams(f->fn); i++) {
    LLVMValueRef parameter = LLVMGetParam(f->fn, i);
    if (is_pointer(LLVMTypeOf(parameter)) && stores_through(f, parameter, 0)) {
      tags_of_entry(f);
      return;
    }
  }
}

void lower_byval_parameters(struct function *f) {
  struct module *m = f->m;
  unsigned slot = 0;
  for (unsigned i = 0; i < LLVMCountParams(f->fn); i++) {
    LLVMValueRef parameter = LLVMGetParam(f->fn, i);
    LLVMTypeRef type =
        is_pointer(LLVMTypeOf(parameter)) ? parameter_type_attribute(f->fn, i, "byval") : nullptr;
    if (!type || slot >= CUSTODY_BYVAL_SLOTS)
      continue;
    LLVMValueRef entry = tags_of_entry(f);
    build_before(m, f->entry_point);
    LLVMValueRef arguments[] = {parameter, l_i64(m, slot++),
                                l_i64(m, LLVMABISizeOfType(m->layout, type)), entry};
    fast_call(m, "byval_enter", arguments, 4);
  }
}
