/*===- marks.c - the marks that phase 1 leaves for phase 2 -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Borrows and compares are pure, so that they cost nothing where their result is not used. They are
 * never `returned`, since InstCombine would then see through them. The others touch inaccessible
 * memory, which keeps them in order with malloc, free and each other. Two marks with different
 * sites must not become one, so all are nomerge.
 */
#include "marks.h"

#include "attributes.h"
#include "inspect.h"

#include <string.h>

static const struct mark_kind {
  const char *name;
  bool pure;
  char result; /* p: ptr, l: i64, v: void */
  const char *parameters;
} mark_kinds[MARK_COUNT] = {
    [MARK_BORROW] = {"custody.mark.borrow", true, 'p', "pp"},
    [MARK_BORROW_IN_PLACE] = {"custody.mark.borrow_in_place", false, 'v', "pp"},
    [MARK_REBORROW] = {"custody.mark.reborrow", true, 'p', "p"},
    [MARK_RELEASE] = {"custody.mark.release", false, 'p', "ppp"},
    [MARK_ENTER] = {"custody.mark.enter", false, 'v', "p"},
    [MARK_RECLAIM] = {"custody.mark.reclaim", false, 'v', "pp"},
    [MARK_EXTENT] = {"custody.mark.extent", false, 'v', "pll"},
    [MARK_TABLE] = {"custody.mark.table", false, 'v', "pp"},
    [MARK_LEAVE] = {"custody.mark.leave", false, 'v', "pp"},
    [MARK_RECOVER] = {"custody.mark.recover", false, 'p', "pp"},
    [MARK_FREED] = {"custody.mark.freed", false, 'v', "pl"},
    [MARK_DESCRIBE] = {"custody.mark.describe", false, 'v', "pp"},
    [MARK_GIVEN] = {"custody.mark.given", false, 'v', "pp"},
    [MARK_ENTERED] = {"custody.mark.entered", true, 'p', "ppl"},
    [MARK_COMPARE] = {"custody.compare", true, 'p', "p"},
    [MARK_COMPARE_I64] = {"custody.compare.i64", true, 'l', "l"},
};

static LLVMTypeRef mark_letter(const struct module *m, char letter) {
  return letter == 'p' ? m->t_ptr : letter == 'l' ? m->t_i64 : m->t_void;
}

static LLVMTypeRef mark_type(const struct module *m, const struct mark_kind *kind) {
  LLVMTypeRef parameters[3];
  unsigned count = (unsigned)strlen(kind->parameters);
  for (unsigned i = 0; i < count; i++)
    parameters[i] = mark_letter(m, kind->parameters[i]);
  return LLVMFunctionType(mark_letter(m, kind->result), parameters, count, false);
}

bool mark_is_declared_right(const struct module *m, LLVMValueRef function) {
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  for (unsigned i = 0; i < MARK_COUNT; i++)
    if (!strcmp(name, mark_kinds[i].name))
      return LLVMIsDeclaration(function) &&
             LLVMGlobalGetValueType(function) == mark_type(m, &mark_kinds[i]);
  return false;
}

/* The declaration of MARK in the module, made if it is not there. */
static LLVMValueRef mark_function(struct module *m, enum mark mark) {
  const struct mark_kind *kind = &mark_kinds[mark];
  LLVMValueRef function = LLVMGetNamedFunction(m->module, kind->name);
  if (function)
    return function;
  function = LLVMAddFunction(m->module, kind->name, mark_type(m, kind));
  static const char *const flags[] = {"nounwind", "willreturn", "nosync",
                                      "nofree",   "nocallback", "nomerge"};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    add_enum_attribute(m, function, flags[i]);
  /* llvm::MemoryEffects has two bits for each kind of memory: 1 = read, 3 = read and written. The
   * lowest two are for memory behind arguments, the next two for inaccessible memory. */
  unsigned effects = mark == MARK_BORROW_IN_PLACE ? 1 | 3 << 2 : 3 << 2;
  unsigned id = LLVMGetEnumAttributeKindForName("memory", strlen("memory"));
  LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                          LLVMCreateEnumAttribute(m->context, id, kind->pure ? 0 : effects));
  return function;
}

enum mark mark_of_call(LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  size_t length;
  if (!callee || !LLVMIsDeclaration(callee))
    return MARK_COUNT;
  const char *name = LLVMGetValueName2(callee, &length);
  if (strncmp(name, "custody.", strlen("custody.")))
    return MARK_COUNT;
  for (unsigned i = 0; i < MARK_COUNT; i++)
    if (!strcmp(name, mark_kinds[i].name))
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

void replace_by_mark(LLVMValueRef value, LLVMValueRef made) {
  LLVMReplaceAllUsesWith(value, made);
  LLVMSetOperand(made, 0, value);
}

void erase_marks(LLVMValueRef function) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef call = all.items[i];
    if (!is_call(call) || mark_of_call(call) == MARK_COUNT)
      continue;
    if (LLVMGetTypeKind(LLVMTypeOf(call)) != LLVMVoidTypeKind)
      LLVMReplaceAllUsesWith(call, LLVMGetOperand(call, 0));
    LLVMInstructionEraseFromParent(call);
  }
  list_free(&all);
}

void erase_mark_declarations(struct module *m) {
  for (unsigned i = 0; i < MARK_COUNT; i++) {
    LLVMValueRef function = LLVMGetNamedFunction(m->module, mark_kinds[i].name);
    if (function && !LLVMGetFirstUse(function))
      LLVMDeleteFunction(function);
  }
}
