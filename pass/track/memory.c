/*===- memory.c - loads, stores and exchanges --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "memory.h"
#include "cells.h"
#include "flow.h"
#include "locals.h"
#include "lost.h"
#include "sinks.h"

#include <string.h>

void emit_load(struct function *f, LLVMValueRef load) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef tags[MAX_LEAVES], slot = LLVMGetOperand(load, 0);
  unsigned count = leaves_of_type(m, LLVMTypeOf(load), leaves);
  bool private = local_is_private(f->facts, slot);
  build_after(m, load);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef cell = private ? nullptr : cells_find(f, load, slot, leaves[i].offset, count);
    if (cell) {
      tags[i] = fast_call(m, "load_cell", &cell, 1);
      continue;
    }
    LLVMValueRef at = l_at(m, slot, leaves[i].offset);
    LLVMValueRef arguments[] = {at, private ? leaf_bits(m, load, &leaves[i]) : nullptr};
    tags[i] = fast_call(m, private ? "load_private" : "load", arguments, private ? 2 : 1);
  }
  tag_set_leaves(f, load, tags, count);
}

/*===-- Stores -----------------------------------------------------------------------===*/

/* Whether INSTRUCTION leaves memory as it is. */
static bool writes_nothing(LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMStore:
  case LLVMFence:
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return false;
  case LLVMLoad:
    return LLVMGetOrdering(instruction) == LLVMAtomicOrderingNotAtomic;
  case LLVMCall:
  case LLVMInvoke: {
    /* Of our own calls, those that only look. */
    static const char *const looks[] = {"__custody_fast_load", "__custody_fast_load_cell",
                                        "__custody_fast_cell", "__custody_fast_check"};
    const char *name = callee_symbol(instruction);
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
      if (!strcmp(name, looks[i]))
        return true;
    return false;
  }
  default:
    return true;
  }
}

/* Whether VALUE was loaded from the slot that STORE writes to, and is what is still there: then so is
 * its cell. */
static bool is_stored_back(LLVMValueRef store, LLVMValueRef value) {
  enum {
    FAR = 64
  }; /* instructions in between; a longer way only costs one more test at run time */
  LLVMValueRef at = LLVMIsALoadInst(value) ? value : nullptr;
  if (!at || LLVMGetOperand(value, 0) != LLVMGetOperand(store, 1) || LLVMGetVolatile(value) ||
      LLVMGetVolatile(store) || LLVMGetOrdering(store) != LLVMAtomicOrderingNotAtomic)
    return false;
  for (unsigned i = 0; i < FAR && at && at != store && writes_nothing(at); i++)
    at = LLVMGetNextInstruction(at);
  return at == store;
}

/* Stores VALUE with the tag of what it was made of, which is looked at only where there is one. Returns
 * false where that is no help: the tag of VALUE itself is at hand, or is as cheap. */
static bool store_moved(struct function *f, LLVMValueRef store, LLVMValueRef value,
                        LLVMValueRef slot) {
  struct module *m = f->m;
  LLVMValueRef root = flow_root(f->facts, value), tag = tag_get(f, root);
  if (!tag_is_zero(f, tag_get(f, value)) || !LLVMIsAInstruction(tag) ||
      is_always_plain(f->facts, root) || facts_has(f->facts, root, FACT_PLAIN))
    return false;
  bool back = is_stored_back(store, root);
  LLVMValueRef cell = back ? nullptr : cells_find(f, store, slot, 0, 1);
  LLVMValueRef arguments[] = {cell ? cell : slot, l_bits(m, value), tag, l_bits(m, root)};
  fast_call(m, back ? "store_back" : cell ? "store_moved_cell" : "store_moved", arguments, 4);
  return true;
}

/* The tag of leaf INDEX of VALUE. An offset that nobody else asked about has the plain tag of its root. */
static LLVMValueRef stored_tag(struct function *f, LLVMValueRef value, unsigned index) {
  LLVMValueRef tag = tag_get_leaf(f, value, index), root = flow_root(f->facts, value);
  return tag_is_zero(f, tag) && root != value ? tag_get_plain(f, root) : tag;
}

/* Clears the cell of the slot OFFSET bytes behind SLOT, one of COUNT slots that STORE writes to. */
static void clear_slot(struct function *f, LLVMValueRef store, LLVMValueRef slot, uint64_t offset,
                       unsigned count) {
  LLVMValueRef cell = cells_find(f, store, slot, offset, count);
  LLVMValueRef at = cell ? cell : l_at(f->m, slot, offset);
  fast_call(f->m, cell ? "clear_cell" : "clear", &at, 1);
}

void emit_store(struct function *f, LLVMValueRef store) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = LLVMGetOperand(store, 0), slot = LLVMGetOperand(store, 1);
  enum store_kind kind = store_kind(f->facts, store);
  if (kind == STORE_NOTHING || (kind == STORE_PRIVATE && !local_is_tracked(f->facts, slot)))
    return;
  /* In front of the store: who reads the value in another thread reads its cell afterwards. */
  build_before(m, store);
  unsigned count = leaves_of_type(m, LLVMTypeOf(value), leaves);
  if (kind == STORE_LOST)
    emit_lost(f, store, value);
  if (kind == STORE_CLEAR || kind == STORE_LOST) {
    for (unsigned i = 0; i < count; i++)
      clear_slot(f, store, slot, leaves[i].offset, count);
    return;
  }
  if (kind == STORE_MOVED && store_moved(f, store, value, slot))
    return;
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef tag = stored_tag(f, value, i);
    if (tag_is_zero(f, tag)) {
      if (!leaves[i].integer || !is_i64(LLVMTypeOf(value)))
        clear_slot(f, store, slot, leaves[i].offset, count);
      continue;
    }
    LLVMValueRef cell =
        kind == STORE_PRIVATE ? nullptr : cells_find(f, store, slot, leaves[i].offset, count);
    LLVMValueRef at = cell ? cell : l_at(m, slot, leaves[i].offset);
    LLVMValueRef arguments[] = {at, leaf_bits(m, value, &leaves[i]), tag};
    fast_call(m, kind == STORE_PRIVATE ? "keep" : cell ? "store_cell" : "store", arguments, 3);
  }
}

/*===-- Exchanges ---------------------------------------------------------------------===*/

void emit_exchange(struct function *f, LLVMValueRef instruction) {
  struct module *m = f->m;
  LLVMValueRef value = exchange_value(instruction), slot = LLVMGetOperand(instruction, 0);
  if (!value)
    return;
  LLVMValueRef tag = tag_get(f, value);
  build_before(m, instruction);
  LLVMValueRef begin[] = {slot, tag};
  LLVMValueRef before = fast_call(m, "exchange_begin", begin, 2);
  build_after(m, instruction);
  LLVMValueRef bits = is_pointer(LLVMTypeOf(value)) ? l_bits(m, value) : value, old;
  if (LLVMIsAAtomicCmpXchgInst(instruction)) {
    LLVMValueRef stored = LLVMBuildExtractValue(m->b, instruction, 1, "custody.stored");
    LLVMValueRef arguments[] = {slot, bits, tag, before,
                                LLVMBuildZExt(m->b, stored, m->t_i8, "custody.stored")};
    old = fast_call(m, "compare_exchange", arguments, 5);
  } else {
    LLVMValueRef arguments[] = {slot, bits, tag, before};
    old = fast_call(m, "exchange", arguments, 4);
  }
  tag_set(f, instruction, old);
}
