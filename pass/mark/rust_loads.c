/*===- rust_loads.c - references that are loaded from memory ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * What lies in memory as a reference is one when it is loaded. The type of the memory is known behind a
 * reference, and in a local variable:
 *
 *   define void @f(ptr %node)              ; fn f(node: &Node)      struct Node { next: &Node, .. }
 *     %next = load ptr, ptr %node          ; a borrow of a Node
 *     %more = load ptr, ptr %next          ; and so is this
 *     %slot = call ptr @index(...)         ; fn index(..) -> &&Node
 *     %item = load ptr, ptr %slot          ; and this
 *     %last = alloca ptr                   ; let mut last: &Node
 *     %l = load ptr, ptr %last             ; and this
 */
#include "mark_private.h"

#include <stdlib.h>

/* An address at which a value of a known type lies. */
struct typed {
  LLVMMetadataRef type; /* NULL: it may be one of several */
  bool slice;           /* many values lie there, one behind the other */
};

static void add_typed(struct map *known, LLVMValueRef address, LLVMMetadataRef type, bool slice) {
  if (!type || LLVMIsAConstant(address))
    return;
  uintptr_t *entry = map_put(known, address);
  struct typed *typed = (struct typed *)*entry;
  if (!typed) {
    typed = must_allocate(sizeof *typed);
    *typed = (struct typed){type, slice};
    *entry = (uintptr_t)typed;
  } else if (typed->type != type || typed->slice != slice) {
    typed->type = nullptr;
  }
}

/* Notes what ADDRESS points to if it is the reference P. */
static void add_behind(struct map *known, LLVMValueRef address, const struct rust_pointer *p) {
  if ((p->kind == RUST_SHARED || p->kind == RUST_EXCLUSIVE) && !p->dynamic)
    add_typed(known, address, p->pointee, p->slice);
}

/* Adds the addresses whose types FUNCTION knows without a load. */
static void add_all(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                    const struct list *all, struct map *known) {
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++)
    add_behind(known, LLVMGetParam(function, i), &s->parameters[i]);
  for (size_t i = 0; i < locals->place_count; i++)
    add_typed(known, locals->places[i].address, locals->places[i].type, false);
  for (size_t i = 0; i < locals->reference_count; i++)
    add_behind(known, locals->references[i].value, &locals->references[i].pointer);
  for (size_t i = 0; i < all->count; i++) {
    LLVMValueRef call = all->items[i], callee = is_call(call) ? direct_callee(call) : nullptr;
    if (!callee || LLVMIsDeclaration(callee) || !is_pointer(LLVMTypeOf(call)))
      continue;
    struct rust_pointer p = rust_returned(callee);
    add_behind(known, call, &p);
  }
}

/* The pointer that lies at ADDRESS, by the type of what ADDRESS is an offset of. */
static struct rust_pointer pointer_in(struct module *m, const struct map *known,
                                      LLVMValueRef address) {
  static const struct rust_pointer none = {.kind = RUST_NOTHING};
  uint64_t offset = 0, stride = 0; /* a variable index adds a multiple of STRIDE */
  const uintptr_t *entry;
  while (!(entry = map_find(known, address))) {
    if (!LLVMIsAGetElementPtrInst(address) || LLVMGetNumIndices(address) != 1 ||
        !is_pointer(LLVMTypeOf(address)))
      return none;
    LLVMValueRef index = LLVMGetOperand(address, 1);
    uint64_t size = LLVMABISizeOfType(m->layout, LLVMGetGEPSourceElementType(address));
    if (LLVMIsAConstantInt(index))
      offset += (uint64_t)LLVMConstIntGetSExtValue(index) * size;
    else if (!stride || stride == size)
      stride = size;
    else
      return none;
    address = LLVMGetOperand(address, 0);
  }
  const struct typed *typed = (const struct typed *)*entry;
  uint64_t size = typed->type ? LLVMDITypeGetSizeInBits(typed->type) / 8 : 0;
  if (!size || (stride && (!typed->slice || stride % size)))
    return none;
  return rust_pointer_at(typed->type, typed->slice ? offset % size : offset);
}

void rust_mark_loads(struct module *m, LLVMValueRef function, const struct rust_locals *locals,
                     bool marked_return) {
  struct list all = {};
  struct map known = {};
  list_instructions(function, &all);
  add_all(m, function, locals, &all, &known);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef load = all.items[i];
    if (!LLVMIsALoadInst(load) || !is_pointer(LLVMTypeOf(load)))
      continue;
    struct rust_pointer p = pointer_in(m, &known, LLVMGetOperand(load, 0));
    add_behind(&known, load, &p);
    if (p.slice || !rust_is_borrow(m, &p))
      continue;
    struct borrow borrow = {.site = rust_borrow_site(m, function, load, &p),
                            .marked_return = marked_return};
    mark_leaving(m, function, load, &borrow);
  }
  for (size_t i = 0; i < known.capacity; i++)
    free((struct typed *)known.entries[i].value);
  map_free(&known);
  list_free(&all);
}
