/*===- values.c - tags of values that are computed ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "values.h"
#include "flow.h"
#include "visible.h"

/*===-- Aggregates and vectors -----------------------------------------------------===*/

/* Whether the leaf lies at or below the path of the extractvalue or insertvalue VALUE. */
static bool is_below(LLVMValueRef value, const struct leaf *leaf) {
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
  unsigned all = leaves_of_type(f->m, LLVMTypeOf(whole), leaves), next = 0;
  bool insert = LLVMIsAInsertValueInst(value) != nullptr;
  for (unsigned i = 0; i < all; i++) {
    bool below = is_below(value, &leaves[i]);
    if (insert)
      tags[i] =
          below ? tag_get_leaf(f, LLVMGetOperand(value, 1), next++) : tag_get_leaf(f, whole, i);
    else if (below && next < count)
      tags[next++] = tag_get_leaf(f, whole, i);
  }
}

/* Which of COUNT lanes the constant INDEX names; COUNT where it names none. */
static unsigned lane_of(LLVMValueRef index, unsigned count) {
  uint64_t lane = LLVMIsAConstantInt(index) ? LLVMConstIntGetZExtValue(index) : count;
  return lane < count ? (unsigned)lane : count;
}

static void extract_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef vector = LLVMGetOperand(value, 0);
  unsigned lanes = leaves_of_type(f->m, LLVMTypeOf(vector), leaves);
  unsigned lane = lane_of(LLVMGetOperand(value, 1), lanes);
  if (lane < lanes)
    tags[0] = tag_get_leaf(f, vector, lane);
}

static void insert_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                        unsigned count) {
  unsigned lane = lane_of(LLVMGetOperand(value, 2), count);
  for (unsigned i = 0; i < count && lane < count; i++)
    tags[i] = i == lane ? tag_get(f, LLVMGetOperand(value, 1))
                        : tag_get_leaf(f, LLVMGetOperand(value, 0), i);
}

static void shuffle_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                         unsigned count) {
  LLVMValueRef a = LLVMGetOperand(value, 0), b = LLVMGetOperand(value, 1);
  struct leaf leaves[MAX_LEAVES];
  int lanes = (int)leaves_of_type(f->m, LLVMTypeOf(a), leaves);
  for (unsigned i = 0; i < count; i++) {
    int lane = LLVMGetMaskValue(value, i);
    if (lane >= 0 && lane < 2 * lanes)
      tags[i] = lane < lanes ? tag_get_leaf(f, a, (unsigned)lane)
                             : tag_get_leaf(f, b, (unsigned)(lane - lanes));
  }
}

static void select_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                        unsigned count) {
  struct module *m = f->m;
  LLVMValueRef condition = LLVMGetOperand(value, 0);
  bool lanes = LLVMGetTypeKind(LLVMTypeOf(condition)) == LLVMVectorTypeKind;
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef a = tag_get_leaf(f, LLVMGetOperand(value, 1), i);
    LLVMValueRef b = tag_get_leaf(f, LLVMGetOperand(value, 2), i);
    LLVMValueRef chosen =
        lanes ? LLVMBuildExtractElement(m->b, condition, l_i32(m, i), "custody.leaf") : condition;
    tags[i] = a == b ? a : LLVMBuildSelect(m->b, chosen, a, b, "custody.tag");
  }
}

/*===-- Casts and offsets ------------------------------------------------------------===*/

static void same_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags, unsigned count) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef operand = LLVMGetOperand(value, 0);
  if (leaves_of_type(f->m, LLVMTypeOf(operand), leaves) == count)
    for (unsigned i = 0; i < count; i++)
      tags[i] = tag_get_leaf(f, operand, i);
}

static void offset_tags(struct function *f, LLVMValueRef value, LLVMValueRef *tags,
                        unsigned count) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef base = LLVMGetOperand(value, 0);
  if (is_pointer(LLVMTypeOf(base))) {
    if (count == 1)
      tags[0] = tag_get_plain(f, base);
    return;
  }
  if (leaves_of_type(f->m, LLVMTypeOf(base), leaves) != count)
    return;
  for (unsigned i = 0; i < count; i++) {
    tags[i] = tag_get_leaf(f, base, i);
    if (!tag_is_zero(f, tags[i])) {
      LLVMValueRef arguments[] = {tags[i], leaf_bits(f->m, base, &leaves[i])};
      tags[i] = fast_call(f->m, "check", arguments, 2);
    }
  }
}

static LLVMValueRef forged_tag(struct function *f, LLVMValueRef value) {
  struct module *m = f->m;
  struct site site = {.kind = CUSTODY_KIND_FORGED, .header = CUSTODY_UNKNOWN_SIZE};
  LLVMValueRef index = site_index(m, site_make(m, f->fn, value, &site));
  return fast_call(m, "forge", &index, 1);
}

void emit_value(struct function *f, LLVMValueRef value) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef tags[MAX_LEAVES];
  unsigned count = leaves_of_type(f->m, LLVMTypeOf(value), leaves);
  for (unsigned i = 0; i < count; i++)
    tags[i] = f->m->zero;
  build_after(f->m, value);
  switch (LLVMGetInstructionOpcode(value)) {
  case LLVMSelect:
    select_tags(f, value, tags, count);
    break;
  case LLVMExtractValue:
  case LLVMInsertValue:
    aggregate_tags(f, value, tags, count);
    break;
  case LLVMExtractElement:
    extract_tags(f, value, tags);
    break;
  case LLVMInsertElement:
    insert_tags(f, value, tags, count);
    break;
  case LLVMShuffleVector:
    shuffle_tags(f, value, tags, count);
    break;
  case LLVMGetElementPtr:
    offset_tags(f, value, tags, count);
    break;
  case LLVMIntToPtr:
    tags[0] =
        is_forged(f->facts, value) ? forged_tag(f, value) : tag_get(f, LLVMGetOperand(value, 0));
    break;
  case LLVMPtrToInt:
    tags[0] = tag_get(f, LLVMGetOperand(value, 0));
    break;
  case LLVMBitCast:
  case LLVMFreeze:
    same_tags(f, value, tags, count);
    break;
  default:
    if (is_tag_arithmetic(value) && flow_arithmetic(f->facts, value))
      tags[0] = tag_get_plain(f, flow_arithmetic(f->facts, value));
    break;
  }
  if (count)
    tag_set_leaves(f, value, tags, count);
}

/*===-- PHIs ---------------------------------------------------------------------------===*/

void emit_phi(struct function *f, LLVMValueRef phi) {
  struct module *m = f->m;
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef tags[MAX_LEAVES];
  unsigned count = leaves_of_type(m, LLVMTypeOf(phi), leaves);
  build_before(m, phi);
  if (facts_has(f->facts, phi, FACT_AS_IS)) {
    for (unsigned i = 0; i < count; i++)
      tags[i] = LLVMBuildPhi(m->b, m->t_i32, "custody.tag");
    tag_set_leaves(f, phi, tags, count);
  }
  if (facts_has(f->facts, phi, FACT_PLAIN))
    tag_set_plain(f, phi, LLVMBuildPhi(m->b, m->t_i32, "custody.plain"));
  list_add(&f->phis, phi);
}

static void fill(LLVMValueRef tag_phi, LLVMValueRef tag, LLVMBasicBlockRef block) {
  LLVMAddIncoming(tag_phi, &tag, &block, 1);
}

static void fill_phi(struct function *f, LLVMValueRef phi) {
  struct leaf leaves[MAX_LEAVES];
  unsigned count = leaves_of_type(f->m, LLVMTypeOf(phi), leaves);
  for (unsigned edge = 0; edge < LLVMCountIncoming(phi); edge++) {
    LLVMValueRef value = LLVMGetIncomingValue(phi, edge);
    LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, edge);
    for (unsigned i = 0; i < count && facts_has(f->facts, phi, FACT_AS_IS); i++)
      fill(tag_get_leaf(f, phi, i), tag_get_leaf(f, value, i), block);
    if (facts_has(f->facts, phi, FACT_PLAIN))
      fill(tag_get_plain(f, phi), tag_get_plain(f, value), block);
  }
}

void fill_phis(struct function *f) {
  for (size_t i = 0; i < f->phis.count; i++)
    fill_phi(f, f->phis.items[i]);
}
