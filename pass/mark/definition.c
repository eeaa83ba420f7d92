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
#include "mark/mark.h"
#include "ir/emit.h"
#include "rust/rust.h"

#include <string.h>

static const struct mark_kind {
  const char *name;
  bool pure;
  char result; /* p: ptr, l: i64, v: void */
  const char *parameters;
} mark_kinds[MARK_COUNT] = {
    [MARK_BORROW] = {"custody.mark.borrow", true, 'p', "pp"},
    [MARK_BORROW_IN_PLACE] = {"custody.mark.borrow_in_place", false, 'v', "pp"},
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
  function =
      LLVMAddFunction(m->module, kind->name,
                      LLVMFunctionType(mark_letter(m, kind->result), parameters, count, false));
  static const char *const flags[] = {"nounwind", "willreturn", "nosync",
                                      "nofree",   "nocallback", "nomerge"};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    unsigned id = LLVMGetEnumAttributeKindForName(flags[i], strlen(flags[i]));
    LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(m->context, id, 0));
  }
  /* llvm::MemoryEffects: two bits a location, 1 = ref, 3 = mod|ref; arguments are the first one,
   * inaccessible memory the second. */
  unsigned effects = mark == MARK_BORROW_IN_PLACE ? 1 | 3 << 2 : 3 << 2;
  unsigned id = LLVMGetEnumAttributeKindForName("memory", strlen("memory"));
  LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                          LLVMCreateEnumAttribute(m->context, id, kind->pure ? 0 : effects));
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

LLVMValueRef call_mark(struct module *m, enum mark mark, LLVMValueRef a, LLVMValueRef b,
                       LLVMValueRef c) {
  LLVMValueRef function = mark_function(m, mark);
  LLVMValueRef arguments[] = {a, b, c};
  m->changed = true;
  return LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, arguments,
                        LLVMCountParams(function), "");
}

void mark_borrow_in_place(struct module *m, LLVMValueRef place, LLVMValueRef site) {
  call_mark(m, MARK_BORROW_IN_PLACE, place, site, nullptr);
}

LLVMValueRef mark_borrow(struct module *m, LLVMValueRef value, LLVMValueRef site) {
  return call_mark(m, MARK_BORROW, value, site, nullptr);
}

/* All uses of VALUE but its own become MADE, which was made from it. */
void replace_by_mark(LLVMValueRef value, LLVMValueRef made) {
  LLVMReplaceAllUsesWith(value, made);
  LLVMSetOperand(made, 0, value);
}

/* The first word of VALUE, a pointer or a struct that begins with one (a wide pointer of Rust), and
 * with INTEGERS a word that is no pointer by its type; NULL for others. Emitted at the builder. */
static LLVMValueRef first_word(struct module *m, LLVMValueRef value, bool integers) {
  struct leaf leaves[MAX_LEAVES];
  if (!leaves_of_type(m, LLVMTypeOf(value), leaves) || leaves[0].offset || leaves[0].depth > 1 ||
      (leaves[0].integer && !integers))
    return nullptr;
  return leaves[0].depth ? LLVMBuildExtractValue(m->b, value, leaves[0].path[0], "") : value;
}

/* The owner's handle in VALUE, as a pointer; null where there is none. C's integers are no handles,
 * but what is a struct of one integer in Rust is passed as an integer. */
LLVMValueRef handle_in(struct module *m, LLVMValueRef value, const struct role *role) {
  LLVMValueRef word = value ? first_word(m, value, role->rust) : nullptr;
  if (!word || (!role->rust && word != value))
    return l_null(m);
  return is_pointer(LLVMTypeOf(word)) ? word : LLVMBuildIntToPtr(m->b, word, m->t_ptr, "");
}

/* Marks the released pointer in VALUE, which a call or function returns; NULL where there is none.
 * Otherwise what VALUE has become. */
LLVMValueRef release_in(struct module *m, LLVMValueRef value, LLVMValueRef owner,
                        LLVMValueRef site) {
  LLVMValueRef word = first_word(m, value, false);
  if (!word)
    return nullptr;
  LLVMValueRef made = call_mark(m, MARK_RELEASE, word, owner ? owner : l_null(m), site);
  unsigned first = 0;
  if (word != value)
    first = LLVMGetIndices(word)[0];
  return word == value ? made : LLVMBuildInsertValue(m->b, value, made, first, "");
}

/*===-- Sites of roles -------------------------------------------------------===*/

LLVMValueRef borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
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
LLVMValueRef boundary_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                           LLVMValueRef boundary, const struct role *role) {
  bool transfer = role->kind == ROLE_TRANSFER_OUT || role->kind == ROLE_TRANSFER_IN;
  struct site site = {
      .kind = role->kind == ROLE_RECOVER                                     ? CUSTODY_KIND_RECOVER
              : role->kind == ROLE_DESCRIBE                                  ? CUSTODY_KIND_DESCRIBE
              : role->kind == ROLE_RECLAIM || role->kind == ROLE_TRANSFER_IN ? CUSTODY_KIND_RECLAIM
                                                                             : CUSTODY_KIND_RELEASE,
      .flags = (role->consumes ? CUSTODY_SITE_CONSUMES : 0) |
               (role->payload ? CUSTODY_SITE_PAYLOAD : 0) | (role->named ? CUSTODY_SITE_NAMED : 0) |
               (role->empty ? CUSTODY_SITE_EMPTY : 0) | (role->lends ? CUSTODY_SITE_LENDS : 0) |
               (role->undropped ? CUSTODY_SITE_UNDROPPED : 0) |
               (transfer ? CUSTODY_SITE_TRANSFER | CUSTODY_SITE_CONSUMES : 0),
      .header = role->sizes[0],
      .types = role->types,
  };
  const char *type;
  size_t type_length;
  site.span =
      role->api || role->rust ? 0 : site_pointee(boundary, role->parameter, &type, &type_length);
  if (role->sizes[1] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[1];
  site.name = LLVMGetValueName2(boundary, &site.name_length);
  return site_make(m, function, place, &site);
}

/*===-- Definitions ----------------------------------------------------------===*/

void build_entry(struct module *m, LLVMValueRef function) {
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

void list_returns(LLVMValueRef function, struct list *returns) {
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
      call_mark(m, MARK_LEAVE, handle_in(m, value, role), site, nullptr);
    } else if (value && role->kind == ROLE_RELEASE) {
      LLVMValueRef made = release_in(m, value, first_pointer(function), site);
      if (made)
        LLVMSetOperand(ret, 0, made);
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

/* Whether USER, of a function, only says that it is annotated. */
static bool is_annotation(LLVMValueRef user) {
  if (LLVMIsAGlobalVariable(user)) {
    size_t length;
    return !strcmp(LLVMGetValueName2(user, &length), "llvm.global.annotations");
  }
  if (!LLVMIsAConstantStruct(user) && !LLVMIsAConstantArray(user))
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(user); use; use = LLVMGetNextUse(use))
    if (!is_annotation(LLVMGetUser(use)))
      return false;
  return true;
}

/* Whether every call of FUNCTION is one that is marked. */
static bool is_called_directly(LLVMValueRef function) {
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (is_annotation(user))
      continue;
    if (!is_call(user) || direct_callee(user) != function)
      return false;
    for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
      if (LLVMGetOperand(user, i) == function)
        return false;
  }
  return true;
}

/* Whether CALL, in the boundary OWN of Rust, only hands on what that boundary was given: its own
 * callers have been judged. */
static bool is_nested(LLVMValueRef function, const struct role *own, LLVMValueRef call,
                      const struct role *role) {
  if (!own || !own->rust || !role->rust || !is_called_directly(function) || own->kind != role->kind)
    return false;
  return role->kind == ROLE_RELEASE || LLVMGetOperand(call, (unsigned)role->ir_parameter) ==
                                           LLVMGetParam(function, (unsigned)own->ir_parameter);
}

/* Whether a mark at each call is all that ROLE needs. */
static bool is_judged_by_call(const struct role *role) {
  return role->rust || role->kind == ROLE_RELEASE || role->kind == ROLE_RECLAIM;
}

void mark_function_body(struct module *m, LLVMValueRef function) {
  const struct role *own = annotate_roles(m, function);
  if (own && own->api)
    return; /* an identity of custody.h; its calls are marked */
  rust_mark_borrows(m, function);
  rust_mark_numbers(m, function);
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
      if (!is_nested(function, own, call, role))
        mark_call(m, function, call, callee, role);
  }
  list_free(&all);
  bool all_marked = own && is_called_directly(function);
  for (; own; own = own->next)
    if (!all_marked || !is_judged_by_call(own))
      mark_definition(m, function, own);
}
