/*===- rust_site.c - the site of a Rust borrow --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "mark_private.h"

LLVMValueRef rust_borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                              const struct rust_pointer *p) {
  struct site site = {
      .kind = p->kind == RUST_EXCLUSIVE ? CUSTODY_KIND_EXCLUSIVE : CUSTODY_KIND_SHARED,
      /* A reference has the permissions of its type, whatever the pointer had before. */
      .flags = CUSTODY_SITE_FRESH |
               (rust_is_library(LLVMGetSubprogram(function)) ? CUSTODY_SITE_LIBRARY : 0) |
               (p->kind == RUST_SHARED && rust_has_cells(m, p->pointee) ? CUSTODY_SITE_CELLS : 0),
      .span = rust_pointee_size(p),
      .header = CUSTODY_UNKNOWN_SIZE,
      .name = p->name,
      .name_length = p->name_length,
      .types = contents_constant(m, rust_contents_of(m, p)),
  };
  return site_make(m, function, place, &site);
}
