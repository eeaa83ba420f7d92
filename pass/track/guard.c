/*===- guard.c - locals that a callee may have written to --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "guard.h"
#include "calls.h"

#include "rust/rust.h"

enum { LOCALS_GUARDED = 4, LOCAL_BYTES = 64 };

struct guarded {
  LLVMValueRef local, dirty;
  uint64_t bytes;
};

/* Whether a callee of this name is known to store no pointer of ours behind our back. A callee in Rust is
 * instrumented, or of the standard library. That has no use for our pointers but through generic
 * functions, and these are compiled where they are used. */
static bool is_trusted(LLVMValueRef callee) {
  size_t length;
  return callee && rust_is_mangled(LLVMGetValueName2(callee, &length));
}

/* Whether LOCAL can hold a pointer, and is small enough to be looked at. */
static bool may_hold_pointer(struct function *f, LLVMValueRef local, uint64_t *bytes) {
  unsigned count;
  LLVMTypeRef type = LLVMGetAllocatedType(local);
  *bytes = LLVMABISizeOfType(f->m->layout, type);
  /* rustc's locals are all arrays of bytes. */
  bool may_hold = has_pointer_leaf(f->m, type, &count) ||
                  (*bytes >= sizeof(uint64_t) && custody_seam_is_rust(f->fn));
  return may_hold && *bytes <= LOCAL_BYTES;
}

static bool is_written_through(LLVMValueRef call, unsigned index) {
  static const char *const attributes[] = {"readonly", "swifterror", "readnone"};
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
    if (call_has_attribute(call, index, attributes[i]))
      return false;
  return true;
}

/* The locals of which CALL is given the address, in GUARDED. Returns how many. */
static unsigned find_locals(struct function *f, LLVMValueRef call,
                            struct guarded guarded[LOCALS_GUARDED]) {
  unsigned fixed = LLVMCountParamTypes(LLVMGetCalledFunctionType(call)), count = 0;
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call) && i < fixed; i++) {
    LLVMValueRef argument = LLVMGetOperand(call, i);
    if (!is_pointer(LLVMTypeOf(argument)) || parameter_type_attribute(call, i, "byval"))
      continue;
    LLVMValueRef local = strip_offsets(argument);
    struct guarded found = {.local = local};
    if (count < LOCALS_GUARDED && LLVMIsAAllocaInst(local) &&
        LLVMIsAConstantInt(LLVMGetOperand(local, 0)) && is_written_through(call, i) &&
        may_hold_pointer(f, local, &found.bytes))
      guarded[count++] = found;
  }
  return count;
}

/* The local in which a callee answers that it is instrumented. */
static LLVMValueRef ack_local(struct function *f) {
  if (!f->ack) {
    LLVMPositionBuilderBefore(f->m->b, LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(f->fn)));
    f->ack = LLVMBuildAlloca(f->m->b, f->m->t_i64, "custody.ack");
  }
  return f->ack;
}

/* Whether the local of GUARDED holds a tag, as an i8. */
static LLVMValueRef emit_dirty(struct module *m, const struct guarded *guarded) {
  LLVMValueRef range[] = {guarded->local, l_i64(m, guarded->bytes)};
  uint64_t slots = guarded->bytes / sizeof(uint64_t);
  if (guarded->bytes % sizeof(uint64_t) || slots > LOCAL_BYTES / sizeof(uint64_t))
    return hook_call(m, "shadow_any", range, 2);
  char name[] = "dirty0";
  name[sizeof name - 2] = (char)('0' + slots);
  return fast_call(m, name, range, 1);
}

void emit_guard(struct function *f, LLVMValueRef call, const struct handover *h) {
  struct module *m = f->m;
  LLVMValueRef callee = direct_callee(call), any = nullptr;
  struct guarded guarded[LOCALS_GUARDED];
  if (is_musttail(call) || facts_runs_here(f->facts, callee) || is_trusted(callee))
    return;
  unsigned count = find_locals(f, call, guarded);
  if (!count)
    return;
  LLVMValueRef ack = ack_local(f);
  build_before(m, call);
  for (unsigned i = 0; i < count; i++) {
    guarded[i].dirty = emit_dirty(m, &guarded[i]);
    any = any ? LLVMBuildOr(m->b, any, guarded[i].dirty, "custody.dirty") : guarded[i].dirty;
  }
  LLVMValueRef arm[] = {h->name, handover_any(f, h), any, ack};
  fast_call(m, "arm", arm, 4);
  build_after(m, call);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef disarm[] = {guarded[i].dirty, ack, guarded[i].local, l_i64(m, guarded[i].bytes)};
    fast_call(m, "disarm", disarm, 4);
  }
}
