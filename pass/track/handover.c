/*===- handover.c - tags that go with the arguments of a call ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "handover.h"
#include "stub.h"

/* There are fast paths of their own for up to so many slots. */
enum { PUBLISH_VARIANTS = 8 };

static uint64_t fnv1a(uint64_t hash, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3ULL;
  return hash;
}

LLVMValueRef handover_name(struct module *m, LLVMValueRef function) {
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  uint64_t hash = fnv1a(0xcbf29ce484222325ULL, name, length);
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage) {
    name = LLVMGetModuleIdentifier(m->module, &length);
    hash = fnv1a(hash, name, length);
  }
  return l_i64(m, hash | 1ULL << 63);
}

/* The function that CALL names, or NULL. */
static LLVMValueRef named_callee(LLVMValueRef call) {
  LLVMValueRef target = LLVMGetCalledValue(call);
  for (unsigned steps = 0; LLVMIsAGlobalAlias(target) && steps < 16; steps++)
    target = LLVMAliasGetAliasee(target);
  return LLVMIsAFunction(target) || LLVMIsAGlobalIFunc(target) ? target : nullptr;
}

void handover_begin(struct function *f, LLVMValueRef call, struct handover *h) {
  struct module *m = f->m;
  LLVMValueRef target = named_callee(call);
  *h = (struct handover){.byval_any = m->zero};
  for (unsigned i = 0; i < CUSTODY_ARG_SLOTS; i++)
    h->tags[i] = m->zero;
  for (unsigned i = 0; i < CUSTODY_VA_SLOTS; i++)
    h->va[i] = m->zero;
  if (target) {
    h->name = handover_name(m, target);
  } else {
    build_before(m, call);
    h->name = l_bits(m, LLVMGetCalledValue(call));
  }
}

LLVMValueRef handover_any(struct function *f, const struct handover *h) {
  LLVMValueRef any = h->byval_any;
  for (unsigned i = 0; i < h->count; i++)
    any = l_or(f->m, any, h->tags[i]);
  for (unsigned i = 0; i < CUSTODY_VA_SLOTS; i++)
    any = l_or(f->m, any, h->va[i]);
  return any;
}

/* Hands over one or two tags to a callee that is known by name; false where that is not the case. */
static bool hand_over_few(struct function *f, LLVMValueRef call, const struct handover *h) {
  LLVMValueRef callee = named_callee(call), arguments[3];
  unsigned count = 0, slots[2];
  for (unsigned i = 0; i < h->count; i++)
    if (!tag_is_zero(f, h->tags[i])) {
      if (count == 2)
        return false;
      slots[count] = i;
      arguments[1 + count++] = h->tags[i];
    }
  if (!callee || !count)
    return false;
  arguments[0] = stub_handover(f->m, callee, h->name, slots[0], slots[count - 1]);
  build_before(f->m, call);
  fast_call(f->m, count == 1 ? "handover1" : "handover2", arguments, 1 + count);
  return true;
}

/* Up to PUBLISH_VARIANTS slots, and nothing but fixed arguments. */
static void publish_slots(struct function *f, const struct handover *h) {
  LLVMValueRef arguments[1 + PUBLISH_VARIANTS] = {h->name};
  for (unsigned i = 0; i < h->count; i++)
    arguments[1 + i] = h->tags[i];
  char variant[] = "publish0";
  variant[sizeof variant - 2] = (char)('0' + h->count);
  fast_call(f->m, variant, arguments, 1 + h->count);
}

/* Stores the tags of TAGS[COUNT] that are not zero to the member at OFFSET of the hand-over AREA. */
static void store_slots(struct function *f, LLVMValueRef area, size_t offset,
                        const LLVMValueRef *tags, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (!tag_is_zero(f, tags[i]))
      l_store(f->m, tags[i], l_at(f->m, area, offset + i * sizeof(custody_tag)));
}

static void publish_all(struct function *f, const struct handover *h) {
  struct module *m = f->m;
  LLVMValueRef arguments[] = {h->name, handover_any(f, h)};
  LLVMValueRef area = fast_call(m, "publish", arguments, 2);
  store_slots(f, area, offsetof(struct custody_tls, arg), h->tags, h->count);
  store_slots(f, area, offsetof(struct custody_tls, va), h->va, CUSTODY_VA_SLOTS);
  for (unsigned i = 0; i < CUSTODY_BYVAL_SLOTS; i++)
    if (h->byval[i])
      l_store(m, l_bits(m, h->byval[i]),
              l_at(m, area, offsetof(struct custody_tls, byval) + i * sizeof(uint64_t)));
}

void handover_publish(struct function *f, LLVMValueRef call, const struct handover *h) {
  build_before(f->m, call);
  if (h->varargs || !tag_is_zero(f, h->byval_any) || h->count > PUBLISH_VARIANTS)
    publish_all(f, h);
  else if (h->count && !hand_over_few(f, call, h))
    publish_slots(f, h);
}
