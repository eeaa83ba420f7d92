/*===- cells.c - cells of fields of one object -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "cells.h"
#include "calls.h"
#include "locals.h"
#include "sinks.h"

/* At most so many offsets in a chain, and so many bytes or elements in each. */
enum { LINKS = 16, FAR = 1 << 20 };

/*===-- Fields ------------------------------------------------------------------------===*/

/* The bytes that the constant indices of the getelementptr AT add; false if one is not constant. */
static bool constant_offset(const struct module *m, LLVMValueRef at, int64_t *bytes) {
  LLVMTypeRef type = LLVMGetGEPSourceElementType(at);
  *bytes = 0;
  for (int i = 1; i < LLVMGetNumOperands(at); i++) {
    LLVMValueRef index = LLVMGetOperand(at, (unsigned)i);
    if (!LLVMIsAConstantInt(index) || LLVMGetIntTypeWidth(LLVMTypeOf(index)) > 64)
      return false;
    int64_t number = LLVMConstIntGetSExtValue(index);
    if (number < -FAR || number > FAR)
      return false;
    if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
      *bytes += (int64_t)LLVMOffsetOfElement(m->layout, type, (unsigned)number);
      type = LLVMStructGetTypeAtIndex(type, (unsigned)number);
      continue;
    }
    if (i > 1 && LLVMGetTypeKind(type) != LLVMArrayTypeKind)
      return false;
    if (i > 1)
      type = LLVMGetElementType(type);
    uint64_t size = LLVMTypeIsSized(type) ? LLVMABISizeOfType(m->layout, type) : FAR + 1;
    if (size > FAR)
      return false;
    *bytes += number * (int64_t)size;
  }
  return true;
}

/* What SLOT is a field of: the pointer from which it is made by constant offsets inside one object, of an
 * even number of bytes. *BYTES are the offsets together. */
static LLVMValueRef object_of(const struct module *m, LLVMValueRef slot, int64_t *bytes) {
  int64_t more;
  *bytes = 0;
  for (unsigned i = 0;
       i < LINKS && LLVMIsAGetElementPtrInst(slot) && LLVMIsInBounds(slot) &&
       is_pointer(LLVMTypeOf(slot)) && constant_offset(m, slot, &more) && more % 2 == 0;
       i++) {
    *bytes += more;
    slot = LLVMGetOperand(slot, 0);
  }
  return slot;
}

/*===-- Sharing -----------------------------------------------------------------------===*/

static bool ends_sharing(LLVMValueRef instruction) {
  return is_call(instruction) && call_kind(instruction) == CALL_OTHER;
}

/* The slot whose cell the code for INSTRUCTION will need; NULL for none. */
static LLVMValueRef slot_of(struct function *f, LLVMValueRef instruction) {
  if (LLVMIsALoadInst(instruction)) {
    LLVMValueRef slot = LLVMGetOperand(instruction, 0);
    return facts_tracked(f->facts, instruction) && !local_is_private(f->facts, slot) ? slot
                                                                                     : nullptr;
  }
  if (!LLVMIsAStoreInst(instruction))
    return nullptr;
  enum store_kind kind = store_kind(f->facts, instruction);
  return kind == STORE_NOTHING || kind == STORE_PRIVATE ? nullptr : LLVMGetOperand(instruction, 1);
}

/* Whether another instruction soon needs the cell of another field of OBJECT than the one at OFFSET. (For
 * the same field, LLVM sees that the addresses are equal.) */
static bool is_shared(struct function *f, LLVMValueRef instruction, LLVMValueRef object,
                      int64_t offset) {
  enum { SOON = 48 };
  int64_t bytes;
  LLVMValueRef at = LLVMGetNextInstruction(instruction);
  for (unsigned i = 0; i < SOON && at; i++, at = LLVMGetNextInstruction(at)) {
    if (ends_sharing(at))
      return false;
    LLVMValueRef slot = slot_of(f, at);
    if (slot && object_of(f->m, slot, &bytes) == object && bytes != offset)
      return true;
  }
  return false;
}

void cells_visit(struct function *f, LLVMValueRef instruction) {
  LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);
  if (block == f->cells_block && !ends_sharing(instruction))
    return;
  f->cells_block = block;
  map_free(&f->cells);
}

LLVMValueRef cells_find(struct function *f, LLVMValueRef instruction, LLVMValueRef slot,
                        uint64_t offset, unsigned leaves) {
  struct module *m = f->m;
  int64_t bytes;
  LLVMValueRef object = object_of(m, slot, &bytes);
  uintptr_t *known = map_find(&f->cells, object);
  if (offset % 2 || LLVMIsAConstant(object))
    return nullptr;
  if (!known) {
    if (leaves < 2 && !is_shared(f, instruction, object, bytes))
      return nullptr;
    LLVMValueRef cell = fast_call(m, "cell", &object, 1);
    known = map_put(&f->cells, object);
    *known = (uintptr_t)cell;
  }
  return l_at(m, (LLVMValueRef)*known, (uint64_t)((bytes + (int64_t)offset) / 2));
}
