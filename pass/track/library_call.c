/*===- library_call.c - C library functions that move tags -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "library_call.h"
#include "calls.h"

#include <stdio.h>

void emit_library_call(struct function *f, LLVMValueRef call) {
  struct module *m = f->m;
  enum { ROOM = 8 }; /* call_kind lets no call with more than 6 arguments through */
  LLVMValueRef arguments[ROOM];
  LLVMTypeRef types[ROOM];
  unsigned count = LLVMGetNumArgOperands(call);
  for (unsigned i = 0; i < count; i++)
    types[i] = LLVMTypeOf(arguments[i] = LLVMGetOperand(call, i));
  int tagged = call_library_tagged(call);
  if (tagged >= 0) {
    types[count] = m->t_i32;
    arguments[count++] = tag_get_plain(f, arguments[tagged]);
  }
  char name[64];
  size_t length;
  snprintf(name, sizeof name, "__custody_%s", LLVMGetValueName2(direct_callee(call), &length));
  LLVMTypeRef type = LLVMFunctionType(LLVMTypeOf(call), types, count, false);
  LLVMValueRef function = LLVMGetNamedFunction(m->module, name);
  if (!function)
    function = LLVMAddFunction(m->module, name, type);
  build_before(m, call);
  LLVMValueRef made = LLVMBuildCall2(m->b, type, function, arguments, count, "");
  LLVMReplaceAllUsesWith(call, made);
  list_add(&f->dead, call);
}
