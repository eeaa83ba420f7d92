/*===- results.c - tags that come back from a call ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "results.h"
#include "calls.h"
#include "lost.h"
#include "registers.h"
#include "signature.h"
#include "sinks.h"

void emit_result(struct function *f, LLVMValueRef call, LLVMValueRef name) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef tags[CUSTODY_RET_SLOTS] = {};
  unsigned count = leaves_of_type(m, LLVMTypeOf(call), leaves);
  int from = call_result_from(f->facts, call);
  if (from >= 0) {
    tag_set(f, call, tag_get_plain(f, LLVMGetOperand(call, (unsigned)from)));
    return;
  }
  if (from != RESULT_TAGGED || !call_returns(f->facts, direct_callee(call)))
    return;
  if (signature_is_extended(f->facts, direct_callee(call))) {
    registers_take(f, call, tags, count);
    tag_set_leaves(f, call, tags, count);
    return;
  }
  build_after(m, call);
  if (count == 1) {
    tag_set(f, call, fast_call(m, "returned", &name, 1));
    return;
  }
  LLVMValueRef returned = fast_call(m, "returned_many", &name, 1);
  for (unsigned i = 0; i < count; i++)
    tags[i] = l_load(m, m->t_i32, l_at(m, returned, i * sizeof(custody_tag)));
  tag_set_leaves(f, call, tags, count);
}

void emit_return(struct function *f, LLVMValueRef ret) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = return_value(f->facts, ret);
  if (return_loses(ret))
    emit_lost(f, ret, return_loses(ret));
  if (!value)
    return;
  unsigned count = leaves_of_type(f->m, LLVMTypeOf(value), leaves);
  LLVMValueRef arguments[2 + CUSTODY_RET_SLOTS] = {f->name, f->fn};
  for (unsigned i = 0; i < count; i++)
    arguments[2 + i] = tag_get_leaf(f, value, i);
  if (signature_is_extended(f->facts, f->fn)) {
    registers_give(f, ret, arguments + 2, count);
    return;
  }
  char variant[] = "return0";
  variant[sizeof variant - 2] = (char)('0' + count);
  build_before(f->m, ret);
  fast_call(f->m, variant, arguments, 2 + count);
}

void emit_tail(struct function *f, LLVMValueRef call, LLVMValueRef name) {
  unsigned count;
  if (!has_pointer_leaf(f->m, LLVMTypeOf(call), &count))
    return;
  build_before(f->m, call);
  LLVMValueRef arguments[] = {name, f->name, f->fn};
  fast_call(f->m, "tail", arguments, 3);
}
