/*===- rust_numbers.c - copies that move no pointer --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A sort of numbers copies them with llvm.memcpy. The optimizer turns such a copy into a load and a
 * store of i64, just as it does with a copy of a pointer. But the name of the source function that
 * copies says what it copies, so
 *
 *   call void @llvm.memcpy(ptr %d, ptr %s, i64 8), !dbg <in copy_nonoverlapping<u64>>
 * gets
 *   !tbaa !{!1, !1, i64 0}      !1 = !{!"custody.number", !2, i64 0}      !2 = !{!"custody"}
 *
 * and the optimizer gives the same `!tbaa` to the load and the store. Nothing else changes: rustc
 * emits no `!tbaa`, and two accesses of the same type may alias.
 */
#include "mark_private.h"

#include <string.h>

/* The `!tbaa` of a copy of numbers. */
static LLVMValueRef access_tag(struct module *m) {
  LLVMContextRef c = m->context;
  LLVMMetadataRef zero = LLVMValueAsMetadata(l_i64(m, 0));
  LLVMMetadataRef root = LLVMMDStringInContext2(c, "custody", strlen("custody"));
  root = LLVMMDNodeInContext2(c, &root, 1);
  LLVMMetadataRef type[] = {LLVMMDStringInContext2(c, RUST_NUMBER_TYPE, strlen(RUST_NUMBER_TYPE)),
                            root, zero};
  LLVMMetadataRef node = LLVMMDNodeInContext2(c, type, 3);
  LLVMMetadataRef tag[] = {node, node, zero};
  return LLVMMetadataAsValue(c, LLVMMDNodeInContext2(c, tag, 3));
}

void rust_mark_numbers(struct module *m, LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    size_t length;
    const char *name = callee_symbol(all.items[i]);
    if (strncmp(name, "llvm.memcpy.", strlen("llvm.memcpy.")) &&
        strncmp(name, "llvm.memmove.", strlen("llvm.memmove.")))
      continue;
    name = custody_seam_function_name(all.items[i], &length);
    if (name && rust_copies_numbers(name, length))
      LLVMSetMetadata(all.items[i], m->tbaa, access_tag(m));
  }
  list_free(&all);
}
