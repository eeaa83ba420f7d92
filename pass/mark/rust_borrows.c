/*===- rust_borrows.c - borrows in functions of Rust -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A parameter, a result or a member is a borrow if debug info gives it the type of a reference:
 *
 *   define ptr @as_ptr(ptr %self)                 ; fn as_ptr(&self) -> *const Inner
 *     %f = getelementptr i8, ptr %self, i64 8
 *     store ptr %f, ptr %out
 *     ret ptr %self
 *
 * becomes
 *
 *     %b = call ptr @custody.mark.borrow(ptr %self, ptr @custody.site)
 *     %f = getelementptr i8, ptr %self, i64 8
 *     %c = call ptr @custody.mark.borrow(ptr %f, ptr @custody.site)
 *     store ptr %c, ptr %out
 *     ret ptr %b
 *
 * The mark goes only to uses by which the pointer leaves the function (leaving.c).
 */
#include "mark_private.h"

/* Marks the parameters of FUNCTION that are references. */
static void mark_parameters(struct module *m, LLVMValueRef function, bool marked_return) {
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++) {
    const struct rust_pointer *p = &s->parameters[i];
    if (!rust_is_borrow(m, p))
      continue;
    struct borrow borrow = {.marked_return = marked_return};
    if (p->slice && i + 1 < s->count && is_i64(LLVMTypeOf(LLVMGetParam(function, i + 1))))
      borrow.length = LLVMGetParam(function, i + 1);
    borrow.site = rust_borrow_site(m, function, nullptr, p);
    mark_leaving(m, function, LLVMGetParam(function, i), &borrow);
  }
}

/* Marks the references in what FUNCTION returns by RET, each in its register: ptr, or { ptr, i64 },
 * or { ptr, ptr }. */
static void mark_return(struct module *m, LLVMValueRef function, LLVMValueRef ret) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = LLVMGetOperand(ret, 0);
  unsigned count = leaves_of_type(m, LLVMTypeOf(value), leaves);
  LLVMMetadataRef type = rust_return_type(function);
  for (unsigned i = 0; i < count; i++) {
    struct rust_pointer p = rust_pointer_at(type, leaves[i].offset);
    if (leaves[i].integer || leaves[i].depth > 1 || !rust_is_borrow(m, &p))
      continue;
    struct borrow borrow = {.site = rust_borrow_site(m, function, nullptr, &p)};
    build_before(m, ret);
    LLVMValueRef whole = LLVMGetOperand(ret, 0), part = whole;
    if (leaves[i].depth)
      part = LLVMBuildExtractValue(m->b, whole, leaves[i].path[0], "");
    if (p.slice && i + 1 < count && leaves[i + 1].integer)
      borrow.length = LLVMBuildExtractValue(m->b, whole, leaves[i + 1].path[0], "");
    part = build_borrow(m, part, &borrow);
    if (leaves[i].depth)
      part = LLVMBuildInsertValue(m->b, whole, part, leaves[i].path[0], "");
    LLVMSetOperand(ret, 0, part);
  }
}

/* Whether FUNCTION returns a reference in one register, which mark_return marks. */
static bool marks_return(struct module *m, LLVMValueRef function) {
  struct rust_pointer p = rust_returned(function);
  return is_pointer(LLVMGetReturnType(LLVMGlobalGetValueType(function))) && rust_is_borrow(m, &p);
}

void rust_mark_borrows(struct module *m, LLVMValueRef function) {
  bool marked_return = marks_return(m, function);
  mark_parameters(m, function, marked_return);
  struct rust_locals locals = rust_locals_of(m, function);
  rust_mark_loads(m, function, &locals, marked_return);
  rust_mark_reborrows(m, function, &locals, marked_return);
  rust_locals_free(&locals);
  if (!rust_return_type(function))
    return;
  struct list returns = {};
  list_returns(function, &returns);
  for (size_t i = 0; i < returns.count; i++)
    if (LLVMIsAReturnInst(returns.items[i]) && LLVMGetNumOperands(returns.items[i]))
      mark_return(m, function, returns.items[i]);
  list_free(&returns);
}
