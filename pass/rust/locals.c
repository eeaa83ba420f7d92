/*===- locals.c - local variables in Rust -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * `let r = &*p;` is no instruction: the reference is the same value as the pointer. But debug info
 * shows the variable. In a debug build the value is stored to a local that is there for the debugger
 * only, and in a release build there is a record of the value:
 *
 *   store ptr %p, ptr %r.dbg.spill
 *     #dbg_declare(ptr %r.dbg.spill, !"r", ...)       !"r" has the type "&T"
 *
 *     #dbg_value(ptr %p, !"r", ...)
 *
 * So %p may be used as the raw pointer or as the reference. A variable in memory is another case. What
 * is loaded from there has the type of the variable, and nothing else is.
 */
#include "rust_private.h"

#include <stdlib.h>

struct collection {
  struct rust_locals found;
  size_t room_for_references, room_for_places;
};

/* A larger copy of ITEMS, which has COUNT members of SIZE bytes, if it has no ROOM for one more. */
static void *with_room(void *items, size_t count, size_t *room, size_t size) {
  if (count < *room)
    return items;
  *room = *room ? *room * 2 : 8;
  return must_reallocate(items, *room * size);
}

/* Notes that VALUE is the part at OFFSET of a variable of TYPE, if that part is a reference. */
static void add_reference(struct collection *c, LLVMValueRef value, LLVMValueRef at,
                          LLVMMetadataRef type, uint64_t offset) {
  if (LLVMIsAConstant(value) || LLVMIsAAllocaInst(value) || !is_pointer(LLVMTypeOf(value)))
    return;
  struct rust_pointer pointer = rust_pointer_at(type, offset);
  if (pointer.kind != RUST_SHARED && pointer.kind != RUST_EXCLUSIVE)
    return;
  struct rust_locals *l = &c->found;
  l->references =
      with_room(l->references, l->reference_count, &c->room_for_references, sizeof *l->references);
  l->references[l->reference_count++] =
      (struct rust_local){.value = value, .at = at, .pointer = pointer};
}

static void add_place(struct collection *c, LLVMValueRef address, LLVMMetadataRef type) {
  struct rust_locals *l = &c->found;
  for (size_t i = 0; i < l->place_count; i++)
    if (l->places[i].address == address) {
      if (l->places[i].type != type)
        l->places[i].type = nullptr;
      return;
    }
  l->places = with_room(l->places, l->place_count, &c->room_for_places, sizeof *l->places);
  l->places[l->place_count++] = (struct rust_place){address, type};
}

/* Looks at what is stored to SPILL, at OFFSET or behind it: a local that is never read, which keeps a
 * variable of TYPE for the debugger. */
static void add_spilled(struct module *m, struct collection *c, LLVMValueRef spill, uint64_t offset,
                        LLVMMetadataRef type) {
  for (LLVMUseRef use = LLVMGetFirstUse(spill); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == spill) {
      add_reference(c, LLVMGetOperand(user, 0), user, type, offset);
    } else if (LLVMIsAGetElementPtrInst(user) && LLVMGetNumIndices(user) == 1 &&
               LLVMIsAConstantInt(LLVMGetOperand(user, 1))) {
      uint64_t step = LLVMABISizeOfType(m->layout, LLVMGetGEPSourceElementType(user));
      add_spilled(m, c, user, offset + LLVMConstIntGetZExtValue(LLVMGetOperand(user, 1)) * step,
                  type);
    }
  }
}

/* Whether VALUE is a raw pointer that FUNCTION was given, or no argument at all. */
static bool is_raw_parameter(struct module *m, LLVMValueRef function, LLVMValueRef value) {
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++)
    if (LLVMGetParam(function, i) == value)
      return s->parameters[i].kind == RUST_RAW;
  return true;
}

struct rust_locals rust_locals_of(struct module *m, LLVMValueRef function) {
  struct collection c = {};
  size_t count = custody_seam_variables(function, nullptr, 0);
  if (!count)
    return c.found;
  struct custody_variable *variables = must_allocate(count * sizeof *variables);
  custody_seam_variables(function, variables, count);
  for (size_t i = 0; i < count; i++) {
    const struct custody_variable *v = &variables[i];
    bool spilled = v->in_memory && LLVMIsAAllocaInst(v->where) && is_never_read(v->where);
    if (v->parameter && (spilled || (!v->in_memory && !is_raw_parameter(m, function, v->where))))
      continue; /* the signature says what it is */
    if (!v->in_memory)
      add_reference(&c, v->where, v->at, v->type, v->offset);
    else if (spilled)
      add_spilled(m, &c, v->where, 0, v->type);
    else
      add_place(&c, v->where, v->type);
  }
  free(variables);
  return c.found;
}

void rust_locals_free(struct rust_locals *locals) {
  free(locals->references);
  free(locals->places);
}
