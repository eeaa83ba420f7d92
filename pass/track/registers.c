/*===- registers.c - tags that go through registers --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "registers.h"
#include "signature.h"

#include <stdlib.h>

/* The markers of one function, call or ret. */
struct markers {
  LLVMValueRef before;                   /* has the tags that go out as its operands */
  LLVMValueRef taken[CUSTODY_ARG_SLOTS]; /* each stands for one tag that comes in */
};

/*===-- Markers --------------------------------------------------------------------===*/

static struct markers *markers_of(struct registers *registers, LLVMValueRef key) {
  uintptr_t *known = map_put(&registers->markers, key);
  if (!*known) {
    struct markers *made = must_allocate(sizeof *made);
    list_add(&registers->arrays, made);
    *known = (uintptr_t)made;
  }
  return (struct markers *)*known;
}

static const struct markers *find_markers(const struct registers *registers, LLVMValueRef key) {
  static const struct markers none;
  const uintptr_t *known = map_find(&registers->markers, key);
  return known ? (const struct markers *)*known : &none;
}

static LLVMValueRef build_marker(struct module *m, LLVMValueRef *tags, unsigned count) {
  static const char *const symbol = "custody.registers";
  LLVMTypeRef type = LLVMFunctionType(m->t_i32, nullptr, 0, true);
  LLVMValueRef marker = LLVMGetNamedFunction(m->module, symbol);
  if (!marker)
    marker = LLVMAddFunction(m->module, symbol, type);
  return LLVMBuildCall2(m->b, type, marker, tags, count, "custody.tag");
}

void registers_enter(struct function *f) {
  unsigned parameters[CUSTODY_ARG_SLOTS];
  unsigned count = signature_parameters(f->facts, f->fn, parameters);
  struct markers *markers = markers_of(f->registers, f->fn);
  build_before(f->m, f->entry_point);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef parameter = LLVMGetParam(f->fn, parameters[i]);
    markers->taken[i] = build_marker(f->m, nullptr, 0);
    tag_set(f, parameter, markers->taken[i]);
  }
  for (unsigned i = 0; i < count; i++)
    tag_make_plain(f, LLVMGetParam(f->fn, parameters[i]));
}

void registers_hand_over(struct function *f, LLVMValueRef call, const struct handover *h) {
  unsigned parameters[CUSTODY_ARG_SLOTS];
  LLVMValueRef tags[CUSTODY_ARG_SLOTS];
  unsigned count = signature_parameters(f->facts, direct_callee(call), parameters);
  for (unsigned i = 0; i < count; i++)
    tags[i] = h->tags[parameters[i]];
  build_before(f->m, call);
  markers_of(f->registers, call)->before = build_marker(f->m, tags, count);
}

void registers_take(struct function *f, LLVMValueRef call, LLVMValueRef *tags, unsigned count) {
  struct markers *markers = markers_of(f->registers, call);
  build_after(f->m, call);
  for (unsigned i = 0; i < count; i++)
    tags[i] = markers->taken[i] = build_marker(f->m, nullptr, 0);
}

void registers_give(struct function *f, LLVMValueRef ret, LLVMValueRef *tags, unsigned count) {
  build_before(f->m, ret);
  markers_of(f->registers, ret)->before = build_marker(f->m, tags, count);
}

/*===-- New signatures ---------------------------------------------------------------===*/

static void replace_marker(LLVMValueRef marker, LLVMValueRef with) {
  LLVMReplaceAllUsesWith(marker, with);
  LLVMInstructionEraseFromParent(marker);
}

/* The tag that goes out at position INDEX; 0 in code that the walk did not reach. */
static LLVMValueRef outgoing(struct module *m, const struct markers *markers, unsigned index) {
  return markers->before ? LLVMGetOperand(markers->before, index) : m->zero;
}

/* RESULT with COUNT tags behind it. */
static LLVMTypeRef result_type(struct module *m, LLVMTypeRef result, unsigned count) {
  LLVMTypeRef fields[1 + CUSTODY_RET_SLOTS] = {result};
  for (unsigned i = 0; i < count; i++)
    fields[1 + i] = m->t_i32;
  return count ? LLVMStructTypeInContext(m->context, fields, 1 + count, false) : result;
}

static LLVMTypeRef extended_type(struct module *m, LLVMTypeRef type, unsigned parameters,
                                 unsigned results) {
  unsigned count = LLVMCountParamTypes(type);
  LLVMTypeRef *all = must_allocate((count + parameters + 1) * sizeof *all);
  LLVMGetParamTypes(type, all);
  for (unsigned i = 0; i < parameters; i++)
    all[count + i] = m->t_i32;
  LLVMTypeRef made = LLVMFunctionType(result_type(m, LLVMGetReturnType(type), results), all,
                                      count + parameters, false);
  free(all);
  return made;
}

static void rewrite_return(struct module *m, LLVMValueRef ret, const struct markers *markers,
                           LLVMTypeRef type, unsigned count) {
  build_before(m, ret);
  LLVMValueRef all = LLVMBuildInsertValue(m->b, LLVMGetPoison(type), LLVMGetOperand(ret, 0), 0, "");
  for (unsigned i = 0; i < count; i++)
    all = LLVMBuildInsertValue(m->b, all, outgoing(m, markers, i), 1 + i, "");
  LLVMBuildRet(m->b, all);
  LLVMInstructionEraseFromParent(ret);
  if (markers->before)
    LLVMInstructionEraseFromParent(markers->before);
}

static void rewrite_returns(struct module *m, struct registers *registers, LLVMValueRef function,
                            unsigned count) {
  LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && count;
       block = LLVMGetNextBasicBlock(block)) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    if (LLVMGetInstructionOpcode(end) == LLVMRet)
      rewrite_return(m, end, find_markers(registers, end), type, count);
  }
}

static void rewrite_call(struct module *m, LLVMValueRef call, const struct markers *markers,
                         LLVMValueRef callee, unsigned parameters, unsigned results) {
  LLVMValueRef tags[CUSTODY_ARG_SLOTS];
  for (unsigned i = 0; i < parameters; i++)
    tags[i] = outgoing(m, markers, i);
  LLVMValueRef made = custody_seam_extended_call(call, callee, tags, parameters);
  LLVMValueRef result = made;
  if (results) {
    build_after(m, made);
    result = LLVMBuildExtractValue(m->b, made, 0, "");
    for (unsigned i = 0; i < results; i++)
      if (markers->taken[i])
        replace_marker(markers->taken[i], LLVMBuildExtractValue(m->b, made, 1 + i, "custody.tag"));
  }
  if (LLVMTypeOf(call) != m->t_void)
    LLVMReplaceAllUsesWith(call, result);
  LLVMInstructionEraseFromParent(call);
  if (markers->before)
    LLVMInstructionEraseFromParent(markers->before);
}

static void rewrite(struct facts *facts, struct registers *registers, LLVMValueRef old) {
  struct module *m = facts->m;
  unsigned list[CUSTODY_ARG_SLOTS];
  unsigned parameters = signature_parameters(facts, old, list);
  unsigned results = signature_results(facts, old), fixed = LLVMCountParams(old);
  LLVMTypeRef type = extended_type(m, LLVMGlobalGetValueType(old), parameters, results);
  LLVMValueRef made = custody_seam_extended_function(old, type);
  const struct markers *markers = find_markers(registers, old);
  for (unsigned i = 0; i < parameters; i++)
    if (markers->taken[i])
      replace_marker(markers->taken[i], LLVMGetParam(made, fixed + i));
  rewrite_returns(m, registers, made, results);
  for (LLVMUseRef use = LLVMGetFirstUse(old), next; use; use = next) {
    LLVMValueRef call = LLVMGetUser(use);
    next = LLVMGetNextUse(use);
    if (LLVMIsAInstruction(call))
      rewrite_call(m, call, find_markers(registers, call), made, parameters, results);
  }
  LLVMReplaceAllUsesWith(old, made); /* in the list of annotations */
  LLVMDeleteFunction(old);
}

void registers_finish(struct facts *facts, struct registers *registers) {
  for (size_t i = 0; i < facts->functions->count; i++)
    if (signature_is_extended(facts, facts->functions->items[i]))
      rewrite(facts, registers, facts->functions->items[i]);
  LLVMValueRef marker = LLVMGetNamedFunction(facts->m->module, "custody.registers");
  if (marker)
    LLVMDeleteFunction(marker);
  for (size_t i = 0; i < registers->arrays.count; i++)
    free(registers->arrays.items[i]);
  list_free(&registers->arrays);
  map_free(&registers->markers);
}
