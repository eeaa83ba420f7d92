/*===- attributes.c - attributes of functions and calls ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "attributes.h"

#include <string.h>

bool has_attribute(LLVMValueRef function, const char *name) {
  return LLVMGetStringAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                       name, (unsigned)strlen(name)) != nullptr;
}

void add_attribute(struct module *m, LLVMValueRef function, const char *name) {
  LLVMAddAttributeAtIndex(
      function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
      LLVMCreateStringAttribute(m->context, name, (unsigned)strlen(name), "", 0));
}

static unsigned attribute_kind(const char *name) {
  return LLVMGetEnumAttributeKindForName(name, strlen(name));
}

bool has_enum_attribute(LLVMValueRef function, const char *name) {
  return LLVMGetEnumAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                     attribute_kind(name)) != nullptr;
}

void add_enum_attribute(struct module *m, LLVMValueRef function, const char *name) {
  LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                          LLVMCreateEnumAttribute(m->context, attribute_kind(name), 0));
}

static const char *const memory_attributes[] = {"memory", "speculatable"};

void drop_memory_attributes(LLVMValueRef function) {
  for (size_t i = 0; i < sizeof memory_attributes / sizeof *memory_attributes; i++)
    LLVMRemoveEnumAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                   attribute_kind(memory_attributes[i]));
}

void drop_call_memory_attributes(LLVMValueRef call) {
  for (size_t i = 0; i < sizeof memory_attributes / sizeof *memory_attributes; i++)
    LLVMRemoveCallSiteEnumAttribute(call, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                    attribute_kind(memory_attributes[i]));
}

LLVMTypeRef parameter_type_attribute(LLVMValueRef value, unsigned parameter, const char *name) {
  unsigned kind = attribute_kind(name);
  LLVMAttributeRef attribute = LLVMIsAFunction(value)
                                   ? LLVMGetEnumAttributeAtIndex(value, parameter + 1, kind)
                                   : LLVMGetCallSiteEnumAttribute(value, parameter + 1, kind);
  return attribute ? LLVMGetTypeAttributeValue(attribute) : nullptr;
}
