/*===- walk.c - phase 2 over a module ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Above all in this folder: first the facts, then one walk over each function, which hands every
 * instruction to the sibling that knows it.
 */
#include "arguments.h"
#include "boundary.h"
#include "calls.h"
#include "cells.h"
#include "copy.h"
#include "entry.h"
#include "guard.h"
#include "handover.h"
#include "library_call.h"
#include "memory.h"
#include "registers.h"
#include "results.h"
#include "signature.h"
#include "table.h"
#include "track.h"
#include "values.h"
#include "varargs.h"

#include <string.h>

static void visit_other_call(struct function *f, LLVMValueRef call) {
  struct handover h;
  handover_begin(f, call, &h);
  arguments_collect(f, call, &h);
  varargs_collect(f, call, &h);
  if (signature_is_extended(f->facts, direct_callee(call)))
    registers_hand_over(f, call, &h);
  else
    handover_publish(f, call, &h);
  if (is_musttail(call))
    emit_tail(f, call, h.name);
  emit_guard(f, call, &h);
  if (facts_tracked(f->facts, call))
    emit_result(f, call, h.name);
  drop_call_memory_attributes(call);
}

/* Keeps CALL, of a library function, apart from others: a report names the line that frees an object. */
static void keep_apart(struct function *f, LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  if (!callee || LLVMGetIntrinsicID(callee) || !custody_seam_is_rust(f->fn))
    return;
  unsigned kind = LLVMGetEnumAttributeKindForName("nomerge", strlen("nomerge"));
  LLVMAddCallSiteAttribute(call, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                           LLVMCreateEnumAttribute(f->m->context, kind, 0));
}

static void visit_call(struct function *f, LLVMValueRef call) {
  switch (call_kind(call)) {
  case CALL_MARK:
    emit_mark(f, call);
    return;
  case CALL_OTHER:
    visit_other_call(f, call);
    return;
  case CALL_COPY:
    emit_copy(f, call);
    break;
  case CALL_CLEAR:
    emit_clear(f, call);
    break;
  case CALL_VA_START:
    emit_va_start(f, call);
    break;
  case CALL_LIBRARY:
    emit_library_call(f, call);
    return;
  case CALL_QUIET:
    keep_apart(f, call);
    break;
  }
  if (facts_tracked(f->facts, call))
    emit_result(f, call, nullptr);
}

static void visit(struct function *f, LLVMValueRef instruction) {
  bool tracked = facts_tracked(f->facts, instruction);
  cells_visit(f, instruction);
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMLoad:
    if (tracked)
      emit_load(f, instruction);
    break;
  case LLVMStore:
    emit_store(f, instruction);
    break;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    emit_exchange(f, instruction);
    break;
  case LLVMCall:
  case LLVMInvoke:
    visit_call(f, instruction);
    break;
  case LLVMRet:
    emit_return(f, instruction);
    break;
  case LLVMPHI:
    if (tracked)
      emit_phi(f, instruction);
    break;
  default:
    if (tracked)
      emit_value(f, instruction);
    break;
  }
  if (tracked)
    tag_make_plain(f, instruction);
}

static void emit_function(struct module *m, struct facts *facts, struct registers *registers,
                          LLVMValueRef function) {
  struct function f = {.m = m,
                       .facts = facts,
                       .registers = registers,
                       .fn = function,
                       .name = handover_name(m, function)};
  f.entry_point = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function));
  while (LLVMGetInstructionOpcode(f.entry_point) == LLVMAlloca)
    f.entry_point = LLVMGetNextInstruction(f.entry_point);
  bool with_varargs = varargs_are_read(&f);
  if (signature_is_extended(facts, function)) {
    registers_enter(&f);
  } else {
    LLVMValueRef entry = emit_entry(&f, with_varargs);
    if (with_varargs)
      varargs_enter(&f, entry);
  }
  emit_forged_constants(&f);
  const struct function_facts *ff = facts_of_function(facts, function);
  for (size_t i = 0; i < ff->ordered.count; i++)
    visit(&f, ff->ordered.items[i]);
  fill_phis(&f);
  for (size_t i = 0; i < f.dead.count; i++)
    LLVMInstructionEraseFromParent(f.dead.items[i]);
  erase_marks(function);
  drop_memory_attributes(function);
  add_attribute(m, function, ATTRIBUTE_PROPAGATED);
  table_free(&f);
}

void track_module(struct module *m, const struct list *functions) {
  struct facts facts;
  struct registers registers = {};
  for (size_t i = 0; i < functions->count; i++) {
    split_invokes(m, functions->items[i]);
    hoist_allocas(m, functions->items[i]);
  }
  facts_collect(&facts, m, functions);
  for (size_t i = 0; i < functions->count; i++)
    emit_function(m, &facts, &registers, functions->items[i]);
  registers_finish(&facts, &registers);
  facts_free(&facts);
}
