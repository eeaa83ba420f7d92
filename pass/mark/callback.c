/*===- callback.c - pointers that come back to a callback --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A registry such as GLib is given a callback and a pointer, and calls the callback with the pointer
 * later. If the registry is not instrumented, the pointer comes back without its tag. The boundary
 * list says which functions do that. Then
 *
 *   call void @g_idle_add_full(i32 %n, ptr @drop, ptr %p, ptr null)
 *   define internal void @drop(ptr %data) { ... uses of %data ... }
 *
 * becomes
 *
 *   call void @custody.mark.given(ptr %p, ptr @drop)
 *   call void @g_idle_add_full(i32 %n, ptr @drop, ptr %p, ptr null)
 *   define internal void @drop(ptr %data) {
 *     %d = call ptr @custody.mark.entered(ptr %data, ptr @drop, i64 1) ... uses of %d ... }
 *
 * This is done only if the module sees every use of the callback, and each of them is such a call. So
 * the runtime knows all pointers that can come back (docs/semantics.md, "Inferred histories").
 */
#include "mark_private.h"

#include <string.h>

bool use_is_annotation(LLVMValueRef user) {
  struct list todo = {};
  struct map seen = {};
  bool only = true;
  list_add(&todo, user);
  while (todo.count && only) {
    LLVMValueRef at = todo.items[--todo.count];
    size_t length;
    if (LLVMIsAGlobalVariable(at)) {
      only = !strcmp(LLVMGetValueName2(at, &length), "llvm.global.annotations");
    } else if (!LLVMIsAConstantStruct(at) && !LLVMIsAConstantArray(at)) {
      only = false;
    } else if (!*map_put(&seen, at)) {
      *map_put(&seen, at) = 1;
      for (LLVMUseRef use = LLVMGetFirstUse(at); use; use = LLVMGetNextUse(use))
        list_add(&todo, LLVMGetUser(use));
    }
  }
  list_free(&todo);
  map_free(&seen);
  return only;
}

/* At which of its parameters a callback gets back what was given away with it. */
struct position {
  bool any;   /* it is given away somewhere */
  int at;     /* a parameter of its source; -1: one of them */
  bool exact; /* as in struct role */
};

/* Adds to *POSITION what CALL, which uses CALLBACK, says. Returns false if CALL does anything else with
 * CALLBACK than to give it away. */
static bool add_position(struct module *m, LLVMValueRef call, LLVMValueRef callback,
                         struct position *position) {
  LLVMValueRef callee = direct_callee(call);
  for (unsigned i = 0; i < (unsigned)LLVMGetNumOperands(call); i++) {
    if (LLVMGetOperand(call, i) != callback)
      continue;
    const struct role *role = callee ? roles_of(m, callee) : nullptr;
    while (role && (role->kind != ROLE_CALLBACK || role->ir_callback != (int)i))
      role = role->next;
    if (!role || i >= LLVMGetNumArgOperands(call))
      return false;
    bool same = !position->any || position->at == role->position;
    *position =
        (struct position){.any = true,
                          .at = same ? role->position : -1,
                          .exact = same && role->exact && (!position->any || position->exact)};
  }
  return true;
}

/* Whether FUNCTION is never marked, so that what it gives away is not known (driver.c). */
static bool is_left_alone(LLVMValueRef function) {
  return has_attribute(function, ATTRIBUTE_OFF) || has_enum_attribute(function, "naked") ||
         has_enum_attribute(function, "disable_sanitizer_instrumentation") ||
         LLVMGetLinkage(function) == LLVMAvailableExternallyLinkage;
}

/* Where CALLBACK gets its pointers back. Nowhere if others may call it too. */
static struct position position_of(struct module *m, LLVMValueRef callback) {
  struct position position = {.at = -1}, nowhere = position;
  LLVMLinkage linkage = LLVMGetLinkage(callback);
  if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
    return nowhere;
  for (LLVMUseRef use = LLVMGetFirstUse(callback); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsAInstruction(user) && use_is_annotation(user))
      continue;
    if (!is_call(user) || is_left_alone(LLVMGetBasicBlockParent(LLVMGetInstructionParent(user))) ||
        (mark_of_call(user) == MARK_COUNT && !add_position(m, user, callback, &position)))
      return nowhere;
  }
  return position;
}

void mark_given(struct module *m, LLVMValueRef call, const struct role *role) {
  LLVMValueRef callback = LLVMGetOperand(call, (unsigned)role->ir_callback);
  LLVMValueRef pointer = LLVMGetOperand(call, (unsigned)role->ir_parameter);
  if (!LLVMIsAFunction(callback) || !position_of(m, callback).any)
    return;
  build_before(m, call);
  if (!is_pointer(LLVMTypeOf(pointer)))
    pointer = LLVMBuildIntToPtr(m->b, pointer, m->t_ptr, "");
  call_mark(m, MARK_GIVEN, pointer, callback, nullptr);
}

void mark_callback(struct module *m, LLVMValueRef function) {
  struct position position = position_of(m, function);
  int only = position.at < 0 ? -1 : role_ir_parameter(function, position.at);
  if (!position.any || (position.at >= 0 && only < 0))
    return;
  build_entry(m, function);
  for (int i = 0; i < (int)LLVMCountParams(function); i++) {
    LLVMValueRef parameter = LLVMGetParam(function, (unsigned)i), made;
    if ((only >= 0 && i != only) || !is_pointer(LLVMTypeOf(parameter)) ||
        parameter_type_attribute(function, (unsigned)i, "byval"))
      continue;
    made = call_mark(m, MARK_ENTERED, parameter, function, l_i64(m, position.exact));
    replace_by_mark(parameter, made);
  }
}
