/*===- extent.c - sizes that are known at run time ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The payload of `Box<[T]>`, `Vec<T>` or `Box<dyn Trait>` has the size that the second word of the
 * raw pointer says: a number of elements, or a table of functions that begins with
 * { drop function, size, alignment }. A mark in front of that of the boundary tells the runtime.
 */
#include "mark_private.h"

#include <string.h>

/* Whether the pointee of POINTER is called NAME, or begins with it if NAME ends in a space or '['. */
static bool pointee_is(const struct rust_pointer *pointer, const char *name) {
  size_t length = strlen(name);
  bool prefix = strchr(" [", name[length - 1]);
  return pointer->name_length >= length && (prefix || pointer->name_length == length) &&
         !memcmp(pointer->name, name, length);
}

/* The raw pointer of BOUNDARY as ROLE has it. */
static struct rust_pointer raw_pointer(struct module *m, LLVMValueRef boundary,
                                       const struct role *role) {
  return role->in_memory ? rust_pointer_at(rust_return_type(boundary), role->result_offset)
                         : boundary_pointer(m, boundary, role);
}

/* VALUE, or its second member if it is WIDE. */
static LLVMValueRef second_word(struct module *m, LLVMValueRef value, bool wide) {
  return wide ? LLVMBuildExtractValue(m->b, value, 1, "") : value;
}

void mark_extent(struct module *m, LLVMValueRef boundary, const struct role *role,
                 LLVMValueRef pointer, LLVMValueRef second) {
  if (!role->rust || !second)
    return;
  LLVMTypeRef type = LLVMTypeOf(second);
  bool wide = LLVMGetTypeKind(type) == LLVMStructTypeKind;
  if (wide && LLVMCountStructElementTypes(type) != 2)
    return;
  if (wide)
    type = LLVMStructGetTypeAtIndex(type, 1);
  struct rust_pointer raw = raw_pointer(m, boundary, role);
  if (!raw.pointee)
    return;
  if (raw.dynamic) {
    bool object = pointee_is(&raw, "dyn ") || pointee_is(&raw, "(dyn ");
    if (object && is_pointer(type))
      call_mark(m, MARK_TABLE, pointer, second_word(m, second, wide), nullptr);
    return;
  }
  /* A structure that ends in a slice has more bytes than its elements. The pointer of a Vec or String
   * points to the first element. */
  bool elements = !raw.slice || pointee_is(&raw, "[") || pointee_is(&raw, "str");
  if (!elements || !is_i64(type))
    return;
  uint64_t size = LLVMDITypeGetSizeInBits(raw.pointee) / 8;
  LLVMValueRef bytes = LLVMBuildMul(m->b, second_word(m, second, wide), l_i64(m, size), "");
  call_mark(m, MARK_EXTENT, pointer, bytes, l_i64(m, rust_pointee_align(&raw)));
}
