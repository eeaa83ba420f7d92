/*===- leaves.c - the pointers inside a value --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A value has a leaf for each pointer or 64-bit integer in it, in order of memory:
 *
 *   ptr, i64            one leaf
 *   { ptr, i32, i64 }   two, paths {0} and {2}
 *   <4 x ptr>           four, paths {0} .. {3}
 *
 * A 64-bit integer is a leaf because the optimizer copies pointers as i64.
 */
#include "leaves.h"

#include "emit.h"
#include "inspect.h"

/* Adds the leaves of TYPE, which lies at OFFSET and is reached by PATH. Returns the new count, or
 * MAX_LEAVES + 1 if there are too many. */
static unsigned add_leaves(struct module *m, LLVMTypeRef type, uint64_t offset,
                           const unsigned *path, unsigned depth, struct leaf *leaves,
                           unsigned count) {
  if (is_pointer(type) || is_i64(type)) {
    if (count >= MAX_LEAVES)
      return MAX_LEAVES + 1;
    struct leaf *leaf = &leaves[count];
    *leaf = (struct leaf){.offset = offset, .depth = depth, .integer = is_i64(type)};
    for (unsigned i = 0; i < depth; i++)
      leaf->path[i] = path[i];
    return count + 1;
  }
  if (depth == MAX_LEAF_DEPTH)
    return MAX_LEAVES + 1;
  LLVMTypeKind kind = LLVMGetTypeKind(type);
  unsigned inner[MAX_LEAF_DEPTH + 1];
  for (unsigned i = 0; i < depth; i++)
    inner[i] = path[i];
  uint64_t elements = kind == LLVMStructTypeKind   ? LLVMCountStructElementTypes(type)
                      : kind == LLVMArrayTypeKind  ? LLVMGetArrayLength2(type)
                      : kind == LLVMVectorTypeKind ? LLVMGetVectorSize(type)
                                                   : 0;
  if (kind != LLVMStructTypeKind && elements) {
    LLVMTypeRef element = LLVMGetElementType(type);
    LLVMTypeKind of = LLVMGetTypeKind(element);
    bool aggregate = of == LLVMStructTypeKind || of == LLVMArrayTypeKind;
    if (!is_pointer(element) && !is_i64(element) && !aggregate)
      return count;
    if (elements > MAX_LEAVES)
      return MAX_LEAVES + 1;
  }
  for (unsigned i = 0; i < elements && count <= MAX_LEAVES; i++) {
    LLVMTypeRef element =
        kind == LLVMStructTypeKind ? LLVMStructGetTypeAtIndex(type, i) : LLVMGetElementType(type);
    uint64_t at = kind == LLVMStructTypeKind ? LLVMOffsetOfElement(m->layout, type, i)
                                             : i * LLVMABISizeOfType(m->layout, element);
    inner[depth] = i;
    count = add_leaves(m, element, offset + at, inner, depth + 1, leaves, count);
  }
  return count;
}

unsigned leaves_of_type(struct module *m, LLVMTypeRef type, struct leaf *leaves) {
  switch (LLVMGetTypeKind(type)) {
  case LLVMPointerTypeKind:
  case LLVMIntegerTypeKind:
  case LLVMStructTypeKind:
  case LLVMArrayTypeKind:
  case LLVMVectorTypeKind: {
    unsigned count = add_leaves(m, type, 0, nullptr, 0, leaves, 0);
    return count > MAX_LEAVES ? 0 : count;
  }
  default:
    return 0;
  }
}

LLVMValueRef leaf_bits(struct module *m, LLVMValueRef value, const struct leaf *leaf) {
  for (unsigned i = 0; i < leaf->depth; i++) {
    if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMVectorTypeKind)
      value = LLVMBuildExtractElement(m->b, value, l_i32(m, leaf->path[i]), "custody.leaf");
    else
      value = LLVMBuildExtractValue(m->b, value, leaf->path[i], "custody.leaf");
  }
  return leaf->integer ? value : l_bits(m, value);
}
