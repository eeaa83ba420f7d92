/*===- collect.c - all roles of a module -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "roles_private.h"

/* Whether phase 1 has yet to run over some function. */
static bool has_unmarked(struct module *m) {
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (!LLVMIsDeclaration(f) && !has_attribute(f, ATTRIBUTE_MARKED))
      return true;
  return false;
}

void roles_collect(struct module *m, bool warn) {
  annotations_collect(m);
  boundary_list_collect(m);
  ignore_list_collect(m);
  rust_roles_collect(m);
  if (warn && has_unmarked(m))
    rust_check_flags(m);
}
