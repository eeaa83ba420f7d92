/*===- handle.c - pointers that boundaries return ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "mark_private.h"

#include <string.h>

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

LLVMValueRef release_in(struct module *m, LLVMValueRef boundary, const struct role *role,
                        LLVMValueRef value, LLVMValueRef owner, LLVMValueRef site) {
  LLVMValueRef word = first_word(m, value, false);
  if (!word)
    return nullptr;
  if (word != value)
    mark_extent(m, boundary, role, word, value);
  LLVMValueRef made = call_mark(m, MARK_RELEASE, word, owner ? owner : l_null(m), site);
  unsigned first = 0;
  if (word != value)
    first = LLVMGetIndices(word)[0];
  return word == value ? made : LLVMBuildInsertValue(m->b, value, made, first, "");
}

LLVMValueRef reclaimed_pointer(struct module *m, LLVMValueRef pointer, LLVMValueRef length) {
  if (!length)
    return pointer;
  LLVMValueRef none = LLVMBuildICmp(m->b, LLVMIntEQ, length, l_i64(m, 0), "");
  return LLVMBuildSelect(m->b, none, l_null(m), pointer, "");
}

/* The address of byte OFFSET of MEMORY. */
static LLVMValueRef address_at(struct module *m, LLVMValueRef memory, uint64_t offset) {
  LLVMValueRef index = l_i64(m, offset);
  return offset ? LLVMBuildGEP2(m->b, m->t_i8, memory, &index, 1, "") : memory;
}

void extent_in(struct module *m, LLVMValueRef boundary, const struct role *role,
               LLVMValueRef value) {
  LLVMValueRef word = first_word(m, value, false);
  if (word && word != value)
    mark_extent(m, boundary, role, word, value);
}

void reclaim_of(struct module *m, LLVMValueRef boundary, const struct role *role,
                LLVMValueRef pointer, LLVMValueRef second, LLVMValueRef length, LLVMValueRef site) {
  LLVMValueRef reclaimed = reclaimed_pointer(m, pointer, length);
  mark_extent(m, boundary, role, reclaimed, length ? length : second);
  call_mark(m, MARK_RECLAIM, reclaimed, site, nullptr);
}

/* The number of elements that the release of ROLE writes to MEMORY; NULL if it writes none. */
static LLVMValueRef length_in_memory(struct module *m, LLVMValueRef memory,
                                     const struct role *role) {
  if (!role->capacity_offset)
    return nullptr;
  return LLVMBuildLoad2(m->b, m->t_i64, address_at(m, memory, role->capacity_offset), "");
}

void extent_in_memory(struct module *m, LLVMValueRef boundary, LLVMValueRef memory,
                      const struct role *role) {
  LLVMValueRef slot = address_at(m, memory, role->result_offset);
  mark_extent(m, boundary, role, LLVMBuildLoad2(m->b, m->t_ptr, slot, ""),
              length_in_memory(m, memory, role));
}

LLVMValueRef release_elements(struct module *m, LLVMValueRef boundary, const struct role *role,
                              LLVMValueRef pointer, LLVMValueRef length, LLVMValueRef site) {
  LLVMValueRef released = reclaimed_pointer(m, pointer, length);
  mark_extent(m, boundary, role, released, length);
  LLVMValueRef made = call_mark(m, MARK_RELEASE, released, l_null(m), site);
  if (!length)
    return made;
  LLVMValueRef none = LLVMBuildICmp(m->b, LLVMIntEQ, length, l_i64(m, 0), "");
  return LLVMBuildSelect(m->b, none, pointer, made, "");
}

void release_in_memory(struct module *m, LLVMValueRef boundary, LLVMValueRef memory,
                       const struct role *role, LLVMValueRef site) {
  LLVMValueRef slot = address_at(m, memory, role->result_offset);
  LLVMValueRef pointer = LLVMBuildLoad2(m->b, m->t_ptr, slot, "");
  LLVMValueRef length = length_in_memory(m, memory, role);
  LLVMBuildStore(m->b, release_elements(m, boundary, role, pointer, length, site), slot);
}

bool is_of_library(LLVMValueRef function) {
  static const char *const rooms[] = {"library/alloc/src/", "library/core/src/",
                                      "library/std/src/"};
  size_t length;
  const char *symbol = LLVMGetValueName2(function, &length);
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  LLVMMetadataRef file = subprogram ? LLVMDIScopeGetFile(subprogram) : nullptr;
  unsigned file_length = 0;
  const char *name = file ? LLVMDIFileGetFilename(file, &file_length) : nullptr;
  /* `.map(Box::from_non_null)`: std's shim calls what the user named. */
  if (!file_length || strstr(symbol, "9call_once") || strstr(symbol, "8call_mut"))
    return false;
  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
    if (strstr(name, rooms[i]))
      return true;
  return rust_is_of_kernel_owner(symbol);
}

void mark_added(struct module *m, LLVMValueRef function, LLVMValueRef call, LLVMValueRef pointer,
                const struct role *role) {
  struct role release = *role;
  release.kind = ROLE_RELEASE;
  release.lends = false;
  LLVMValueRef site = boundary_site(m, function, call, direct_callee(call), &release);
  call_mark(m, MARK_ENTER, site, nullptr, nullptr);
  call_mark(m, MARK_RELEASE, pointer, l_null(m), site);
}
