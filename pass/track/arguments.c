/*===- arguments.c - the tags of the fixed arguments of a call ---*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "arguments.h"
#include "calls.h"
#include "lost.h"

static void collect_byval(struct function *f, LLVMValueRef call, unsigned index, LLVMTypeRef type,
                          unsigned slot, struct handover *h) {
  struct module *m = f->m;
  if (slot >= CUSTODY_BYVAL_SLOTS)
    return;
  build_before(m, call);
  LLVMValueRef source = LLVMGetOperand(call, index);
  LLVMValueRef arguments[] = {source, l_i64(m, LLVMABISizeOfType(m->layout, type))};
  LLVMValueRef any = hook_call(m, "shadow_any", arguments, 2);
  h->byval_any = l_or(m, h->byval_any, LLVMBuildZExt(m->b, any, m->t_i32, "custody.any"));
  h->byval[slot] = source;
}

void arguments_collect(struct function *f, LLVMValueRef call, struct handover *h) {
  unsigned fixed = LLVMCountParamTypes(LLVMGetCalledFunctionType(call)), byval_slot = 0;
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call) && i < fixed; i++) {
    LLVMValueRef argument = LLVMGetOperand(call, i);
    LLVMTypeRef byval =
        is_pointer(LLVMTypeOf(argument)) ? parameter_type_attribute(call, i, "byval") : nullptr;
    if (byval) {
      collect_byval(f, call, i, byval, byval_slot++, h);
      continue;
    }
    if (call_loses(f->facts, call, i)) {
      emit_lost(f, call, argument);
      continue;
    }
    if (!call_hands_over(f->facts, call, i) || !call_wants(f->facts, call, i))
      continue;
    h->tags[i] = tag_get(f, argument);
    if (!tag_is_zero(f, h->tags[i]))
      h->count = i + 1;
  }
}
