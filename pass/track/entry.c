/*===- entry.c - what a function does at its entry ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "entry.h"
#include "sinks.h"
#include "stub.h"

static LLVMTypeRef byval_type(struct function *f, unsigned index) {
  return is_pointer(LLVMTypeOf(LLVMGetParam(f->fn, index)))
             ? parameter_type_attribute(f->fn, index, "byval")
             : nullptr;
}

/* Whether the function must take what is handed over. Its callers guard their locals against callees
 * that are not instrumented: a function that may store through a parameter says at its entry that it
 * is, though it may not want a tag. So does one that keeps a parameter in a local. Neither need where
 * all callers know the function. */
static bool takes_tags(struct function *f) {
  for (unsigned i = 0; i < LLVMCountParams(f->fn); i++)
    if (byval_type(f, i) || facts_tracked(f->facts, LLVMGetParam(f->fn, i)))
      return true;
  return !facts_of_function(f->facts, f->fn)->local &&
         (stores_through_parameters(f->facts, f->fn) || keeps_parameters(f->facts, f->fn));
}

/* A byval parameter takes the tags of the memory that it is a copy of. */
static void enter_byval(struct function *f, LLVMValueRef entry) {
  struct module *m = f->m;
  unsigned slot = 0;
  for (unsigned i = 0; i < LLVMCountParams(f->fn); i++) {
    LLVMTypeRef type = byval_type(f, i);
    if (!type || slot >= CUSTODY_BYVAL_SLOTS)
      continue;
    build_before(m, f->entry_point);
    LLVMValueRef arguments[] = {LLVMGetParam(f->fn, i), l_i64(m, slot++),
                                l_i64(m, LLVMABISizeOfType(m->layout, type)), entry};
    fast_call(m, "byval_enter", arguments, 4);
  }
}

/* A bit for each parameter that the list of types leaves out: its tag ends here. */
static uint32_t lost_parameters(struct function *f) {
  uint32_t mask = 0;
  for (unsigned i = 0; i < LLVMCountParams(f->fn) && i < CUSTODY_ARG_SLOTS; i++)
    if (followed_leaves_out_parameter(f->fn, i))
      mask |= 1u << i;
  return mask;
}

LLVMValueRef emit_entry(struct function *f, bool with_varargs) {
  struct module *m = f->m;
  if (!with_varargs && !takes_tags(f))
    return nullptr;
  uint32_t lost = lost_parameters(f);
  LLVMValueRef arguments[] = {stub_enter(m), stub_self(m, f->fn, f->name), l_i32(m, lost)};
  build_before(m, f->entry_point);
  LLVMValueRef entry = fast_call(m, lost ? "enter_lost" : "enter", arguments, lost ? 3 : 2);
  enter_byval(f, entry);
  for (unsigned i = 0; i < LLVMCountParams(f->fn) && i < CUSTODY_ARG_SLOTS; i++) {
    LLVMValueRef parameter = LLVMGetParam(f->fn, i);
    if (!facts_tracked(f->facts, parameter))
      continue;
    build_after(m, entry);
    tag_set(f, parameter, l_load(m, m->t_i32, l_at(m, entry, i * sizeof(custody_tag))));
    tag_make_plain(f, parameter);
  }
  return entry;
}

static void emit_forged_constant(struct function *f, LLVMValueRef constant) {
  struct module *m = f->m;
  struct site site = {.kind = CUSTODY_KIND_FORGED, .header = CUSTODY_UNKNOWN_SIZE};
  if (!tag_is_zero(f, tag_get(f, constant)) || !facts_tracked(f->facts, constant))
    return;
  build_before(m, f->entry_point);
  LLVMValueRef index = site_index(m, site_make(m, f->fn, nullptr, &site));
  tag_set(f, constant, fast_call(m, "forge", &index, 1));
}

/* Whether operand INDEX of USER is only an address there: nobody wants its tag. */
static bool is_only_address(LLVMValueRef user, int index) {
  return LLVMIsALoadInst(user) || (LLVMIsAStoreInst(user) && index == 1);
}

void emit_forged_constants(struct function *f) {
  const struct function_facts *ff = facts_of_function(f->facts, f->fn);
  for (size_t i = 0; i < ff->ordered.count; i++) {
    LLVMValueRef user = ff->ordered.items[i];
    for (int at = 0; at < LLVMGetNumOperands(user); at++) {
      LLVMValueRef operand = LLVMGetOperand(user, (unsigned)at);
      if (LLVMIsAConstantExpr(operand) && !is_only_address(user, at))
        emit_forged_constant(f, operand);
    }
  }
}
