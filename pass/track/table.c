/*===- table.c - the tags of values, while code is emitted -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "table.h"
#include "flow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool tag_is_zero(const struct function *f, LLVMValueRef tag) {
  return tag == f->m->zero;
}

static bool is_scalar(LLVMValueRef value) {
  return is_pointer(LLVMTypeOf(value)) || is_i64(LLVMTypeOf(value));
}

LLVMValueRef tag_get(struct function *f, LLVMValueRef value) {
  if (!is_scalar(value))
    return f->m->zero;
  uintptr_t *known = map_find(&f->tags, value);
  return known ? (LLVMValueRef)*known : f->m->zero;
}

LLVMValueRef tag_get_plain(struct function *f, LLVMValueRef value) {
  uintptr_t *known = map_find(&f->plain, value);
  if (known)
    return (LLVMValueRef)*known;
  LLVMValueRef tag = tag_get(f, value);
  bool plain =
      !LLVMIsAInstruction(tag) || LLVMIsAConstant(value) || is_always_plain(f->facts, value);
  assert(plain && "the facts did not say that this tag is wanted plain");
  return plain ? tag : f->m->zero;
}

LLVMValueRef tag_get_leaf(struct function *f, LLVMValueRef value, unsigned index) {
  if (is_scalar(value))
    return tag_get(f, value);
  uintptr_t *known = map_find(&f->tags, value);
  return known ? ((LLVMValueRef *)*known)[index] : f->m->zero;
}

void tag_set(struct function *f, LLVMValueRef value, LLVMValueRef tag) {
  tag_set_leaves(f, value, &tag, 1);
}

void tag_set_leaves(struct function *f, LLVMValueRef value, const LLVMValueRef *tags,
                    unsigned count) {
  if (is_scalar(value)) {
    *map_put(&f->tags, value) = (uintptr_t)tags[0];
    return;
  }
  LLVMValueRef *copy = must_allocate(count * sizeof *copy);
  memcpy(copy, tags, count * sizeof *copy);
  list_add(&f->arrays, copy);
  *map_put(&f->tags, value) = (uintptr_t)copy;
}

void tag_set_plain(struct function *f, LLVMValueRef value, LLVMValueRef tag) {
  *map_put(&f->plain, value) = (uintptr_t)tag;
}

void tag_make_plain(struct function *f, LLVMValueRef value) {
  struct module *m = f->m;
  if (!facts_has(f->facts, value, FACT_PLAIN) || is_always_plain(f->facts, value) ||
      map_find(&f->plain, value))
    return;
  LLVMValueRef tag = tag_get(f, value);
  if (LLVMIsAInstruction(tag)) {
    LLVMValueRef arguments[] = {tag, is_pointer(LLVMTypeOf(value)) ? l_bits(m, value) : value};
    tag = fast_call(m, "check", arguments, 2);
  }
  tag_set_plain(f, value, tag);
}

void table_free(struct function *f) {
  for (size_t i = 0; i < f->arrays.count; i++)
    free(f->arrays.items[i]);
  map_free(&f->tags);
  map_free(&f->plain);
  map_free(&f->alone);
  map_free(&f->cells);
  list_free(&f->arrays);
  list_free(&f->phis);
  list_free(&f->dead);
}
