/*===- handle.c - pointers that boundaries return ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "mark_private.h"

/* The pointer that VALUE is or begins with, as a wide pointer of Rust does; with INTEGERS also a
 * 64-bit integer there. NULL if there is none. Emitted at the builder. */
static LLVMValueRef first_word(struct module *m, LLVMValueRef value, bool integers) {
  struct leaf leaves[MAX_LEAVES];
  if (!leaves_of_type(m, LLVMTypeOf(value), leaves) || leaves[0].offset || leaves[0].depth > 1 ||
      (leaves[0].integer && !integers))
    return nullptr;
  return leaves[0].depth ? LLVMBuildExtractValue(m->b, value, leaves[0].path[0], "") : value;
}

/* An integer in C is no handle. In Rust it may be: a struct of one integer is passed as one. */
LLVMValueRef handle_in(struct module *m, LLVMValueRef value, const struct role *role) {
  LLVMValueRef word = value ? first_word(m, value, role->rust) : nullptr;
  if (!word || (!role->rust && word != value))
    return l_null(m);
  return is_pointer(LLVMTypeOf(word)) ? word : LLVMBuildIntToPtr(m->b, word, m->t_ptr, "");
}

LLVMValueRef release_in(struct module *m, LLVMValueRef value, LLVMValueRef owner,
                        LLVMValueRef site) {
  LLVMValueRef word = first_word(m, value, false);
  if (!word)
    return nullptr;
  LLVMValueRef made = call_mark(m, MARK_RELEASE, word, owner ? owner : l_null(m), site);
  unsigned first = 0;
  if (word != value)
    first = LLVMGetIndices(word)[0];
  return word == value ? made : LLVMBuildInsertValue(m->b, value, made, first, "");
}
