/*===- mark.c - phase 1: boundaries, borrows and keys -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Runs before inlining. A mark is a call of a function that does not exist; phase 2 replaces it.
 *
 * Before, with CUSTODY_RELEASE on f, CUSTODY_RECLAIM(0) on g, CUSTODY_BORROW_SHARED(0) on k:
 *
 *   %r = call ptr @f(ptr %owner)
 *   %h = call ptr @g(ptr %q)
 *   define void @k(ptr %p) { ... uses of %p ... }
 *
 * After:
 *
 *   call void @custody.mark.enter(ptr @custody.site)
 *   %r = call ptr @f(ptr %owner)
 *   %r.1 = call ptr @custody.mark.release(ptr %r, ptr %owner, ptr @custody.site)  ; replaces %r
 *   call void @custody.mark.reclaim(ptr %q, ptr @custody.site.1)
 *   %h = call ptr @g(ptr %q)
 *   call void @custody.mark.leave(ptr %h, ptr @custody.site.1)
 *   define void @k(ptr %p) { %b = call ptr @custody.mark.borrow(ptr %p, ptr @custody.site.2) ... }
 *
 * Borrows and compares are pure, so that they cost nothing where their result is not used, and
 * never `returned`, which InstCombine would see through. The others touch inaccessible memory,
 * which keeps them ordered against malloc, free and each other. A definition is marked as well as
 * a call: it may be called through a pointer or from code that is not instrumented. The runtime
 * counts nested boundaries once. Two marks with different sites must not become one: nomerge.
 */
#include "emit.h"
#include "pass.h"

#include <string.h>

static const struct mark_kind {
  const char *name;
  bool pure;
  char result;        /* p: ptr, l: i64, v: void */
  const char *parameters;
} mark_kinds[MARK_COUNT] = {
    [MARK_BORROW] = {"custody.mark.borrow", true, 'p', "pp"},
    [MARK_RELEASE] = {"custody.mark.release", false, 'p', "ppp"},
    [MARK_ENTER] = {"custody.mark.enter", false, 'v', "p"},
    [MARK_RECLAIM] = {"custody.mark.reclaim", false, 'v', "pp"},
    [MARK_LEAVE] = {"custody.mark.leave", false, 'v', "pp"},
    [MARK_RECOVER] = {"custody.mark.recover", false, 'p', "pp"},
    [MARK_FREED] = {"custody.mark.freed", false, 'v', "pl"},
    [MARK_DESCRIBE] = {"custody.mark.describe", false, 'v', "pp"},
    [MARK_COMPARE] = {"custody.compare", true, 'p', "p"},
    [MARK_COMPARE_I64] = {"custody.compare.i64", true, 'l', "l"},
};

static LLVMTypeRef mark_letter(const struct module *m, char letter) {
  return letter == 'p' ? m->t_ptr : letter == 'l' ? m->t_i64 : m->t_void;
}

LLVMValueRef mark_function(struct module *m, enum mark mark) {
  const struct mark_kind *kind = &mark_kinds[mark];
  LLVMValueRef function = LLVMGetNamedFunction(m->module, kind->name);
  if (function)
    return function;
  LLVMTypeRef parameters[3];
  unsigned count = (unsigned)strlen(kind->parameters);
  for (unsigned i = 0; i < count; i++)
    parameters[i] = mark_letter(m, kind->parameters[i]);
  function = LLVMAddFunction(
      m->module, kind->name,
      LLVMFunctionType(mark_letter(m, kind->result), parameters, count, false));
  static const char *const flags[] = {"nounwind", "willreturn", "nosync", "nofree", "nocallback",
                                      "nomerge"};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    unsigned id = LLVMGetEnumAttributeKindForName(flags[i], strlen(flags[i]));
    LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(m->context, id, 0));
  }
  /* llvm::MemoryEffects: two bits a location, inaccessible memory the second one; 3 = mod|ref. */
  unsigned id = LLVMGetEnumAttributeKindForName("memory", strlen("memory"));
  LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                          LLVMCreateEnumAttribute(m->context, id, kind->pure ? 0 : 3 << 2));
  return function;
}

enum mark mark_of_call(LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  size_t length;
  if (!callee || !LLVMIsDeclaration(callee) ||
      strncmp(LLVMGetValueName2(callee, &length), "custody.", strlen("custody.")))
    return MARK_COUNT;
  for (unsigned i = 0; i < MARK_COUNT; i++)
    if (!strcmp(LLVMGetValueName2(callee, &length), mark_kinds[i].name))
      return (enum mark)i;
  return MARK_COUNT;
}

static LLVMValueRef call_mark(struct module *m, enum mark mark, LLVMValueRef a, LLVMValueRef b,
                              LLVMValueRef c) {
  LLVMValueRef function = mark_function(m, mark);
  LLVMValueRef arguments[] = {a, b, c};
  m->changed = true;
  return LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, arguments,
                        LLVMCountParams(function), "");
}

/* All uses of VALUE but its own become MADE, which was made from it. */
static void replace_by_mark(LLVMValueRef value, LLVMValueRef made) {
  LLVMReplaceAllUsesWith(value, made);
  LLVMSetOperand(made, 0, value);
}

/*===-- Sites of roles -------------------------------------------------------===*/

static LLVMValueRef borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                                LLVMValueRef annotated, const struct role *role) {
  struct site site = {.kind = role->kind == ROLE_KEY         ? CUSTODY_KIND_KEY
                              : role->kind == ROLE_EXCLUSIVE ? CUSTODY_KIND_EXCLUSIVE
                                                             : CUSTODY_KIND_SHARED,
                      .header = CUSTODY_UNKNOWN_SIZE};
  site.span = site_pointee(annotated, role->parameter, &site.name, &site.name_length);
  if (role->sizes[0] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[0];
  return site_make(m, function, place, &site);
}

/* The site of a release or reclaim; BOUNDARY is the annotated function. */
static LLVMValueRef boundary_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                                  LLVMValueRef boundary, const struct role *role) {
  bool transfer = role->kind == ROLE_TRANSFER_OUT || role->kind == ROLE_TRANSFER_IN;
  struct site site = {
      .kind = role->kind == ROLE_RECOVER    ? CUSTODY_KIND_RECOVER
              : role->kind == ROLE_DESCRIBE ? CUSTODY_KIND_DESCRIBE
              : role->kind == ROLE_RECLAIM || role->kind == ROLE_TRANSFER_IN
                  ? CUSTODY_KIND_RECLAIM
                  : CUSTODY_KIND_RELEASE,
      .flags = (role->consumes ? CUSTODY_SITE_CONSUMES : 0) |
               (role->payload ? CUSTODY_SITE_PAYLOAD : 0) |
               (transfer ? CUSTODY_SITE_TRANSFER | CUSTODY_SITE_CONSUMES : 0),
      .header = role->sizes[0],
  };
  const char *type;
  size_t type_length;
  site.span = role->api ? 0 : site_pointee(boundary, role->parameter, &type, &type_length);
  if (role->sizes[1] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[1];
  site.name = LLVMGetValueName2(boundary, &site.name_length);
  return site_make(m, function, place, &site);
}

/*===-- Definitions ----------------------------------------------------------===*/

/* Puts the builder in front of the first instruction that is no alloca. */
static void build_entry(struct module *m, LLVMValueRef function) {
  LLVMValueRef at = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function));
  while (LLVMGetInstructionOpcode(at) == LLVMAlloca)
    at = LLVMGetNextInstruction(at);
  build_before(m, at);
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  if (subprogram && !LLVMInstructionGetDebugLoc(at))
    LLVMSetCurrentDebugLocation2(
        m->b, LLVMDIBuilderCreateDebugLocation(m->context, LLVMDISubprogramGetLine(subprogram), 0,
                                               subprogram, nullptr));
}

static void list_returns(LLVMValueRef function, struct list *returns) {
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
       block = LLVMGetNextBasicBlock(block)) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    LLVMValueRef before = LLVMGetPreviousInstruction(end);
    /* Nothing may stand between a musttail call and its return. */
    bool tail = before && LLVMGetInstructionOpcode(before) == LLVMCall &&
                LLVMGetTailCallKind(before) == LLVMTailCallKindMustTail;
    if (LLVMGetInstructionOpcode(end) == LLVMRet)
      list_add(returns, tail ? before : end);
  }
}

static LLVMValueRef first_pointer(LLVMValueRef function) {
  for (unsigned i = 0; i < LLVMCountParams(function); i++)
    if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))))
      return LLVMGetParam(function, i);
  return nullptr;
}

static void mark_parameter(struct module *m, LLVMValueRef function, const struct role *role) {
  LLVMValueRef parameter = LLVMGetParam(function, (unsigned)role->ir_parameter);
  LLVMValueRef site = borrow_site(m, function, nullptr, function, role);
  if (!is_pointer(LLVMTypeOf(parameter)) ||
      (role->kind == ROLE_EXCLUSIVE && !site_field(site, SITE_SPAN)))
    return; /* an exclusive borrow of unknown span loses nothing */
  build_entry(m, function);
  replace_by_mark(parameter, call_mark(m, MARK_BORROW, parameter, site, nullptr));
}

static void mark_returns(struct module *m, LLVMValueRef function, const struct role *role,
                         LLVMValueRef site) {
  struct list returns = {};
  list_returns(function, &returns);
  for (size_t i = 0; i < returns.count; i++) {
    LLVMValueRef ret = returns.items[i];
    if (is_call(ret)) { /* what happens from here on is the tail callee's */
      build_before(m, ret);
      if (role->kind == ROLE_RECLAIM || role->kind == ROLE_RELEASE)
        call_mark(m, MARK_LEAVE, l_null(m), site, nullptr);
      continue;
    }
    LLVMValueRef value = LLVMGetNumOperands(ret) ? LLVMGetOperand(ret, 0) : nullptr;
    bool pointer = value && is_pointer(LLVMTypeOf(value));
    build_before(m, ret);
    if (role->kind == ROLE_RECLAIM || role->parameter >= 0) {
      call_mark(m, MARK_LEAVE, pointer ? value : l_null(m), site, nullptr);
    } else if (pointer && role->kind == ROLE_RELEASE) {
      LLVMValueRef owner = first_pointer(function);
      LLVMSetOperand(ret, 0, call_mark(m, MARK_RELEASE, value, owner ? owner : l_null(m), site));
    } else if (pointer) {
      LLVMSetOperand(ret, 0, call_mark(m, MARK_BORROW, value, site, nullptr));
    }
  }
  list_free(&returns);
}

static void mark_definition(struct module *m, LLVMValueRef function, const struct role *role) {
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
        call_mark(m, MARK_RECLAIM, parameter, site, nullptr);
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

/*===-- Calls ------------------------------------------------------------------===*/

/* Argument INDEX of CALL as a constant size, 0 being unknown. */
static uint64_t size_argument(LLVMValueRef call, unsigned index, uint64_t unknown) {
  if (index >= LLVMGetNumArgOperands(call))
    return unknown;
  LLVMValueRef argument = LLVMGetOperand(call, index);
  uint64_t size = LLVMIsAConstantInt(argument) ? LLVMConstIntGetZExtValue(argument) : 0;
  return size ? size : unknown;
}

/* The role as this call of custody.h fills it in. */
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

/* A boundary that throws is left, too. Other invokes may share the pad: the runtime knows which of
 * them it was. */
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

static void mark_reclaim_call(struct module *m, LLVMValueRef call, unsigned argument,
                              const struct role *role, LLVMValueRef site, bool tail) {
  LLVMValueRef pointer = LLVMGetOperand(call, argument);
  if (!is_pointer(LLVMTypeOf(pointer)))
    return;
  build_before(m, call);
  call_mark(m, MARK_RECLAIM, pointer, site, nullptr);
  mark_unwind(m, call, site);
  if (!tail)
    build_after(m, call);
  else
    build_before(m, call);
  bool handle = !tail && !role->api && is_pointer(LLVMTypeOf(call));
  call_mark(m, MARK_LEAVE, handle ? call : l_null(m), site, nullptr);
  if (role->kind == ROLE_TRANSFER_IN)
    /* The provenance is made anew from the bits: what flowed in does not flow out. */
    replace_by_mark(call, call_mark(m, MARK_COMPARE, call, nullptr, nullptr));
}

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
  if (tail || !is_pointer(LLVMTypeOf(call)))
    return;
  LLVMValueRef owner = nullptr;
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call) && !owner; i++)
    if (is_pointer(LLVMTypeOf(LLVMGetOperand(call, i))))
      owner = LLVMGetOperand(call, i);
  call_mark(m, MARK_ENTER, site, nullptr, nullptr);
  mark_unwind(m, call, site);
  build_after(m, call);
  replace_by_mark(call, call_mark(m, MARK_RELEASE, call, owner ? owner : l_null(m), site));
}

static void mark_call(struct module *m, LLVMValueRef function, LLVMValueRef call,
                      LLVMValueRef callee, const struct role *annotated) {
  struct role role = annotated->api ? api_role(call, annotated) : *annotated;
  bool tail = LLVMGetInstructionOpcode(call) == LLVMCall &&
              LLVMGetTailCallKind(call) == LLVMTailCallKindMustTail;
  switch (role.kind) {
  case ROLE_KEY:
    return; /* the callee's own parameter, not the caller's value */
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
    mark_reclaim_call(m, call, role.api ? 0 : (unsigned)role.ir_parameter, &role,
                      boundary_site(m, function, call, callee, &role), tail);
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

void mark_function_body(struct module *m, LLVMValueRef function) {
  const struct role *own = annotate_roles(m, function);
  if (own && own->api)
    return; /* an identity of custody.h; its calls are marked */
  if (!m->annotations.count)
    return;
  split_invokes(m, function);
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef call = all.items[i];
    LLVMValueRef callee = is_call(call) ? direct_callee(call) : nullptr;
    for (const struct role *role = callee ? annotate_roles(m, callee) : nullptr; role;
         role = role->next)
      mark_call(m, function, call, callee, role);
  }
  list_free(&all);
  for (; own; own = own->next)
    mark_definition(m, function, own);
}
