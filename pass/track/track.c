/*===- track.c - phase 2 over a module ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "track_private.h"

#include <stdlib.h>

static void lower_instruction(struct function *f, LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMStore:
    lower_store(f, instruction);
    break;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    lower_exchange(f, instruction);
    break;
  case LLVMCall:
  case LLVMInvoke:
    lower_call(f, instruction);
    break;
  case LLVMRet:
    lower_return(f, instruction);
    break;
  default:
    break;
  }
}

static void function_free(struct function *f) {
  for (size_t i = 0; i < f->tags.capacity; i++)
    free((void *)f->tags.entries[i].value);
  map_free(&f->tags);
  map_free(&f->locals);
  map_free(&f->plain);
  map_free(&f->maybe);
  map_free(&f->exchanged);
  map_free(&f->names);
  list_free(&f->phis);
  list_free(&f->dead);
}

static void propagate_function(struct module *m, LLVMValueRef function) {
  struct function f = {.m = m, .fn = function, .name = call_name(m, function)};
  split_invokes(m, function);
  hoist_allocas(m, function);
  f.entry_point = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function));
  while (LLVMGetInstructionOpcode(f.entry_point) == LLVMAlloca)
    f.entry_point = LLVMGetNextInstruction(f.entry_point);
  struct list all = {};
  list_instructions(function, &all);
  varargs_enter(&f);
  lower_byval_parameters(&f);
  lower_out_parameters(&f);
  for (size_t i = 0; i < all.count; i++)
    lower_instruction(&f, all.items[i]);
  tags_finish(&f);
  for (size_t i = 0; i < f.dead.count; i++)
    LLVMInstructionEraseFromParent(f.dead.items[i]);
  erase_marks(function);
  drop_memory_attributes(function);
  add_attribute(m, function, ATTRIBUTE_PROPAGATED);
  list_free(&all);
  function_free(&f);
}

void track_module(struct module *m, const struct list *functions) {
  m->track = must_allocate(sizeof *m->track);
  demand_collect(m, functions);
  for (size_t i = 0; i < functions->count; i++)
    propagate_function(m, functions->items[i]);
  demand_free(m);
  free(m->track);
  m->track = nullptr;
}
