/*===- varargs.c - tags of variable arguments --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "varargs.h"
#include "calls.h"

enum { GENERAL_REGISTERS = 6, VECTOR_REGISTERS = 8 };

struct va_position {
  unsigned general, vector, stack; /* registers and stack words used so far */
};

/* Advances past an argument of TYPE. Returns its slot if it is one word in a general register or
 * on the stack, else CUSTODY_VA_SLOTS. */
static unsigned advance(struct module *m, LLVMTypeRef type, bool memory, struct va_position *at) {
  uint64_t words = (LLVMABISizeOfType(m->layout, type) + 7) / 8;
  unsigned slot = CUSTODY_VA_SLOTS;
  switch (memory ? LLVMStructTypeKind : LLVMGetTypeKind(type)) {
  case LLVMPointerTypeKind:
  case LLVMIntegerTypeKind:
    if (at->general + words <= GENERAL_REGISTERS) {
      slot = at->general;
      at->general += (unsigned)words;
      return words == 1 ? slot : CUSTODY_VA_SLOTS;
    }
    break;
  case LLVMFloatTypeKind:
  case LLVMDoubleTypeKind:
  case LLVMVectorTypeKind:
  case LLVMHalfTypeKind:
  case LLVMBFloatTypeKind:
  case LLVMFP128TypeKind:
    if (at->vector < VECTOR_REGISTERS) {
      at->vector++;
      return CUSTODY_VA_SLOTS;
    }
    break;
  default:
    break;
  }
  if (LLVMABIAlignmentOfType(m->layout, type) > 8)
    at->stack += at->stack & 1;
  slot = GENERAL_REGISTERS + at->stack;
  at->stack += (unsigned)words;
  return words == 1 && slot < CUSTODY_VA_SLOTS ? slot : CUSTODY_VA_SLOTS;
}

/* A structure passed on the stack: a tag for each word of it, from where the caller has it. */
static void collect_words(struct function *f, LLVMValueRef call, LLVMValueRef source,
                          LLVMTypeRef type, const struct va_position *end, struct handover *h) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  unsigned count = leaves_of_type(m, type, leaves);
  unsigned words = (unsigned)((LLVMABISizeOfType(m->layout, type) + 7) / 8);
  build_before(m, call);
  for (unsigned i = 0; i < count; i++) {
    unsigned slot = GENERAL_REGISTERS + end->stack - words + (unsigned)(leaves[i].offset / 8);
    if (slot >= CUSTODY_VA_SLOTS || leaves[i].offset % 8)
      continue;
    LLVMValueRef at = l_at(m, source, leaves[i].offset);
    h->va[slot] = fast_call(m, "load", &at, 1);
  }
}

void varargs_collect(struct function *f, LLVMValueRef call, struct handover *h) {
  struct module *m = f->m;
  struct va_position at = {};
  if (!LLVMIsFunctionVarArg(LLVMGetCalledFunctionType(call)))
    return;
  unsigned fixed = LLVMCountParamTypes(LLVMGetCalledFunctionType(call));
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++) {
    LLVMValueRef argument = LLVMGetOperand(call, i);
    LLVMTypeRef byval =
        is_pointer(LLVMTypeOf(argument)) ? parameter_type_attribute(call, i, "byval") : nullptr;
    unsigned slot = advance(m, byval ? byval : LLVMTypeOf(argument), byval != nullptr, &at);
    if (i < fixed)
      at.stack = 0;
    else if (byval)
      collect_words(f, call, argument, byval, &at, h);
    else if (slot < CUSTODY_VA_SLOTS && call_hands_over_variable(f->facts, argument))
      h->va[slot] = tag_get(f, argument);
  }
  for (unsigned i = 0; i < CUSTODY_VA_SLOTS; i++)
    h->varargs |= !tag_is_zero(f, h->va[i]);
}

bool varargs_are_read(struct function *f) {
  if (!LLVMIsFunctionVarArg(LLVMGlobalGetValueType(f->fn)))
    return false;
  const struct function_facts *ff = facts_of_function(f->facts, f->fn);
  for (size_t i = 0; i < ff->ordered.count; i++)
    if (is_call(ff->ordered.items[i]) && call_kind(ff->ordered.items[i]) == CALL_VA_START)
      return true;
  return false;
}

void varargs_enter(struct function *f, LLVMValueRef entry) {
  struct module *m = f->m;
  LLVMPositionBuilderBefore(m->b, LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(f->fn)));
  f->va_tags = LLVMBuildAlloca(m->b, LLVMArrayType2(m->t_i32, CUSTODY_VA_SLOTS), "custody.va");
  build_after(m, entry);
  LLVMValueRef arguments[] = {f->va_tags, entry};
  fast_call(m, "va_enter", arguments, 2);
}

void emit_va_start(struct function *f, LLVMValueRef call) {
  if (!f->va_tags)
    return;
  build_after(f->m, call);
  LLVMValueRef arguments[] = {LLVMGetOperand(call, 0), f->va_tags};
  fast_call(f->m, "va_begin", arguments, 2);
}
