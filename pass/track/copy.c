/*===- copy.c - memcpy, memmove and memset -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "copy.h"

#include "rust/rust.h"

enum { INLINE_SLOTS = 8 }; /* a copy of more is left to the runtime */

/* BYTES as the hooks take it; NULL for less than a slot. So little moves no tag, and where it tears a
 * pointer, the check bits of its cell show that. */
static LLVMValueRef size_of_copy(struct module *m, LLVMValueRef bytes) {
  if (LLVMIsAConstantInt(bytes) && LLVMConstIntGetZExtValue(bytes) < 8)
    return nullptr;
  return is_i64(LLVMTypeOf(bytes)) ? bytes : LLVMBuildZExt(m->b, bytes, m->t_i64, "custody.size");
}

/* Whether code for a range of any size is inlined that looks whether there may be tags. Rust copies and
 * clears many short ranges: each piece of text that is added to a string. */
static bool looks_first(const struct function *f) {
  return target_of(f->m) == TARGET_PROCESS && custody_seam_is_rust(f->fn) &&
         custody_seam_is_optimized(f->fn);
}

void emit_copy(struct function *f, LLVMValueRef call) {
  struct module *m = f->m;
  LLVMValueRef to = LLVMGetOperand(call, 0), from = LLVMGetOperand(call, 1);
  if (!is_pointer(LLVMTypeOf(to)) || !is_pointer(LLVMTypeOf(from)) || rust_is_number(m, call))
    return;
  build_before(m, call); /* the source may be gone afterwards, where they overlap */
  LLVMValueRef size = size_of_copy(m, LLVMGetOperand(call, 2));
  if (!size)
    return;
  LLVMValueRef arguments[] = {to, from, size};
  uint64_t slots = LLVMIsAConstantInt(size) ? LLVMConstIntGetZExtValue(size) / 8 : 0;
  if (slots < 1 || slots > INLINE_SLOTS || LLVMConstIntGetZExtValue(size) % 8) {
    if (looks_first(f))
      fast_call(m, "copy_range", arguments, 3);
    else
      hook_call(m, "shadow_copy", arguments, 3);
    return;
  }
  char name[] = "copy0";
  name[sizeof name - 2] = (char)('0' + slots);
  fast_call(m, name, arguments, 3);
}

void emit_clear(struct function *f, LLVMValueRef call) {
  struct module *m = f->m;
  LLVMValueRef at = LLVMGetOperand(call, 0);
  if (!is_pointer(LLVMTypeOf(at)))
    return;
  build_before(m, call);
  LLVMValueRef size = size_of_copy(m, LLVMGetOperand(call, 2));
  if (!size)
    return;
  LLVMValueRef arguments[] = {at, size};
  if (looks_first(f))
    fast_call(m, "clear_range", arguments, 2);
  else
    hook_call(m, "shadow_clear", arguments, 2);
}
