/*===- rust_numbers.c - copies that move no pointer ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Sorting numbers copies them with llvm.memcpy, of which the optimizer makes loads and stores of
 * i64: just what it makes of copied pointers. rustc says what is copied, in the name of the function
 * that the copy is from:
 *
 *   call void @llvm.memcpy(ptr %d, ptr %s, i64 8), !dbg <in copy_nonoverlapping<u64>>
 * gets
 *   !tbaa !{!1, !1, i64 0}      !1 = !{!"custody.number", !2, i64 0}      !2 = !{!"custody"}
 *
 * which the optimizer carries over to the load and the store. Rust has no type-based aliasing of its
 * own, and two accesses of the same type may alias, so that nothing else changes. usize may hold a
 * pointer, and u8 a part of one.
 */
#include "mark_private.h"

#include <string.h>

static LLVMValueRef access_tag(struct module *m) {
  LLVMContextRef c = m->context;
  LLVMMetadataRef zero = LLVMValueAsMetadata(l_i64(m, 0));
  LLVMMetadataRef root = LLVMMDStringInContext2(c, "custody", strlen("custody"));
  root = LLVMMDNodeInContext2(c, &root, 1);
  LLVMMetadataRef type[] = {LLVMMDStringInContext2(c, RUST_NUMBER_TYPE, strlen(RUST_NUMBER_TYPE)), root, zero};
  LLVMMetadataRef node = LLVMMDNodeInContext2(c, type, 3);
  LLVMMetadataRef tag[] = {node, node, zero};
  return LLVMMetadataAsValue(c, LLVMMDNodeInContext2(c, tag, 3));
}

void rust_mark_numbers(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef callee = is_call(all.items[i]) ? direct_callee(all.items[i]) : nullptr;
    size_t length;
    const char *name = callee ? LLVMGetValueName2(callee, &length) : "";
    if (strncmp(name, "llvm.memcpy.", strlen("llvm.memcpy.")) &&
        strncmp(name, "llvm.memmove.", strlen("llvm.memmove.")))
      continue;
    name = custody_seam_function_name(all.items[i], &length);
    if (name && rust_copies_numbers(name, length))
      LLVMSetMetadata(all.items[i], m->tbaa, access_tag(m));
  }
  list_free(&all);
}
