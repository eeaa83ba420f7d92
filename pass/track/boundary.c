/*===- boundary.c - phase 2: marks -> hooks ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %b = call ptr @custody.mark.borrow(ptr %p, ptr @site)       uses of %b become %p, and
 *   %t.b = call i32 @__custody_fast_borrow(i32 %t.p, i32 <loss>, ptr @custody.indices + i)
 *
 *   call void @custody.mark.reclaim(ptr %q, ptr @site)
 *   call void @__custody_reclaim_enter(ptr <frame address>, ptr %q, i32 %t.q, ptr @site)
 */
#include "track_private.h"

#include <string.h>

static LLVMValueRef frame_address(struct module *m) {
  unsigned id = LLVMLookupIntrinsicID("llvm.frameaddress", strlen("llvm.frameaddress"));
  LLVMValueRef function = LLVMGetIntrinsicDeclaration(m->module, id, &m->t_ptr, 1);
  LLVMValueRef level = l_i32(m, 0);
  return LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, &level, 1,
                        "custody.frame");
}

/* What a borrow at SITE takes away. */
static uint32_t loss_of(LLVMValueRef site) {
  return (site_field(site, SITE_KIND) == CUSTODY_KIND_SHARED ? CUSTODY_TAG_NO_WRITE : 0) |
         (site_field(site, SITE_SPAN) ? CUSTODY_TAG_NO_FULL : 0) |
         (site_field(site, SITE_FLAGS) & CUSTODY_SITE_CELLS ? CUSTODY_TAG_CELLS : 0);
}

static LLVMValueRef borrow_tag(struct function *f, LLVMValueRef old, LLVMValueRef site) {
  struct module *m = f->m;
  LLVMValueRef index = site_index(m, site);
  if (site_field(site, SITE_KIND) == CUSTODY_KIND_KEY) {
    LLVMValueRef arguments[] = {old, index};
    return fast_call(m, "key", arguments, 2);
  }
  LLVMValueRef arguments[] = {old, l_i32(m, loss_of(site)), index};
  return fast_call(m, "borrow", arguments, 3);
}

bool is_fresh(LLVMValueRef site) {
  return site_field(site, SITE_FLAGS) & CUSTODY_SITE_FRESH;
}

LLVMValueRef mark_tag(struct function *f, LLVMValueRef call, enum mark mark) {
  struct module *m = f->m;
  LLVMValueRef pointer = LLVMGetOperand(call, 0);
  bool fresh = mark == MARK_BORROW && is_fresh(LLVMGetOperand(call, 1));
  LLVMValueRef tag = fresh ? m->zero : plain_tag_of(f, pointer);
  build_before(m, call);
  switch (mark) {
  case MARK_BORROW:
    return borrow_tag(f, tag, LLVMGetOperand(call, 1));
  case MARK_RELEASE: {
    LLVMValueRef arguments[] = {frame_address(m), pointer, tag, LLVMGetOperand(call, 2),
                                LLVMGetOperand(call, 1)};
    return hook_call(m, "release", arguments, 5);
  }
  case MARK_RECOVER: {
    LLVMValueRef arguments[] = {pointer, tag, LLVMGetOperand(call, 1)};
    return hook_call(m, "recover", arguments, 3);
  }
  default:
    return m->zero;
  }
}

void lower_mark(struct function *f, LLVMValueRef call, enum mark mark) {
  struct module *m = f->m;
  LLVMValueRef first = LLVMGetOperand(call, 0);
  LLVMValueRef second = LLVMGetNumArgOperands(call) > 1 ? LLVMGetOperand(call, 1) : nullptr;
  /* A reclaim takes either form: that a tag is a cell says that it lay in memory. */
  LLVMValueRef tag = mark == MARK_RECLAIM    ? tag_of(f, first)
                     : mark == MARK_DESCRIBE ? plain_tag_of(f, first)
                                             : m->zero;
  if (mark == MARK_RECLAIM || mark == MARK_RECOVER || mark == MARK_DESCRIBE)
    site_judges(m, second);
  build_before(m, call);
  switch (mark) {
  case MARK_RELEASE:
  case MARK_RECOVER:
    tags_of(f, call); /* has effects, wanted or not */
    break;
  case MARK_ENTER: {
    LLVMValueRef arguments[] = {frame_address(m), first};
    hook_call(m, "boundary_enter", arguments, 2);
    break;
  }
  case MARK_BORROW_IN_PLACE: {
    LLVMValueRef arguments[] = {first, l_i32(m, loss_of(second)), site_index(m, second)};
    fast_call(m, "borrow_in_place", arguments, 3);
    break;
  }
  case MARK_RECLAIM: {
    LLVMValueRef arguments[] = {frame_address(m), first, tag, second};
    hook_call(m, "reclaim_enter", arguments, 4);
    break;
  }
  case MARK_LEAVE: {
    LLVMValueRef arguments[] = {frame_address(m), first, second};
    hook_call(m, "reclaim_leave", arguments, 3);
    break;
  }
  case MARK_FREED: {
    LLVMValueRef arguments[] = {first, second};
    hook_call(m, "freed", arguments, 2);
    break;
  }
  case MARK_DESCRIBE: {
    LLVMValueRef arguments[] = {first, tag, second};
    hook_call(m, "describe", arguments, 3);
    break;
  }
  default:
    break; /* a borrow costs nothing where nobody asks for its tag */
  }
}
