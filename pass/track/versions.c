/*===- versions.c - bare versions of functions --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "versions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char bare_suffix[] = ".bare", own_suffix[] = ".custody";

/*===-- Which functions ----------------------------------------------------------===*/

/* The marks in FUNCTION, a bit for each kind. */
static unsigned marks_in(LLVMValueRef function) {
  struct list all = {};
  unsigned marks = 0;
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++)
    if (is_call(all.items[i]))
      marks |= 1u << mark_of_call(all.items[i]);
  list_free(&all);
  return marks & ~(1u << MARK_COUNT);
}

enum {
  JUDGES = 1 << MARK_RECLAIM | 1 << MARK_RECOVER | 1 << MARK_DESCRIBE,
  HARMLESS = 1 << MARK_BORROW | 1 << MARK_REBORROW | 1 << MARK_COMPARE | 1 << MARK_COMPARE_I64,
};

static bool is_private(LLVMValueRef function) {
  LLVMLinkage linkage = LLVMGetLinkage(function);
  return linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage;
}

/* Whether FUNCTION can be called by a jump from a function of the same type. */
static bool can_be_jumped_to(LLVMValueRef function) {
  static const char *const kinds[] = {"inalloca", "preallocated"};
  if (LLVMIsFunctionVarArg(LLVMGlobalGetValueType(function)) ||
      has_enum_attribute(function, "presplitcoroutine") ||
      has_enum_attribute(function, "returns_twice"))
    return false;
  for (unsigned i = 0; i < LLVMCountParams(function); i++)
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
      if (is_pointer(LLVMTypeOf(LLVMGetParam(function, i))) &&
          parameter_type_attribute(function, i, kinds[k]))
        return false;
  return true;
}

static bool has_block_address(LLVMValueRef function) {
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use))
    if (LLVMIsABlockAddress(LLVMGetUser(use)))
      return true;
  return false;
}

static bool can_have_bare(LLVMValueRef function) {
  return (is_private(function) || LLVMGetLinkage(function) == LLVMExternalLinkage) &&
         custody_seam_is_rust(function) && custody_seam_is_optimized(function) &&
         !LLVMGetSection(function) && can_be_jumped_to(function) && !has_block_address(function) &&
         !(marks_in(function) & ~(unsigned)HARMLESS);
}

/* Whether the user of the compiler wants bare versions. */
static bool are_wanted(struct module *m) {
  const char *wanted = getenv("CUSTODY_BARE_VERSIONS");
  return wanted && !strcmp(wanted, "1") && target_of(m) == TARGET_PROCESS;
}

/* Whether a program with these FUNCTIONS in it judges pointers. */
static bool judge(const struct list *functions) {
  for (size_t i = 0; i < functions->count; i++)
    if (marks_in(functions->items[i]) & JUDGES)
      return true;
  return false;
}

/*===-- Bare versions --------------------------------------------------------------===*/

/* The name of FUNCTION with SUFFIX. The caller frees it. */
static char *name_with(LLVMValueRef function, const char *suffix) {
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  size_t room = length + strlen(suffix) + 1;
  char *made = must_allocate(room);
  snprintf(made, room, "%.*s%s", (int)length, name, suffix);
  return made;
}

/* Lets the calls in FUNCTION that name a key of INSTEAD call its value. */
static void redirect_calls(LLVMValueRef function, const struct map *instead) {
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef call = all.items[i], callee = is_call(call) ? direct_callee(call) : nullptr;
    const uintptr_t *other = callee ? map_find(instead, callee) : nullptr;
    if (other)
      LLVMSetOperand(call, (unsigned)LLVMGetNumOperands(call) - 1, (LLVMValueRef)*other);
  }
  list_free(&all);
}

/* How many calls by name FUNCTION has, and the last of them in *CALL. */
static unsigned calls_of(LLVMValueRef function, LLVMValueRef *call) {
  unsigned count = 0;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsAInstruction(user) || !is_call(user) || direct_callee(user) != function)
      continue;
    *call = user;
    count++;
  }
  return count;
}

/* LLVM inlines a function of any size if it has one call. A bare version has that of the chooser too, so
 * link-time optimization is told to be as generous. */
static void favour_only_calls(struct module *m, const struct list *bare) {
  static const char bonus[] = "call-threshold-bonus", amount[] = "2000";
  LLVMAttributeRef a =
      LLVMCreateStringAttribute(m->context, bonus, sizeof bonus - 1, amount, sizeof amount - 1);
  for (size_t i = 0; i < bare->count; i++) {
    LLVMValueRef call;
    if (calls_of(bare->items[i], &call) == 1)
      LLVMAddCallSiteAttribute(call, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, a);
  }
}

void versions_begin(struct module *m, const struct list *functions, struct versions *versions) {
  struct map bare_of = {};
  if (!are_wanted(m) || judge(functions))
    return;
  for (size_t i = 0; i < functions->count; i++) {
    LLVMValueRef function = functions->items[i];
    if (!can_have_bare(function))
      continue;
    char *name = name_with(function, bare_suffix);
    LLVMValueRef bare = custody_seam_copy_function(function, name);
    free(name);
    *map_put(&bare_of, function) = (uintptr_t)bare;
    list_add(&versions->bare, bare);
  }
  for (size_t i = 0; i < versions->bare.count; i++) {
    LLVMValueRef bare = versions->bare.items[i];
    erase_marks(bare);
    redirect_calls(bare, &bare_of);
    add_attribute(m, bare, ATTRIBUTE_MARKED);
    add_attribute(m, bare, ATTRIBUTE_PROPAGATED);
  }
  favour_only_calls(m, &versions->bare);
  map_free(&bare_of);
}

/*===-- The choice -----------------------------------------------------------------===*/

/* The function of which BARE is the bare version; it may have another signature by now. */
static LLVMValueRef original_of(struct module *m, LLVMValueRef bare) {
  size_t length;
  const char *name = LLVMGetValueName2(bare, &length);
  char *own = must_allocate(length + 1);
  snprintf(own, length + 1, "%.*s", (int)(length - strlen(bare_suffix)), name);
  LLVMValueRef function = LLVMGetNamedFunction(m->module, own);
  free(own);
  return function;
}

/* Whether nothing but calls by name uses FUNCTION, so that every caller knows which version it wants. */
static bool is_only_called(LLVMValueRef function) {
  if (!is_private(function))
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef call = LLVMGetUser(use);
    if (!LLVMIsAInstruction(call) || !is_call(call) || direct_callee(call) != function)
      return false;
    for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++)
      if (LLVMGetOperand(call, i) == function)
        return false;
  }
  return true;
}

/* `__custody_tracking`, which is 0 while bare versions run. */
static LLVMValueRef tracking_flag(struct module *m) {
  static const char *const symbol = "__custody_tracking";
  LLVMValueRef flag = LLVMGetNamedGlobal(m->module, symbol);
  return flag ? flag : LLVMAddGlobal(m->module, m->t_i32, symbol);
}

/* A program in Rust says when its main begins. */
static void announce_main(struct module *m) {
  LLVMValueRef main = LLVMGetNamedFunction(m->module, "main");
  bool rust, full;
  custody_seam_rust_units(m->module, &rust, &full);
  if (!main || LLVMIsDeclaration(main) || !rust || !are_wanted(m) ||
      !has_attribute(main, ATTRIBUTE_PROPAGATED))
    return;
  build_entry(m, main);
  hook_call(m, "program_begins", &main, 1);
}

void versions_finish(struct module *m, struct versions *versions) {
  struct map instrumented = {}; /* chooser -> the instrumented version */
  struct list own = {};
  for (size_t i = 0; i < versions->bare.count; i++) {
    LLVMValueRef bare = versions->bare.items[i], function = original_of(m, bare);
    list_add(&own, function);
    if (is_only_called(function))
      continue;
    char *name = name_with(function, own_suffix);
    LLVMValueRef chooser = custody_seam_choose(function, name, bare, tracking_flag(m));
    free(name);
    add_attribute(m, chooser, ATTRIBUTE_MARKED);
    add_attribute(m, chooser, ATTRIBUTE_PROPAGATED);
    *map_put(&instrumented, chooser) = (uintptr_t)function;
  }
  for (size_t i = 0; i < own.count; i++)
    redirect_calls(own.items[i], &instrumented);
  announce_main(m);
  list_free(&own);
  map_free(&instrumented);
  list_free(&versions->bare);
}
