/*===- emit.h - short names for building IR ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * With these, code that builds IR reads like the IR: l_or(m, a, b) is `or i32 a, b`. All of them
 * emit at the builder, m->b.
 */
#ifndef CUSTODY_PASS_IR_EMIT_H
#define CUSTODY_PASS_IR_EMIT_H

#include "module.h"

static inline LLVMValueRef l_i32(const struct module *m, uint64_t value) {
  return LLVMConstInt(m->t_i32, value, false);
}
static inline LLVMValueRef l_i64(const struct module *m, uint64_t value) {
  return LLVMConstInt(m->t_i64, value, false);
}
static inline LLVMValueRef l_null(const struct module *m) {
  return LLVMConstNull(m->t_ptr);
}

/* A tag that is not 0 if A or B is not; emits nothing if one of them is the constant 0. */
static inline LLVMValueRef l_or(const struct module *m, LLVMValueRef a, LLVMValueRef b) {
  if (a == m->zero)
    return b;
  return b == m->zero ? a : LLVMBuildOr(m->b, a, b, "custody.any");
}
/* The bits of POINTER as an i64. */
static inline LLVMValueRef l_bits(const struct module *m, LLVMValueRef pointer) {
  return LLVMBuildPtrToInt(m->b, pointer, m->t_i64, "custody.bits");
}
/* The address OFFSET bytes behind BASE. */
static inline LLVMValueRef l_at(const struct module *m, LLVMValueRef base, uint64_t offset) {
  if (offset == 0)
    return base;
  LLVMValueRef index = l_i64(m, offset);
  return LLVMBuildGEP2(m->b, m->t_i8, base, &index, 1, "custody.at");
}
/* Marks INSTRUCTION as ours, so that no other sanitizer instruments it. Returns it. */
static inline LLVMValueRef l_ours(const struct module *m, LLVMValueRef instruction) {
  if (LLVMIsAInstruction(instruction))
    LLVMSetMetadata(instruction, m->nosanitize,
                    LLVMMetadataAsValue(m->context, LLVMMDNodeInContext2(m->context, nullptr, 0)));
  return instruction;
}
static inline LLVMValueRef l_load(const struct module *m, LLVMTypeRef type, LLVMValueRef from) {
  return l_ours(m, LLVMBuildLoad2(m->b, type, from, "custody.tag"));
}
static inline void l_store(const struct module *m, LLVMValueRef value, LLVMValueRef to) {
  l_ours(m, LLVMBuildStore(m->b, value, to));
}

#endif /* CUSTODY_PASS_IR_EMIT_H */
