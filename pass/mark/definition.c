/*===- definition.c - marks in a function with roles -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A definition is marked as well as its calls: it may be called through a pointer, or by code that
 * is not instrumented. The runtime counts nested boundaries once. mark.h shows the IR before and
 * after.
 */
#include "mark_private.h"

/* The first parameter of FUNCTION that is a pointer, taken for the owner; NULL if there is none. */
static LLVMValueRef first_pointer(LLVMValueRef function) {
  for (unsigned i = 0; i < LLVMCountParams(function); i++)
    if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))))
      return LLVMGetParam(function, i);
  return nullptr;
}

/* Marks a parameter of FUNCTION as a borrow or key. */
static void mark_parameter(struct module *m, LLVMValueRef function, const struct role *role) {
  LLVMValueRef parameter = LLVMGetParam(function, (unsigned)role->ir_parameter);
  LLVMValueRef site = borrow_site(m, function, nullptr, function, role);
  if (!is_pointer(LLVMTypeOf(parameter)) ||
      (role->kind == ROLE_EXCLUSIVE && !site_field(site, SITE_SPAN)))
    return; /* an exclusive borrow of unknown span loses nothing */
  build_entry(m, function);
  replace_by_mark(parameter, call_mark(m, MARK_BORROW, parameter, site, nullptr));
}

/* Marks what happens where FUNCTION returns. */
static void mark_returns(struct module *m, LLVMValueRef function, const struct role *role,
                         LLVMValueRef site) {
  struct list returns = {};
  list_returns(function, &returns);
  for (size_t i = 0; i < returns.count; i++) {
    LLVMValueRef ret = returns.items[i];
    if (is_call(ret)) { /* the rest happens in the function that is called */
      build_before(m, ret);
      if (role->kind == ROLE_RECLAIM || role->kind == ROLE_RELEASE)
        call_mark(m, MARK_LEAVE, l_null(m), site, nullptr);
      continue;
    }
    LLVMValueRef value = LLVMGetNumOperands(ret) ? LLVMGetOperand(ret, 0) : nullptr;
    bool pointer = value && is_pointer(LLVMTypeOf(value));
    build_before(m, ret);
    if (role->kind == ROLE_RECLAIM || role->parameter >= 0) {
      call_mark(m, MARK_LEAVE, handle_in(m, value, role), site, nullptr);
    } else if (role->in_memory) {
      release_in_memory(m, function, LLVMGetParam(function, 0), role, site);
    } else if (value && role->kind == ROLE_RELEASE) {
      LLVMValueRef made = release_in(m, function, role, value, first_pointer(function), site);
      if (made)
        LLVMSetOperand(ret, 0, made);
    } else if (pointer) {
      LLVMSetOperand(ret, 0, call_mark(m, MARK_BORROW, value, site, nullptr));
    }
  }
  list_free(&returns);
}

/* The IR parameter INDEX of FUNCTION; NULL if there is none. */
static LLVMValueRef parameter_at(LLVMValueRef function, unsigned index) {
  return index < LLVMCountParams(function) ? LLVMGetParam(function, index) : nullptr;
}

void mark_definition_extent(struct module *m, LLVMValueRef function, const struct role *role) {
  if (role->kind == ROLE_RECLAIM && role->parameter >= 0) {
    unsigned at = (unsigned)role->ir_parameter;
    LLVMValueRef second = parameter_at(function, role->ir_length ? role->ir_length : at + 1);
    build_entry(m, function);
    mark_extent(m, function, role, LLVMGetParam(function, at), second);
    return;
  }
  struct list returns = {};
  list_returns(function, &returns);
  for (size_t i = 0; role->kind == ROLE_RELEASE && i < returns.count; i++) {
    LLVMValueRef ret = returns.items[i];
    if (is_call(ret))
      continue;
    build_before(m, ret);
    if (role->in_memory)
      extent_in_memory(m, function, LLVMGetParam(function, 0), role);
    else if (LLVMGetNumOperands(ret))
      extent_in(m, function, role, LLVMGetOperand(ret, 0));
  }
  list_free(&returns);
}

void mark_definition(struct module *m, LLVMValueRef function, const struct role *role) {
  switch (role->kind) {
  case ROLE_KEY:
  case ROLE_SHARED:
  case ROLE_EXCLUSIVE:
    if (role->parameter >= 0) {
      mark_parameter(m, function, role);
    } else {
      LLVMValueRef site = borrow_site(m, function, nullptr, function, role);
      if (role->kind != ROLE_EXCLUSIVE || site_field(site, SITE_SPAN))
        mark_returns(m, function, role, site);
    }
    break;
  case ROLE_RELEASE:
  case ROLE_RECLAIM: {
    LLVMValueRef site = boundary_site(m, function, nullptr, function, role);
    build_entry(m, function);
    if (role->parameter < 0) {
      call_mark(m, MARK_ENTER, site, nullptr, nullptr);
    } else {
      LLVMValueRef parameter = LLVMGetParam(function, (unsigned)role->ir_parameter);
      if (!is_pointer(LLVMTypeOf(parameter)))
        break;
      if (role->kind == ROLE_RECLAIM) {
        LLVMValueRef length = role->ir_length ? LLVMGetParam(function, role->ir_length) : nullptr;
        LLVMValueRef second = parameter_at(function, (unsigned)role->ir_parameter + 1);
        reclaim_of(m, function, role, parameter, second, length, site);
      } else {
        call_mark(m, MARK_ENTER, site, nullptr, nullptr);
        replace_by_mark(parameter, call_mark(m, MARK_RELEASE, parameter, l_null(m), site));
        call_mark(m, MARK_ENTER, site, nullptr, nullptr);
      }
    }
    mark_returns(m, function, role, site);
    break;
  }
  default:
    break;
  }
}
