/*===- module.c - the module that is being compiled --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "module.h"

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
