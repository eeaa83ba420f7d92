/*===- shadow.c - the tags of values ------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Demand-driven: only what a sink (a store, an argument, a return, a boundary) asks for gets code,
 * at the place where the value is defined. What is certainly without a tag is the constant 0.
 *
 *   %p = load ptr, ptr %s           %t = call i32 @__custody_fast_load(ptr %s)
 *   %q = getelementptr i8, %p, 8    %u = call i32 @__custody_fast_check(i32 %t, i64 %p.bits)
 *   %r = phi [%p, %a], [%q, %b]     %v = phi [%t, %a], [%u, %b]
 *   %i = ptrtoint %p; and %i, -8; inttoptr      the tag of %p
 *   %f = inttoptr i64 <constant>    call i32 @__custody_fast_forge(...)
 */
#include "track_private.h"

#include <stdlib.h>
#include <string.h>

bool tag_is_zero(const struct function *f, LLVMValueRef tag) {
  return tag == f->m->zero;
}

LLVMValueRef tags_of_entry(struct function *f) {
  if (!f->entry_tags) {
    LLVMValueRef arguments[] = {stub_enter(f->m), stub_self(f->m, f->fn, f->name)};
    build_before(f->m, f->entry_point);
    f->entry_tags = fast_call(f->m, "enter", arguments, 2);
  }
  return f->entry_tags;
}

/*===-- Tags of each kind of value ---------------------------------------------===*/

static void fill(LLVMValueRef *tags, unsigned count, LLVMValueRef tag) {
  for (unsigned i = 0; i < count; i++)
    tags[i] = tag;
}

/* Whether only pointer loads and stores of this function know the local SLOT. */
static bool has_private_uses(LLVMValueRef slot) {
  for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    size_t length;
    if (LLVMIsALoadInst(user) && is_pointer(LLVMTypeOf(user)))
      continue;
    if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == slot &&
        is_pointer(LLVMTypeOf(LLVMGetOperand(user, 0))))
      continue;
    LLVMValueRef callee = is_call(user) ? direct_callee(user) : nullptr;
    const char *name = callee ? LLVMGetValueName2(callee, &length) : "";
    if (strncmp(name, "llvm.lifetime.", strlen("llvm.lifetime.")) &&
        strncmp(name, "__custody_fast_", strlen("__custody_fast_")))
      return false;
  }
  return true;
}

bool is_private(struct function *f, LLVMValueRef slot) {
  if (!LLVMIsAAllocaInst(slot))
    return false;
  uintptr_t *known = map_put(&f->locals, slot);
  if (!*known)
    *known = 1 + (uintptr_t)has_private_uses(slot);
  return *known - 1;
}

static void load_tags(struct function *f, LLVMValueRef load, LLVMValueRef *tags,
                      const struct leaf *leaves, unsigned count) {
  struct module *m = f->m;
  bool private = is_private(f, LLVMGetOperand(load, 0));
  build_after(m, load);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef slot = l_at(m, LLVMGetOperand(load, 0), leaves[i].offset);
    LLVMValueRef arguments[] = {slot, private ? leaf_bits(m, load, &leaves[i]) : nullptr};
    tags[i] = fast_call(m, private ? "load_private" : "load", arguments, private ? 2 : 1);
  }
}

static LLVMValueRef forge_tag(struct function *f, LLVMValueRef value) {
  struct module *m = f->m;
  struct site site = {.kind = CUSTODY_KIND_FORGED, .header = CUSTODY_UNKNOWN_SIZE};
  LLVMValueRef place = LLVMIsAInstruction(value) ? value : nullptr;
  LLVMValueRef made = site_make(m, f->fn, place, &site);
  build_before(m, place ? place : f->entry_point);
  LLVMValueRef index = site_index(m, made);
  return fast_call(m, "forge", &index, 1);
}

/* Values whose tag is made plain where it is made. */
static bool always_plain(struct function *f, LLVMValueRef value) {
  if (!LLVMIsAInstruction(value))
    return false;
  LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
  return opcode == LLVMGetElementPtr || opcode == LLVMAdd || opcode == LLVMSub ||
         opcode == LLVMAnd || opcode == LLVMOr || opcode == LLVMXor ||
         (is_call(value) && (mark_of_call(value) != MARK_COUNT || call_result_from(f, value) >= 0));
}

/* Puts the builder behind both VALUE and its TAG. */
static void build_after_both(struct module *m, LLVMValueRef value, LLVMValueRef tag) {
  if (!LLVMIsAInstruction(value) || LLVMGetInstructionOpcode(value) == LLVMInvoke) {
    build_after(m, tag);
    return;
  }
  LLVMValueRef later = value;
  for (LLVMValueRef at = value; at; at = LLVMGetNextInstruction(at))
    if (at == tag)
      later = tag;
  build_after(m, later);
}

LLVMValueRef plain_tag_of(struct function *f, LLVMValueRef value) {
  struct module *m = f->m;
  LLVMValueRef tag = tag_of(f, value);
  if (tag_is_zero(f, tag) || !LLVMIsAInstruction(tag) || always_plain(f, value))
    return tag;
  uintptr_t *known = map_put(&f->plain, value);
  if (!*known) {
    build_after_both(m, value, tag);
    LLVMValueRef arguments[] = {tag, is_pointer(LLVMTypeOf(value)) ? l_bits(m, value) : value};
    *known = (uintptr_t)fast_call(m, "check", arguments, 2);
  }
  return (LLVMValueRef)*known;
}

LLVMValueRef unchecked_tag_of(struct function *f, LLVMValueRef value, LLVMValueRef *from) {
  enum { FAR = 64 }; /* unreachable code may go in circles */
  LLVMValueRef root = value;
  for (unsigned i = 0; i < FAR && LLVMIsAGetElementPtrInst(root) && is_pointer(LLVMTypeOf(root)) &&
                       is_pointer(LLVMTypeOf(LLVMGetOperand(root, 0))) && !map_find(&f->tags, root);
       i++)
    root = LLVMGetOperand(root, 0);
  if (root == value || !tag_maybe(f, root) || map_find(&f->plain, root) || always_plain(f, root))
    return nullptr;
  LLVMValueRef tag = tag_of(f, root);
  *from = root;
  return tag_is_zero(f, tag) || !LLVMIsAInstruction(tag) ? nullptr : tag;
}

/* Of two operands at most one is a pointer: two pointers make no pointer. */
static LLVMValueRef arithmetic_tag(struct function *f, LLVMValueRef value) {
  LLVMValueRef a = plain_tag_of(f, LLVMGetOperand(value, 0));
  LLVMValueRef b = plain_tag_of(f, LLVMGetOperand(value, 1));
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMSub:
  case LLVMXor:
    return tag_is_zero(f, b) ? a : f->m->zero;
  default:
    if (!tag_is_zero(f, a) && !tag_is_zero(f, b))
      return f->m->zero;
    return tag_is_zero(f, a) ? b : a;
  }
}

static unsigned lane_of(LLVMValueRef index, unsigned count) {
  uint64_t lane = LLVMIsAConstantInt(index) ? LLVMConstIntGetZExtValue(index) : count;
  return lane < count ? (unsigned)lane : count;
}

/* Whether leaf LEAF lies at or below the path of the extract or insert VALUE. */
static bool below(LLVMValueRef value, const struct leaf *leaf) {
  unsigned count = LLVMGetNumIndices(value);
  const unsigned *indices = LLVMGetIndices(value);
  if (count > leaf->depth)
    return false;
  for (unsigned i = 0; i < count; i++)
    if (indices[i] != leaf->path[i])
      return false;
  return true;
}

static void aggregate_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                           unsigned count) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef whole = LLVMGetOperand(value, 0);
  LLVMValueRef *of_whole = tags_of(f, whole);
  unsigned all = leaves_of_type(f->m, LLVMTypeOf(whole), leaves), next = 0;
  bool insert = LLVMIsAInsertValueInst(value);
  LLVMValueRef *of_part = insert ? tags_of(f, LLVMGetOperand(value, 1)) : nullptr;
  for (unsigned i = 0; i < all && of_whole; i++) {
    bool inside = below(value, &leaves[i]);
    if (insert)
      tags[i] = inside && of_part ? of_part[next++] : of_whole[i];
    else if (inside && next < count)
      tags[next++] = of_whole[i];
  }
}

static void shuffle_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                         unsigned count) {
  LLVMValueRef *a = tags_of(f, LLVMGetOperand(value, 0)), *b = tags_of(f, LLVMGetOperand(value, 1));
  int lanes = (int)LLVMGetVectorSize(LLVMTypeOf(LLVMGetOperand(value, 0)));
  for (unsigned i = 0; i < count && a && b; i++) {
    int lane = LLVMGetMaskValue(value, i);
    tags[i] = lane < 0 || lane >= 2 * lanes ? f->m->zero : lane < lanes ? a[lane] : b[lane - lanes];
  }
}

static void select_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                        unsigned count) {
  struct module *m = f->m;
  LLVMValueRef *a = tags_of(f, LLVMGetOperand(value, 1)), *b = tags_of(f, LLVMGetOperand(value, 2));
  LLVMValueRef condition = LLVMGetOperand(value, 0);
  bool lanes = LLVMGetTypeKind(LLVMTypeOf(condition)) == LLVMVectorTypeKind;
  build_after(m, value);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef chosen =
        lanes ? LLVMBuildExtractElement(m->b, condition, l_i32(m, i), "custody.leaf") : condition;
    tags[i] = a[i] == b[i] ? a[i] : LLVMBuildSelect(m->b, chosen, a[i], b[i], "custody.tag");
  }
}

static void phi_tags(struct function *f, LLVMValueRef phi, LLVMValueRef *tags, unsigned count) {
  build_before(f->m, phi);
  for (unsigned i = 0; i < count; i++)
    tags[i] = LLVMBuildPhi(f->m->b, f->m->t_i32, "custody.tag");
  list_add(&f->phis, phi);
}

/* Casts keep the bits and so the tag in either form; an offset needs it plain. */
static void same_leaves(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                        unsigned count) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef operand = LLVMGetOperand(value, 0);
  LLVMValueRef *from = tags_of(f, operand);
  bool offset = LLVMGetInstructionOpcode(value) == LLVMGetElementPtr;
  if (!from || leaves_of_type(m, LLVMTypeOf(operand), leaves) != count)
    return;
  if (offset && is_pointer(LLVMTypeOf(operand))) {
    tags[0] = plain_tag_of(f, operand);
    return;
  }
  for (unsigned i = 0; i < count; i++) {
    tags[i] = from[i];
    if (offset && !tag_is_zero(f, from[i])) {
      build_after(m, value);
      LLVMValueRef arguments[] = {from[i], leaf_bits(m, operand, &leaves[i])};
      tags[i] = fast_call(m, "check", arguments, 2);
    }
  }
}

static void instruction_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                             const struct leaf *leaves, unsigned count) {
  LLVMValueRef operand = LLVMGetNumOperands(value) ? LLVMGetOperand(value, 0) : nullptr;
  LLVMValueRef *from;
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMLoad:
    load_tags(f, value, tags, leaves, count);
    return;
  case LLVMPHI:
    phi_tags(f, value, tags, count);
    return;
  case LLVMSelect:
    select_tags(f, value, tags, count);
    return;
  case LLVMExtractValue:
  case LLVMInsertValue:
    aggregate_tags(f, value, tags, count);
    return;
  case LLVMShuffleVector:
    shuffle_tags(f, value, tags, count);
    return;
  case LLVMExtractElement: {
    unsigned lanes = LLVMGetVectorSize(LLVMTypeOf(operand));
    unsigned lane = lane_of(LLVMGetOperand(value, 1), lanes);
    from = tags_of(f, operand);
    if (from && lane < lanes)
      tags[0] = from[lane];
    return;
  }
  case LLVMInsertElement: {
    unsigned lane = lane_of(LLVMGetOperand(value, 2), count);
    from = tags_of(f, operand);
    for (unsigned i = 0; i < count && from && lane < count; i++)
      tags[i] = i == lane ? tag_of(f, LLVMGetOperand(value, 1)) : from[i];
    return;
  }
  case LLVMIntToPtr:
    tags[0] = is_forged(value) ? forge_tag(f, value) : tag_of(f, operand);
    return;
  case LLVMPtrToInt:
    tags[0] = tag_of(f, operand);
    return;
  case LLVMAdd:
  case LLVMSub:
  case LLVMAnd:
  case LLVMOr:
  case LLVMXor:
    tags[0] = arithmetic_tag(f, value);
    return;
  case LLVMGetElementPtr:
  case LLVMBitCast:
  case LLVMFreeze:
    same_leaves(f, value, tags, count);
    return;
  case LLVMCall:
  case LLVMInvoke:
    call_tags(f, value, tags, count);
    return;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    tags[0] = lower_exchange(f, value);
    return;
  default:
    return;
  }
}

/* A long chain of offsets and casts is worked through from its far end: the stack is not as long. */
static void resolve_chain(struct function *f, LLVMValueRef value) {
  enum { SHORT = 32, LIMIT = 100000 }; /* unreachable code may go in circles */
  struct list chain = {};
  while (LLVMIsAInstruction(value) && !map_find(&f->tags, value) && chain.count < LIMIT) {
    LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
    bool link = opcode == LLVMGetElementPtr || opcode == LLVMFreeze || opcode == LLVMPtrToInt ||
                opcode == LLVMIntToPtr || opcode == LLVMAdd || opcode == LLVMInsertValue ||
                opcode == LLVMInsertElement || opcode == LLVMSelect;
    if (!link)
      break;
    list_add(&chain, value);
    value = LLVMGetOperand(value, opcode == LLVMSelect ? 1 : 0);
  }
  while (chain.count > SHORT) {
    chain.count -= SHORT;
    tags_of(f, chain.items[chain.count]);
  }
  list_free(&chain);
}

LLVMValueRef *tags_of(struct function *f, LLVMValueRef value) {
  uintptr_t *known = map_find(&f->tags, value);
  if (known)
    return (LLVMValueRef *)*known;
  if (!f->resolving) {
    f->resolving = true;
    resolve_chain(f, value);
    f->resolving = false;
    known = map_find(&f->tags, value);
    if (known)
      return (LLVMValueRef *)*known;
  }
  struct leaf leaves[MAX_LEAVES];
  unsigned count = leaves_of_type(f->m, LLVMTypeOf(value), leaves);
  LLVMValueRef *tags = count ? must_allocate(count * sizeof *tags) : nullptr;
  *map_put(&f->tags, value) = (uintptr_t)tags;
  fill(tags, count, f->m->zero);
  if (!count || !tag_maybe(f, value))
    return tags;
  if (LLVMIsAInstruction(value)) {
    instruction_tags(f, value, tags, leaves, count);
  } else if (LLVMIsAArgument(value)) {
    for (unsigned i = 0; i < LLVMCountParams(f->fn) && i < CUSTODY_ARG_SLOTS; i++)
      if (LLVMGetParam(f->fn, i) == value) {
        LLVMValueRef entry = tags_of_entry(f);
        build_after(f->m, entry);
        tags[0] = l_load(f->m, f->m->t_i32, l_at(f->m, entry, i * sizeof(custody_tag)));
      }
  } else if (is_forged(value)) {
    tags[0] = forge_tag(f, value);
  } else if (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMGetElementPtr) {
    tags[0] = tag_of(f, LLVMGetOperand(value, 0));
  }
  return tags;
}

LLVMValueRef tag_of(struct function *f, LLVMValueRef value) {
  LLVMTypeRef type = LLVMTypeOf(value);
  return is_pointer(type) || is_i64(type) ? *tags_of(f, value) : f->m->zero;
}

void tags_finish(struct function *f) {
  struct leaf leaves[MAX_LEAVES];
  for (size_t at = 0; at < f->phis.count; at++) { /* grows while it is worked through */
    LLVMValueRef phi = f->phis.items[at];
    LLVMValueRef *tags = tags_of(f, phi);
    unsigned count = leaves_of_type(f->m, LLVMTypeOf(phi), leaves);
    for (unsigned edge = 0; edge < LLVMCountIncoming(phi); edge++) {
      LLVMValueRef *from = tags_of(f, LLVMGetIncomingValue(phi, edge));
      LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, edge);
      for (unsigned i = 0; i < count; i++)
        LLVMAddIncoming(tags[i], &from[i], &block, 1);
    }
  }
}
