/*===- function.c - what is marked in a function -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "mark_private.h"

#include <string.h>

/* Whether nothing but direct calls, which are all marked, can call FUNCTION. */
static bool is_called_directly(LLVMValueRef function) {
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsAInstruction(user) && use_is_annotation(user))
      continue;
    if (!is_call(user) || direct_callee(user) != function)
      return false;
    for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
      if (LLVMGetOperand(user, i) == function)
        return false;
  }
  return true;
}

/* Whether CALL, of a boundary with ROLE, passes on the pointer that FUNCTION was given, and FUNCTION
 * is a boundary of the same kind with the role OWN. Then the calls of FUNCTION have the marks that
 * are needed. */
static bool is_nested(LLVMValueRef function, const struct role *own, LLVMValueRef call,
                      const struct role *role) {
  if (!own->rust || !role->rust || own->kind != role->kind)
    return false;
  return role->kind == ROLE_RELEASE || LLVMGetOperand(call, (unsigned)role->ir_parameter) ==
                                           LLVMGetParam(function, (unsigned)own->ir_parameter);
}

/* Whether marks at all calls of a function are enough for its ROLE. */
static bool is_judged_by_call(const struct role *role) {
  return role->rust || role->kind == ROLE_RELEASE || role->kind == ROLE_RECLAIM;
}

/* Whether FUNCTION is the leak of Box, Vec, String or the like. The reference that it returns is for
 * the whole allocation and loses nothing: every Arc and Rc is made from one. */
static bool lends_all(LLVMValueRef function) {
  static const char *const owners[] = {"5alloc5boxed", "5alloc3vec", "5alloc6string",
                                       "3ffi6os_str",  "3std4path",  "6kernel5alloc4kbox"};
  size_t length;
  const char *symbol = LLVMGetValueName2(function, &length);
  for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
    if (strstr(symbol, owners[i]) && strstr(symbol, "4leak"))
      return true;
  return false;
}

/* Marks the calls of functions with roles in FUNCTION. ALL_MARKED says that FUNCTION has a role, OWN,
 * and that all calls of FUNCTION are marked. */
static void mark_calls(struct module *m, LLVMValueRef function, const struct role *own,
                       bool all_marked) {
  bool of_library = is_of_library(function);
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef call = all.items[i];
    LLVMValueRef callee = is_call(call) ? direct_callee(call) : nullptr;
    for (const struct role *role = callee ? roles_of(m, callee) : nullptr; role; role = role->next)
      if ((!all_marked || !is_nested(function, own, call, role)) && !(role->inner && of_library))
        mark_call(m, function, call, callee, role);
  }
  list_free(&all);
}

void mark_function_body(struct module *m, LLVMValueRef function) {
  const struct role *own = roles_of(m, function);
  if (own && own->api)
    return; /* a function of custody.h that returns its argument; its calls are marked */
  bool rust = custody_seam_is_rust(function);
  if (rust || roles_any(m))
    split_invokes(m, function); /* a mark may have to stand behind an invoke */
  if (rust) {
    if (!lends_all(function)) {
      if (rust_has_retags(m))
        rust_mark_retags(m, function);
      else
        rust_mark_borrows(m, function);
    }
    rust_mark_numbers(m, function);
    if (!is_of_library(function))
      rust_mark_kept(m, function);
  }
  if (!roles_any(m))
    return;
  bool all_marked = own && is_called_directly(function);
  mark_calls(m, function, own, all_marked);
  for (; own; own = own->next)
    if (own->inner)
      mark_definition_extent(m, function, own);
    else if (!all_marked || !is_judged_by_call(own))
      mark_definition(m, function, own);
  mark_callback(m, function); /* last, so that the other marks take what it makes */
}
