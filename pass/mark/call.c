/*===- call.c - marks around calls of functions with roles -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* mark.h shows the IR before and after. */
#include "mark_private.h"

#include <string.h>

/* Argument INDEX of CALL as a size; UNKNOWN if it is 0, not a constant, or not there. */
static uint64_t size_argument(LLVMValueRef call, unsigned index, uint64_t unknown) {
  if (index >= LLVMGetNumArgOperands(call))
    return unknown;
  LLVMValueRef argument = LLVMGetOperand(call, index);
  uint64_t size = LLVMIsAConstantInt(argument) ? LLVMConstIntGetZExtValue(argument) : 0;
  return size ? size : unknown;
}

/* ROLE, of a function of custody.h, with the sizes that CALL passes. */
static struct role api_role(LLVMValueRef call, const struct role *role) {
  struct role filled = *role;
  if (role->kind == ROLE_RECLAIM) {
    filled.sizes[0] = size_argument(call, 1, CUSTODY_UNKNOWN_SIZE);
    filled.sizes[1] = size_argument(call, 2, CUSTODY_UNKNOWN_SIZE);
  } else if (role->kind == ROLE_SHARED || role->kind == ROLE_EXCLUSIVE) {
    filled.sizes[0] = size_argument(call, 1, CUSTODY_UNKNOWN_SIZE);
    filled.parameter = -1;
  } else {
    filled.parameter = -1;
  }
  return filled;
}

/* Marks that the boundary CALL is left by an exception. If other invokes share the landing pad, the
 * runtime knows which of them was left. */
static void mark_unwind(struct module *m, LLVMValueRef call, LLVMValueRef site) {
  if (LLVMGetInstructionOpcode(call) != LLVMInvoke)
    return;
  LLVMValueRef pad = LLVMGetFirstInstruction(LLVMGetUnwindDest(call));
  while (LLVMGetInstructionOpcode(pad) == LLVMPHI)
    pad = LLVMGetNextInstruction(pad);
  if (LLVMGetInstructionOpcode(pad) != LLVMLandingPad)
    return;
  build_after(m, pad);
  LLVMSetCurrentDebugLocation2(m->b, LLVMInstructionGetDebugLoc(call));
  call_mark(m, MARK_LEAVE, LLVMConstIntToPtr(l_i64(m, CUSTODY_UNWOUND), m->t_ptr), site, nullptr);
}

/* Marks CALL of a reclaim, whose raw pointer is ARGUMENT. TAIL: nothing may stand behind the
 * call. */
static void mark_reclaim_call(struct module *m, LLVMValueRef function, LLVMValueRef call,
                              unsigned argument, const struct role *role, LLVMValueRef site,
                              bool tail) {
  LLVMValueRef pointer = LLVMGetOperand(call, argument);
  if (!is_pointer(LLVMTypeOf(pointer)))
    return;
  build_before(m, call);
  LLVMValueRef length = role->ir_length ? LLVMGetOperand(call, role->ir_length) : nullptr;
  LLVMValueRef second =
      argument + 1 < LLVMGetNumArgOperands(call) ? LLVMGetOperand(call, argument + 1) : nullptr;
  reclaim_of(m, direct_callee(call), role, pointer, second, length, site);
  mark_unwind(m, call, site);
  if (!tail)
    build_after(m, call);
  else
    build_before(m, call);
  call_mark(m, MARK_LEAVE, handle_in(m, tail || role->api ? nullptr : call, role), site, nullptr);
  if (role->adds && !tail && !is_of_library(function))
    mark_added(m, function, call, pointer, role);
  if (role->kind == ROLE_TRANSFER_IN)
    /* The result has the history of the release that it belongs to, not that of the argument. */
    replace_by_mark(call, call_mark(m, MARK_RECOVER, call, site, nullptr));
}

/* The same for CALL of a release. */
static void mark_release_call(struct module *m, LLVMValueRef call, const struct role *role,
                              LLVMValueRef site, bool tail) {
  build_before(m, call);
  if (role->parameter >= 0) {
    unsigned argument = (unsigned)role->ir_parameter;
    LLVMValueRef pointer = LLVMGetOperand(call, argument);
    if (!is_pointer(LLVMTypeOf(pointer)))
      return;
    call_mark(m, MARK_ENTER, site, nullptr, nullptr);
    LLVMSetOperand(call, argument, call_mark(m, MARK_RELEASE, pointer, l_null(m), site));
    call_mark(m, MARK_ENTER, site, nullptr, nullptr);
    if (!tail)
      build_after(m, call);
    call_mark(m, MARK_LEAVE, l_null(m), site, nullptr);
    return;
  }
  if (role->in_memory) {
    call_mark(m, MARK_ENTER, site, nullptr, nullptr);
    mark_unwind(m, call, site);
    build_after(m, call);
    release_in_memory(m, direct_callee(call), LLVMGetOperand(call, 0), role, site);
    return;
  }
  struct leaf leaves[MAX_LEAVES];
  if (tail || !leaves_of_type(m, LLVMTypeOf(call), leaves) || leaves[0].integer)
    return;
  LLVMValueRef owner = nullptr;
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call) && !owner; i++)
    if (is_pointer(LLVMTypeOf(LLVMGetOperand(call, i))))
      owner = LLVMGetOperand(call, i);
  call_mark(m, MARK_ENTER, site, nullptr, nullptr);
  mark_unwind(m, call, site);
  build_after(m, call);
  LLVMValueRef made = release_in(m, direct_callee(call), role, call, owner, site);
  if (!made)
    return;
  if (is_call(made)) {
    replace_by_mark(call, made);
    return;
  }
  /* A wide pointer was taken apart and put together again. The instructions for that, which stand
   * behind CALL, still use CALL itself. */
  LLVMReplaceAllUsesWith(call, made);
  for (LLVMValueRef at = made; at && at != call; at = LLVMGetPreviousInstruction(at))
    for (unsigned i = 0; i < (unsigned)LLVMGetNumOperands(at); i++)
      if (LLVMGetOperand(at, i) == made)
        LLVMSetOperand(at, i, call);
}

void mark_call(struct module *m, LLVMValueRef function, LLVMValueRef call, LLVMValueRef callee,
               const struct role *annotated) {
  struct role role = annotated->api ? api_role(call, annotated) : *annotated;
  bool tail = is_musttail(call);
  switch (role.kind) {
  case ROLE_KEY:
    return; /* the callee marks its own parameter; the caller's value stays as it is */
  case ROLE_SHARED:
  case ROLE_EXCLUSIVE: {
    LLVMValueRef site = borrow_site(m, function, call, callee, &role);
    if (role.parameter >= 0 || tail || !is_pointer(LLVMTypeOf(call)) ||
        (role.kind == ROLE_EXCLUSIVE && !site_field(site, SITE_SPAN)))
      return;
    build_after(m, call);
    replace_by_mark(call, call_mark(m, MARK_BORROW, call, site, nullptr));
    return;
  }
  case ROLE_RELEASE:
  case ROLE_TRANSFER_OUT:
    mark_release_call(m, call, &role, boundary_site(m, function, call, callee, &role), tail);
    return;
  case ROLE_RECLAIM:
  case ROLE_TRANSFER_IN:
    mark_reclaim_call(m, function, call, role.api ? 0 : (unsigned)role.ir_parameter, &role,
                      boundary_site(m, function, call, callee, &role), tail);
    return;
  case ROLE_CALLBACK:
    mark_given(m, call, &role);
    return;
  case ROLE_CALLBACK_OUT:
    build_before(m, call);
    call_mark(m, MARK_GIVEN, l_null(m), l_null(m), nullptr);
    return;
  case ROLE_RECOVER:
    build_after(m, call);
    replace_by_mark(call, call_mark(m, MARK_RECOVER, call,
                                    boundary_site(m, function, call, callee, &role), nullptr));
    return;
  case ROLE_FREED:
    build_before(m, call);
    call_mark(m, MARK_FREED, LLVMGetOperand(call, 0), LLVMGetOperand(call, 1), nullptr);
    return;
  case ROLE_DESCRIBE:
    build_before(m, call);
    call_mark(m, MARK_DESCRIBE, LLVMGetOperand(call, 0),
              boundary_site(m, function, call, callee, &role), nullptr);
    return;
  }
}
