/*===- lost.c - tags that end where a type is left out -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "lost.h"
#include "calls.h"
#include "flow.h"

bool call_loses(const struct facts *facts, LLVMValueRef call, unsigned index) {
  LLVMValueRef callee = direct_callee(call);
  bool seen = facts_of_function(facts, callee) && index < LLVMCountParams(callee);
  if (!is_pointer(LLVMTypeOf(LLVMGetOperand(call, index))) ||
      parameter_type_attribute(call, index, "byval"))
    return false;
  if (seen && followed_leaves_out_parameter(callee, index))
    return true;
  return followed_leaves_out_argument(call, index) && call_wants(facts, call, index);
}

LLVMValueRef return_loses(LLVMValueRef ret) {
  LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(ret));
  LLVMValueRef value = LLVMGetNumOperands(ret) ? LLVMGetOperand(ret, 0) : nullptr;
  LLVMValueRef before = LLVMGetPreviousInstruction(ret);
  bool tail = before && is_call(before) && is_musttail(before);
  return value && !tail && is_pointer(LLVMTypeOf(value)) && followed_leaves_out_returned(function)
             ? value
             : nullptr;
}

void emit_lost(struct function *f, LLVMValueRef at, LLVMValueRef value) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef root = flow_root(f->facts, value);
  unsigned count = leaves_of_type(f->m, LLVMTypeOf(root), leaves);
  build_before(f->m, at);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef tag = tag_get_leaf(f, root, i);
    if (!tag_is_zero(f, tag))
      fast_call(f->m, "lost", &tag, 1);
  }
}
