/*===- collect.c - the first step of phase 2 ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "facts.h"
#include "signature.h"

#include <stdlib.h>

/* Whether every use of FUNCTION is a direct call in a function of the list. */
/* Whether USER, which uses a function, is the list of annotations or a part of it. */
static bool is_annotation(LLVMValueRef user, LLVMValueRef annotations) {
  if (!annotations || !LLVMIsAConstant(user) || LLVMIsAGlobalValue(user))
    return user == annotations;
  for (LLVMUseRef use = LLVMGetFirstUse(user); use; use = LLVMGetNextUse(use))
    if (!is_annotation(LLVMGetUser(use), annotations))
      return false;
  return true;
}

static bool is_local(const struct facts *facts, LLVMValueRef function) {
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
    return false;
  LLVMValueRef annotations = LLVMGetNamedGlobal(facts->m->module, "llvm.global.annotations");
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (is_annotation(user, annotations))
      continue;
    if (!LLVMIsAInstruction(user) || !is_call(user) || direct_callee(user) != function ||
        !facts_of_function(facts, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user))))
      return false;
    for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
      if (LLVMGetOperand(user, i) == function)
        return false;
  }
  return true;
}

/* A block on the way from the entry, and the successor to look at next. */
struct step {
  LLVMBasicBlockRef block;
  unsigned next;
};

/* The blocks of FUNCTION that can be reached, each behind all that dominate it: reverse postorder.
 * Fills ORDER from its end, so that it is read backwards. */
static void list_blocks(LLVMValueRef function, struct list *postorder) {
  struct map seen = {};
  size_t depth = 0, capacity = LLVMCountBasicBlocks(function);
  struct step *path = must_allocate((capacity + 1) * sizeof *path);
  path[depth++] = (struct step){LLVMGetEntryBasicBlock(function), 0};
  *map_put(&seen, path[0].block) = 1;
  while (depth) {
    struct step *top = &path[depth - 1];
    LLVMValueRef end = LLVMGetBasicBlockTerminator(top->block);
    if (top->next == LLVMGetNumSuccessors(end)) {
      list_add(postorder, top->block);
      depth--;
      continue;
    }
    LLVMBasicBlockRef successor = LLVMGetSuccessor(end, top->next++);
    uintptr_t *known = map_put(&seen, successor);
    if (!*known) {
      *known = 1;
      path[depth++] = (struct step){successor, 0};
    }
  }
  free(path);
  map_free(&seen);
}

static void order_instructions(struct function_facts *ff, LLVMValueRef function) {
  struct list postorder = {};
  list_blocks(function, &postorder);
  for (size_t i = postorder.count; i-- > 0;)
    for (LLVMValueRef at = LLVMGetFirstInstruction(postorder.items[i]); at;
         at = LLVMGetNextInstruction(at)) {
      list_add(&ff->ordered, at);
      if (LLVMGetInstructionOpcode(at) == LLVMRet)
        list_add(&ff->rets, at);
    }
  list_free(&postorder);
}

void facts_collect(struct facts *facts, struct module *m, const struct list *functions) {
  *facts = (struct facts){.m = m, .functions = functions};
  for (size_t i = 0; i < functions->count; i++) {
    struct function_facts *ff = must_allocate(sizeof *ff);
    order_instructions(ff, functions->items[i]);
    *map_put(&facts->function_facts, functions->items[i]) = (uintptr_t)ff;
  }
  for (size_t i = 0; i < functions->count; i++)
    facts_of_function(facts, functions->items[i])->local = is_local(facts, functions->items[i]);
  visible_collect(facts);
  forward_collect(facts);
  backward_collect(facts);
  signature_collect(facts);
}

void facts_free(struct facts *facts) {
  for (size_t i = 0; i < facts->functions->count; i++) {
    struct function_facts *ff = facts_of_function(facts, facts->functions->items[i]);
    list_free(&ff->rets);
    list_free(&ff->ordered);
    free(ff);
  }
  map_free(&facts->values);
  map_free(&facts->function_facts);
  map_free(&facts->locals);
  map_free(&facts->roots);
}
