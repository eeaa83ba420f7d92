/*===- stub.c - cold code that calls share -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_attribute(struct module *m, LLVMValueRef function, LLVMAttributeIndex at,
                          const char *name) {
  unsigned id = LLVMGetEnumAttributeKindForName(name, strlen(name));
  LLVMAddAttributeAtIndex(function, at, LLVMCreateEnumAttribute(m->context, id, 0));
}

/* A function of the runtime that keeps all registers. */
static LLVMValueRef slow_function(struct module *m, const char *name, LLVMTypeRef type) {
  LLVMValueRef function = LLVMGetNamedFunction(m->module, name);
  if (function)
    return function;
  function = LLVMAddFunction(m->module, name, type);
  LLVMSetFunctionCallConv(function, PRESERVE_MOST);
  set_attribute(m, function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, "nounwind");
  return function;
}

static LLVMValueRef call_slow(struct module *m, LLVMValueRef function, LLVMValueRef *arguments) {
  LLVMTypeRef type = LLVMGlobalGetValueType(function);
  LLVMValueRef call =
      LLVMBuildCall2(m->b, type, function, arguments, LLVMCountParams(function), "");
  LLVMSetInstructionCallConv(call, PRESERVE_MOST);
  return call;
}

/* The definition of NAME, which returns RESULT; the builder is at its begin. */
static LLVMValueRef stub_begin(struct module *m, const char *name, LLVMTypeRef result) {
  LLVMValueRef stub =
      LLVMAddFunction(m->module, name, LLVMFunctionType(result, &m->t_ptr, 1, false));
  /* The kernel's objtool wants a symbol for each function. */
  LLVMSetLinkage(stub, target_of(m) == TARGET_PROCESS ? LLVMPrivateLinkage : LLVMInternalLinkage);
  LLVMSetFunctionCallConv(stub, PRESERVE_MOST);
  set_attribute(m, stub, 1, "nest");
  static const char *const flags[] = {"nounwind", "noinline", "cold"};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    set_attribute(m, stub, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, flags[i]);
  target_adopt(m, stub);
  add_attribute(m, stub, ATTRIBUTE_MARKED);
  add_attribute(m, stub, ATTRIBUTE_PROPAGATED);
  LLVMPositionBuilderAtEnd(m->b, LLVMAppendBasicBlockInContext(m->context, stub, ""));
  LLVMSetCurrentDebugLocation2(m->b, nullptr);
  return stub;
}

LLVMValueRef stub_handover(struct module *m, LLVMValueRef callee, LLVMValueRef name, unsigned first,
                           unsigned second) {
  size_t length;
  const char *text = LLVMGetValueName2(callee, &length);
  size_t room = length + sizeof "custody.handover..00.00";
  char *symbol = must_allocate(room);
  snprintf(symbol, room, "custody.handover.%s.%u.%u", text, first, second);
  if (first == second)
    snprintf(symbol, room, "custody.handover.%s.%u", text, first);
  LLVMValueRef stub = LLVMGetNamedFunction(m->module, symbol);
  if (!stub) {
    stub = stub_begin(m, symbol, m->t_void);
    LLVMTypeRef types[] = {m->t_i64, m->t_i32, m->t_i64};
    LLVMValueRef slow =
        slow_function(m, "__custody_handover", LLVMFunctionType(m->t_void, types, 3, false));
    LLVMValueRef arguments[] = {name, l_i32(m, first | second << 8),
                                l_bits(m, LLVMGetParam(stub, 0))};
    call_slow(m, slow, arguments);
    LLVMBuildRetVoid(m->b);
  }
  free(symbol);
  return stub;
}

LLVMValueRef stub_enter(struct module *m) {
  static const char *const symbol = "custody.enter";
  LLVMValueRef stub = LLVMGetNamedFunction(m->module, symbol);
  if (stub)
    return stub;
  stub = stub_begin(m, symbol, m->t_ptr);
  LLVMTypeRef types[] = {m->t_i64, m->t_ptr};
  LLVMValueRef slow =
      slow_function(m, "__custody_enter", LLVMFunctionType(m->t_ptr, types, 2, false));
  LLVMValueRef who = LLVMGetParam(stub, 0);
  LLVMValueRef arguments[] = {
      LLVMBuildLoad2(m->b, m->t_i64, who, ""),
      LLVMBuildLoad2(m->b, m->t_ptr, l_at(m, who, sizeof(uint64_t)), ""),
  };
  LLVMBuildRet(m->b, call_slow(m, slow, arguments));
  return stub;
}

LLVMValueRef stub_self(struct module *m, LLVMValueRef function, LLVMValueRef name) {
  LLVMValueRef fields[] = {name, function};
  LLVMValueRef value = LLVMConstStructInContext(m->context, fields, 2, false);
  size_t length;
  const char *text = LLVMGetValueName2(function, &length);
  size_t room = length + sizeof "custody.self.";
  char *symbol = must_allocate(room);
  snprintf(symbol, room, "custody.self.%s", text);
  LLVMValueRef self = LLVMAddGlobal(m->module, LLVMTypeOf(value), symbol);
  free(symbol);
  LLVMSetInitializer(self, value);
  LLVMSetLinkage(self, LLVMPrivateLinkage);
  LLVMSetGlobalConstant(self, true);
  return self;
}
