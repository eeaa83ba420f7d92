/*===- known_call.c - calls that need no hand-over ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Intrinsics, assembly and the C library's functions that library.c knows:
 *
 *   %q = call ptr @realloc(ptr %p, i64 %n)      %q = call ptr @__custody_realloc(ptr %p, i64 %n)
 *   call i32 @pthread_create(%t, %a, %f, %p)    call i32 @__custody_pthread_create(%t, %a, %f, %p, i32 %t.p)
 *   call ptr @memcpy(%to, %from, %n)            call void @__custody_shadow_copy(%to, %from, %n) in front of it
 */
#include "track_private.h"

#include <string.h>

/* Replaces a call of one of CUSTODY_LIBCALLS by one of the runtime's function. */
static void lower_libcall(struct function *f, LLVMValueRef call, LLVMValueRef callee) {
  struct module *m = f->m;
#define ROW(result, name, parameters, tagged) {#name, #tagged},
  static const struct {
    const char *name, *tagged;
  } rows[] = {CUSTODY_LIBCALLS(ROW)};
#undef ROW
  size_t length, row = 0;
  while (strcmp(rows[row].name, LLVMGetValueName2(callee, &length)))
    row++;
  LLVMValueRef arguments[8];
  unsigned count = LLVMGetNumArgOperands(call);
  /* A declaration without a prototype lets it be called with any arguments. */
  bool has_tagged = !*rows[row].tagged || (unsigned)(*rows[row].tagged - '0') < count;
  if (count > 6 || !has_tagged || LLVMGetInstructionOpcode(call) != LLVMCall || is_musttail(call))
    return;
  LLVMTypeRef types[8];
  for (unsigned i = 0; i < count; i++)
    types[i] = LLVMTypeOf(arguments[i] = LLVMGetOperand(call, i));
  if (*rows[row].tagged) {
    types[count] = m->t_i32;
    arguments[count] = plain_tag_of(f, arguments[*rows[row].tagged - '0']);
    count++;
  }
  char name[64] = "__custody_";
  strcat(name, rows[row].name);
  LLVMTypeRef type = LLVMFunctionType(LLVMTypeOf(call), types, count, false);
  LLVMValueRef function = LLVMGetNamedFunction(m->module, name);
  if (!function)
    function = LLVMAddFunction(m->module, name, type);
  build_before(m, call);
  LLVMValueRef made = LLVMBuildCall2(m->b, type, function, arguments, count, "");
  LLVMReplaceAllUsesWith(call, made);
  list_add(&f->dead, call);
}

static bool lower_memory_intrinsic(struct function *f, LLVMValueRef call, LLVMValueRef callee) {
  size_t length;
  const char *name = LLVMGetValueName2(callee, &length);
  bool set = !strncmp(name, "llvm.memset.", 12);
  if (!set && strncmp(name, "llvm.memcpy.", 12) && strncmp(name, "llvm.memmove.", 13))
    return false;
  if (set)
    lower_clear(f, call, LLVMGetOperand(call, 0), LLVMGetOperand(call, 2));
  else
    lower_copy(f, call, LLVMGetOperand(call, 0), LLVMGetOperand(call, 1), LLVMGetOperand(call, 2));
  return true;
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

bool lower_known_call(struct function *f, LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  size_t length;
  if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
    return true;
  if (!callee)
    return false;
  if (LLVMGetIntrinsicID(callee)) {
    if (!lower_memory_intrinsic(f, call, callee) &&
        !strncmp(LLVMGetValueName2(callee, &length), "llvm.va_start", 13))
      lower_va_start(f, call);
    return true;
  }
  switch (library_of(callee)) {
  case LIBRARY_UNKNOWN:
    return false;
  case LIBRARY_COPY:
    if (has_shape(call, 2, 3))
      lower_copy(f, call, LLVMGetOperand(call, 0), LLVMGetOperand(call, 1),
                 LLVMGetOperand(call, 2));
    return true;
  case LIBRARY_CLEAR:
    if (has_shape(call, 1, 3))
      lower_clear(f, call, LLVMGetOperand(call, 0), LLVMGetOperand(call, 2));
    return true;
  case LIBRARY_HOOK:
    lower_libcall(f, call, callee);
    return true;
  default:
    return true;
  }
}
