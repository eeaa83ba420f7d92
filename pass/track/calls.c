/*===- calls.c - what kind of call this is -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "calls.h"
#include "rust/rust.h"

#include <string.h>

/*===-- Kinds ------------------------------------------------------------------===*/

/* Which argument of each of CUSTODY_LIBCALLS has a tag, as text: "" or its index. */
static const char *library_tagged(const char *name) {
#define ROW(result, name, parameters, tagged) {#name, #tagged},
  static const struct {
    const char *name, *tagged;
  } rows[] = {CUSTODY_LIBCALLS(ROW)};
#undef ROW
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (!strcmp(rows[i].name, name))
      return rows[i].tagged;
  return "";
}

int call_library_tagged(LLVMValueRef call) {
  size_t length;
  const char *tagged = library_tagged(LLVMGetValueName2(direct_callee(call), &length));
  return *tagged ? *tagged - '0' : -1;
}

/* Whether CALL can become a call of the runtime's function. A declaration without a prototype lets a
 * library function be called with any arguments. */
static bool can_replace(LLVMValueRef call) {
  unsigned count = LLVMGetNumArgOperands(call);
  return count <= 6 && call_library_tagged(call) < (int)count &&
         LLVMGetInstructionOpcode(call) == LLVMCall && !is_musttail(call);
}

/* Whether CALL looks like COUNT arguments that begin with POINTERS pointers and end in a size: a
 * function with a known name may be declared in any way. */
static bool has_shape(LLVMValueRef call, unsigned pointers, unsigned count) {
  if (LLVMGetNumArgOperands(call) < count)
    return false;
  for (unsigned i = 0; i < pointers; i++)
    if (!is_pointer(LLVMTypeOf(LLVMGetOperand(call, i))))
      return false;
  return LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(call, count - 1))) == LLVMIntegerTypeKind;
}

static bool starts_with(const char *text, const char *with) {
  return !strncmp(text, with, strlen(with));
}

static enum call_kind intrinsic_kind(LLVMValueRef callee) {
  size_t length;
  const char *name = LLVMGetValueName2(callee, &length);
  if (starts_with(name, "llvm.memset."))
    return CALL_CLEAR;
  if (starts_with(name, "llvm.memcpy.") || starts_with(name, "llvm.memmove."))
    return CALL_COPY;
  return starts_with(name, "llvm.va_start") ? CALL_VA_START : CALL_QUIET;
}

enum call_kind call_kind(LLVMValueRef call) {
  if (mark_of_call(call) != MARK_COUNT)
    return CALL_MARK;
  if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
    return CALL_QUIET;
  LLVMValueRef callee = direct_callee(call);
  if (!callee)
    return CALL_OTHER;
  if (LLVMGetIntrinsicID(callee))
    return intrinsic_kind(callee);
  switch (library_of(callee)) {
  case LIBRARY_UNKNOWN:
    return CALL_OTHER;
  case LIBRARY_COPY:
    return has_shape(call, 2, 3) ? CALL_COPY : CALL_QUIET;
  case LIBRARY_CLEAR:
    return has_shape(call, 1, 3) ? CALL_CLEAR : CALL_QUIET;
  case LIBRARY_HOOK:
    return can_replace(call) ? CALL_LIBRARY : CALL_QUIET;
  default:
    return CALL_QUIET;
  }
}

/*===-- Results ----------------------------------------------------------------===*/

static int intrinsic_result_from(LLVMValueRef callee) {
  static const char *const through[] = {"llvm.launder.invariant.group",
                                        "llvm.strip.invariant.group",
                                        "llvm.ptrmask",
                                        "llvm.ptr.annotation",
                                        "llvm.ssa.copy",
                                        "llvm.preserve"};
  size_t length;
  const char *name = LLVMGetValueName2(callee, &length);
  for (size_t i = 0; i < sizeof through / sizeof *through; i++)
    if (starts_with(name, through[i]))
      return 0;
  return RESULT_ZERO;
}

/* `asm("" : "+r"(p))` hides a value from the optimizer and leaves it as it is: the template is empty,
 * and the input "0" is tied to the one output. Any other assembly gives a pointer of unknown history. */
static int asm_result_from(LLVMValueRef assembly) {
  size_t length;
  LLVMGetInlineAsmAsmString(assembly, &length);
  const char *at = LLVMGetInlineAsmConstraintString(assembly, &(size_t){0});
  if (length || strncmp(at, "=r,", 3) || strchr(at + 3, '='))
    return RESULT_ZERO;
  at += 3;
  for (int input = 0; at && *at != '~'; input++) {
    if (*at == '0')
      return input;
    at = strchr(at, ',');
    at = at ? at + 1 : nullptr;
  }
  return RESULT_ZERO;
}

bool has_pointer_leaf(struct module *m, LLVMTypeRef type, unsigned *count) {
  struct leaf leaves[MAX_LEAVES];
  *count = leaves_of_type(m, type, leaves);
  for (unsigned i = 0; i < *count; i++)
    if (!leaves[i].integer)
      return true;
  return false;
}

bool has_result_leaf(struct module *m, LLVMValueRef function, LLVMTypeRef type, unsigned *count) {
  return has_pointer_leaf(m, type, count) || (is_i64(type) && rust_is_of_atomic_pointer(function));
}

bool call_returns(const struct facts *facts, LLVMValueRef function) {
  const struct function_facts *ff = facts_of_function(facts, function);
  return !ff || (ff->returns && (ff->wanted || !ff->local));
}

/* Whether the list of types leaves out the result of CALL. If the callee hands the tag back in a
 * register, nobody would notice that it ends here. */
static bool ends_at_result(const struct facts *facts, LLVMValueRef call, LLVMValueRef callee) {
  const struct function_facts *ff = facts_of_function(facts, callee);
  return followed_leaves_out_result(call) && !(ff && ff->local);
}

int call_result_from(const struct facts *facts, LLVMValueRef call) {
  unsigned count;
  LLVMValueRef callee = direct_callee(call);
  if (is_musttail(call) || !has_result_leaf(facts->m, callee, LLVMTypeOf(call), &count) ||
      count > CUSTODY_RET_SLOTS)
    return RESULT_ZERO;
  if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
    return count == 1 ? asm_result_from(LLVMGetCalledValue(call)) : RESULT_ZERO;
  if (ends_at_result(facts, call, callee))
    return RESULT_ZERO;
  if (!callee)
    return RESULT_TAGGED;
  if (LLVMGetIntrinsicID(callee))
    return count == 1 ? intrinsic_result_from(callee) : RESULT_ZERO;
  enum mark mark = mark_of_call(call);
  if (mark != MARK_COUNT)
    return mark == MARK_COMPARE ? RESULT_ZERO : RESULT_TAGGED;
  switch (library_of(callee)) {
  case LIBRARY_UNKNOWN:
    return RESULT_TAGGED;
  case LIBRARY_RETURNS0:
  case LIBRARY_COPY:
  case LIBRARY_CLEAR:
    return count == 1 && LLVMGetNumArgOperands(call) &&
                   is_pointer(LLVMTypeOf(LLVMGetOperand(call, 0)))
               ? 0
               : RESULT_ZERO;
  default:
    return RESULT_ZERO;
  }
}

/*===-- Arguments --------------------------------------------------------------===*/

bool call_has_attribute(LLVMValueRef call, unsigned argument, const char *name) {
  unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
  LLVMValueRef callee = direct_callee(call);
  return LLVMGetCallSiteEnumAttribute(call, argument + 1, kind) ||
         (callee && argument < LLVMCountParams(callee) &&
          LLVMGetEnumAttributeAtIndex(callee, argument + 1, kind));
}

/* Whether CALLEE, of Rust and defined elsewhere, takes ARGUMENT as a reference, by rustc's attributes:
 * then it borrows it anew, and has no use for the old tag. */
static bool is_lent_anew(LLVMValueRef call, LLVMValueRef callee, unsigned argument) {
  size_t length;
  return callee && LLVMIsDeclaration(callee) &&
         call_has_attribute(call, argument, "dereferenceable") &&
         call_has_attribute(call, argument, "noalias") &&
         rust_is_mangled(LLVMGetValueName2(callee, &length));
}

bool call_hands_over(const struct facts *facts, LLVMValueRef call, unsigned index) {
  if (index >= CUSTODY_ARG_SLOTS || index >= LLVMCountParamTypes(LLVMGetCalledFunctionType(call)))
    return false;
  LLVMValueRef argument = LLVMGetOperand(call, index);
  if (is_pointer(LLVMTypeOf(argument)))
    return !parameter_type_attribute(call, index, "byval") &&
           !followed_leaves_out_argument(call, index) &&
           !is_lent_anew(call, direct_callee(call), index);
  return is_i64(LLVMTypeOf(argument)) && facts_has(facts, argument, FACT_COPY) &&
         (!LLVMIsALoadInst(argument) || rust_is_of_atomic_pointer(direct_callee(call)));
}

bool call_wants(const struct facts *facts, LLVMValueRef call, unsigned index) {
  LLVMValueRef callee = direct_callee(call);
  if (!facts_of_function(facts, callee) || index >= LLVMCountParams(callee))
    return true;
  LLVMValueRef parameter = LLVMGetParam(callee, index);
  return facts_has(facts, parameter, FACT_AS_IS) || facts_has(facts, parameter, FACT_PLAIN);
}

bool call_hands_over_variable(const struct facts *facts, LLVMValueRef argument) {
  return is_pointer(LLVMTypeOf(argument)) || facts_has(facts, argument, FACT_COPY);
}
