/*===- signature.c - tags as parameters and results --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "signature.h"
#include "calls.h"

/* LLVM's calling conventions "ccc", "fastcc" and "coldcc". Others have rules of their own. */
enum { CALL_C = 0, CALL_FAST = 8, CALL_COLD = 9 };

/* More scalars than these do not come back in general registers. */
enum { RESULT_REGISTERS = 3 };

unsigned signature_parameters(const struct facts *facts, LLVMValueRef function,
                              unsigned parameters[CUSTODY_ARG_SLOTS]) {
  unsigned count = 0;
  for (unsigned i = 0; i < LLVMCountParams(function) && i < CUSTODY_ARG_SLOTS; i++)
    if (facts_tracked(facts, LLVMGetParam(function, i)))
      parameters[count++] = i;
  return count;
}

unsigned signature_results(const struct facts *facts, LLVMValueRef function) {
  unsigned count;
  LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
  if (type == facts->m->t_void || !has_result_leaf(facts->m, function, type, &count) ||
      count > CUSTODY_RET_SLOTS || !call_returns(facts, function))
    return 0;
  return count;
}

/* How many general registers a result of TYPE takes; more than RESULT_REGISTERS for a type that may
 * need others. */
static unsigned registers_of(LLVMTypeRef type) {
  if (is_pointer(type) || LLVMGetTypeKind(type) == LLVMIntegerTypeKind)
    return is_pointer(type) || LLVMGetIntTypeWidth(type) <= 64 ? 1 : RESULT_REGISTERS + 1;
  if (LLVMGetTypeKind(type) != LLVMStructTypeKind)
    return RESULT_REGISTERS + 1;
  unsigned count = 0;
  for (unsigned i = 0; i < LLVMCountStructElementTypes(type) && count <= RESULT_REGISTERS; i++)
    count += registers_of(LLVMStructGetTypeAtIndex(type, i));
  return count;
}

static bool has_plain_signature(LLVMValueRef function) {
  unsigned convention = LLVMGetFunctionCallConv(function);
  if (LLVMIsFunctionVarArg(LLVMGlobalGetValueType(function)) ||
      (convention != CALL_C && convention != CALL_FAST && convention != CALL_COLD) ||
      has_enum_attribute(function, "presplitcoroutine"))
    return false;
  for (unsigned i = 0; i < LLVMCountParams(function); i++)
    if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))) &&
        (parameter_type_attribute(function, i, "byval") ||
         parameter_type_attribute(function, i, "inalloca") ||
         parameter_type_attribute(function, i, "preallocated")))
      return false;
  return true;
}

/* A musttail call has the signature of the function that makes it. */
static bool has_musttail(const struct function_facts *ff, LLVMValueRef function) {
  for (size_t i = 0; i < ff->rets.count; i++) {
    LLVMValueRef before = LLVMGetPreviousInstruction(ff->rets.items[i]);
    if (before && is_call(before) && is_musttail(before))
      return true;
  }
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use))
    if (is_musttail(LLVMGetUser(use)))
      return true;
  return false;
}

static bool can_extend(const struct facts *facts, LLVMValueRef function) {
  const struct function_facts *ff = facts_of_function(facts, function);
  unsigned parameters[CUSTODY_ARG_SLOTS];
  if (!ff->local || !has_plain_signature(function) || has_musttail(ff, function))
    return false;
  unsigned results = signature_results(facts, function);
  if (results && results + registers_of(LLVMGetReturnType(LLVMGlobalGetValueType(function))) >
                     RESULT_REGISTERS)
    return false;
  return results || signature_parameters(facts, function, parameters);
}

void signature_collect(struct facts *facts) {
  for (size_t i = 0; i < facts->functions->count; i++) {
    LLVMValueRef function = facts->functions->items[i];
    facts_of_function(facts, function)->in_registers = can_extend(facts, function);
  }
}

bool signature_is_extended(const struct facts *facts, LLVMValueRef function) {
  const struct function_facts *ff = facts_of_function(facts, function);
  return ff && ff->in_registers;
}
