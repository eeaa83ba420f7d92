/*===- flags.c - how rustc was called ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "rust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without full debug info there are no types. With rustc's own inlining, boundaries and borrows are
 * gone before LLVM sees the code. */
void rust_check_flags(struct module *m) {
  bool any, full, inlined = false, mangled = false;
  custody_seam_rust_units(m->module, &any, &full);
  size_t length;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    mangled |= !LLVMIsDeclaration(f) && rust_is_mangled(LLVMGetValueName2(f, &length));
    inlined |= !has_attribute(f, ATTRIBUTE_MARKED) && custody_seam_is_rust(f) &&
               custody_seam_has_inlined(f);
  }
  const char *name = LLVMGetSourceFileName(m->module, &length);
  char message[1024];
  if (mangled && !full && (any || module_is_from_rustc(m))) {
    snprintf(message, sizeof message,
             "%s: Rust compiled without full debug info: borrows are not seen, and boundaries only "
             "where they are the standard library's; compile with -Cdebuginfo=2",
             name);
    custody_seam_rust_warning(m->context, message);
  } else if (inlined) {
    snprintf(
        message, sizeof message,
        "%s: rustc inlined functions before Custody could see them: boundaries and borrows are "
        "missed; compile with -Zinline-mir=no",
        name);
    custody_seam_rust_warning(m->context, message);
  }
}
