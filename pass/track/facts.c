/*===- facts.c - which values are tracked ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "facts.h"
#include "constants.h"

struct function_facts *facts_of_function(const struct facts *facts, LLVMValueRef function) {
  uintptr_t *known = function ? map_find(&facts->function_facts, function) : nullptr;
  return known ? (struct function_facts *)*known : nullptr;
}

/* The bits of VALUE. A forged constant may have a tag, wherever it is used. */
static unsigned bits_of(const struct facts *facts, LLVMValueRef value) {
  const uintptr_t *known = map_find(&facts->values, value);
  unsigned bits = known ? (unsigned)*known : 0;
  return LLVMIsAConstant(value) && constant_is_forged(value) ? bits | FACT_MAY : bits;
}

bool facts_has(const struct facts *facts, LLVMValueRef value, unsigned bits) {
  return (bits_of(facts, value) & bits) == bits;
}

bool facts_tracked(const struct facts *facts, LLVMValueRef value) {
  unsigned bits = bits_of(facts, value);
  return bits & FACT_MAY && bits & (FACT_AS_IS | FACT_PLAIN);
}

bool facts_runs_here(const struct facts *facts, LLVMValueRef callee) {
  if (!facts_of_function(facts, callee))
    return false;
  switch (LLVMGetLinkage(callee)) {
  case LLVMInternalLinkage:
  case LLVMPrivateLinkage:
    return true;
  case LLVMExternalLinkage:
    return LLVMGetVisibility(callee) != LLVMDefaultVisibility;
  default:
    return false;
  }
}
