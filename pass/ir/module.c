/*===- module.c - the module that is being compiled --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "module.h"

#include "map.h"

#include <stdlib.h>
#include <string.h>

void module_open(struct module *m, LLVMModuleRef module) {
  LLVMContextRef c = LLVMGetModuleContext(module);
  *m = (struct module){
      .module = module,
      .context = c,
      .layout = LLVMGetModuleDataLayout(module),
      .b = LLVMCreateBuilderInContext(c),
      .t_ptr = LLVMPointerTypeInContext(c, 0),
      .t_i8 = LLVMInt8TypeInContext(c),
      .t_i32 = LLVMInt32TypeInContext(c),
      .t_i64 = LLVMInt64TypeInContext(c),
      .t_void = LLVMVoidTypeInContext(c),
      .nosanitize = LLVMGetMDKindIDInContext(c, "nosanitize", strlen("nosanitize")),
      .tbaa = LLVMGetMDKindIDInContext(c, "tbaa", strlen("tbaa")),
  };
  m->zero = LLVMConstInt(m->t_i32, 0, false);
}

void module_close(struct module *m) {
  LLVMDisposeBuilder(m->b);
}

/* It says so in `!llvm.ident`. A compile unit of Rust would say so too, but there is none with
 * -Cdebuginfo=0. C code may have functions with the names of Rust's. */
bool module_is_from_rustc(const struct module *m) {
  static const char *const name = "llvm.ident";
  unsigned count = LLVMGetNamedMetadataNumOperands(m->module, name);
  LLVMValueRef *idents = must_allocate((count + 1) * sizeof *idents);
  LLVMGetNamedMetadataOperands(m->module, name, idents);
  bool found = false;
  for (unsigned i = 0; i < count && !found; i++) {
    LLVMValueRef text = nullptr;
    if (LLVMGetMDNodeNumOperands(idents[i]) == 1)
      LLVMGetMDNodeOperands(idents[i], &text);
    unsigned length = 0;
    const char *ident = text ? LLVMGetMDString(text, &length) : nullptr;
    found = ident && length > strlen("rustc ") && !strncmp(ident, "rustc ", strlen("rustc "));
  }
  free(idents);
  return found;
}
