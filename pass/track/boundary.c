/*===- boundary.c - marks become hooks ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "boundary.h"
#include "alone.h"
#include "flow.h"

#include "rust/rust.h"

#include <string.h>

static LLVMValueRef frame_address(struct module *m) {
  unsigned id = LLVMLookupIntrinsicID("llvm.frameaddress", strlen("llvm.frameaddress"));
  LLVMValueRef function = LLVMGetIntrinsicDeclaration(m->module, id, &m->t_ptr, 1);
  LLVMValueRef level = l_i32(m, 0);
  return LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, &level, 1,
                        "custody.frame");
}

/* The permissions that a borrow at SITE takes away, as bits of a tag. */
static uint32_t loss_of(LLVMValueRef site) {
  return (site_field(site, SITE_KIND) == CUSTODY_KIND_SHARED ? CUSTODY_TAG_NO_WRITE : 0) |
         (site_field(site, SITE_SPAN) ? CUSTODY_TAG_NO_FULL : 0) |
         (site_field(site, SITE_FLAGS) & CUSTODY_SITE_CELLS ? CUSTODY_TAG_CELLS : 0);
}

/* A word in which the runtime keeps the site that it found for the last caller. */
static LLVMValueRef caller_cache(struct module *m) {
  LLVMValueRef cache = LLVMAddGlobal(m->module, m->t_i64, "custody.caller");
  LLVMSetInitializer(cache, l_i64(m, 0));
  LLVMSetLinkage(cache, LLVMInternalLinkage);
  return cache;
}

/*
 * Emits the borrow CALL at a SITE in Rust's standard library. A report must name the user's code that
 * called the library. If the function was inlined there, debug info says where that is. Else the
 * return address says it at run time. After optimization the function may yet be inlined at link
 * time, and then its return address would be that of the wrong function, so it is not used.
 */
static void emit_library_borrow(struct function *f, LLVMValueRef call, LLVMValueRef site) {
  struct module *m = f->m;
  LLVMMetadataRef location = rust_called_from(call);
  if (location)
    site = site_called_from(m, site, location);
  LLVMValueRef arguments[] = {m->zero, l_i32(m, loss_of(site)), site_index(m, site), nullptr};
  if (location || custody_seam_is_optimized(f->fn)) {
    tag_set(f, call, fast_call(m, "fresh", &arguments[2], 1));
    return;
  }
  arguments[3] = caller_cache(m);
  tag_set(f, call, fast_call(m, "borrow_called", arguments, 4));
}

static void emit_borrow(struct function *f, LLVMValueRef call) {
  struct module *m = f->m;
  LLVMValueRef site = LLVMGetOperand(call, 1);
  if (!facts_tracked(f->facts, call))
    return;
  if ((site_field(site, SITE_FLAGS) & CUSTODY_SITE_LIBRARY) && is_fresh_borrow(call)) {
    emit_library_borrow(f, call, site);
    return;
  }
  LLVMValueRef index = site_index(m, site);
  if (is_fresh_borrow(call)) {
    tag_set(f, call, fast_call(m, "fresh", &index, 1));
    return;
  }
  LLVMValueRef old = tag_get_plain(f, LLVMGetOperand(call, 0));
  if (site_field(site, SITE_KIND) == CUSTODY_KIND_KEY) {
    LLVMValueRef arguments[] = {old, index};
    tag_set(f, call, fast_call(m, "key", arguments, 2));
  } else {
    LLVMValueRef arguments[] = {old, l_i32(m, loss_of(site)), index};
    tag_set(f, call, fast_call(m, "borrow", arguments, 3));
  }
}

/* The record that the tag names stays known, but the value no longer counts as proven. */
static void emit_reborrow(struct function *f, LLVMValueRef call) {
  LLVMValueRef tag = tag_get_plain(f, LLVMGetOperand(call, 0));
  if (facts_tracked(f->facts, call) && !tag_is_zero(f, tag))
    tag_set(f, call, fast_call(f->m, "reborrow", &tag, 1));
}

static void emit_borrow_in_place(struct module *m, LLVMValueRef call) {
  LLVMValueRef site = LLVMGetOperand(call, 1);
  LLVMValueRef arguments[] = {LLVMGetOperand(call, 0), l_i32(m, loss_of(site)),
                              site_index(m, site)};
  fast_call(m, "borrow_in_place", arguments, 3);
}

static void emit_release(struct function *f, LLVMValueRef call) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0), tag = tag_get_plain(f, pointer);
  LLVMValueRef arguments[] = {frame_address(f->m), pointer, tag, LLVMGetOperand(call, 2),
                              LLVMGetOperand(call, 1)};
  const char *name = map_find(&f->alone, call) ? "release_alone" : "release";
  tag_set(f, call, hook_call(f->m, name, arguments, 5));
}

static void emit_recover(struct function *f, LLVMValueRef call) {
  LLVMValueRef key = LLVMGetOperand(call, 0), site = LLVMGetOperand(call, 1);
  LLVMValueRef arguments[] = {key, tag_get_plain(f, key), site};
  site_judges(f->m, site);
  tag_set(f, call, hook_call(f->m, "recover", arguments, 3));
}

static void emit_reclaim(struct function *f, LLVMValueRef call) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0), site = LLVMGetOperand(call, 1);
  LLVMValueRef arguments[] = {frame_address(f->m), pointer, tag_get(f, pointer), site};
  site_judges(f->m, site);
  LLVMValueRef end = alone_end(f->facts, call);
  if (end)
    *map_put(&f->alone, end) = (uintptr_t)hook_call(f->m, "reclaim_alone", arguments, 4);
  else
    hook_call(f->m, "reclaim_enter", arguments, 4);
}

static void emit_enter(struct function *f, LLVMValueRef call) {
  LLVMValueRef end = alone_end(f->facts, call);
  if (end) {
    *map_put(&f->alone, end) = 1;
    return;
  }
  LLVMValueRef arguments[] = {frame_address(f->m), LLVMGetOperand(call, 0)};
  hook_call(f->m, "boundary_enter", arguments, 2);
}

static void emit_leave(struct function *f, LLVMValueRef call) {
  LLVMValueRef arguments[] = {frame_address(f->m), LLVMGetOperand(call, 0), LLVMGetOperand(call, 1),
                              nullptr};
  const uintptr_t *entered = map_find(&f->alone, call);
  if (entered) {
    arguments[3] = (LLVMValueRef)*entered;
    fast_call(f->m, "leave", arguments, 4);
  } else {
    hook_call(f->m, "reclaim_leave", arguments, 3);
  }
}

static void emit_describe(struct function *f, LLVMValueRef call) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0), site = LLVMGetOperand(call, 1);
  LLVMValueRef arguments[] = {pointer, tag_get_plain(f, pointer), site};
  site_judges(f->m, site);
  hook_call(f->m, "describe", arguments, 3);
}

/* The argument of a callback has the tag that its caller handed over, or the one that the runtime
 * infers. */
static void emit_entered(struct function *f, LLVMValueRef call) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0);
  LLVMValueRef arguments[] = {LLVMGetOperand(call, 1), pointer, tag_get_plain(f, pointer),
                              LLVMGetOperand(call, 2)};
  if (facts_tracked(f->facts, call))
    tag_set(f, call, hook_call(f->m, "callback_entered", arguments, 4));
}

static void emit_given(struct function *f, LLVMValueRef call) {
  LLVMValueRef pointer = LLVMGetOperand(call, 0);
  LLVMValueRef arguments[] = {LLVMGetOperand(call, 1), pointer, tag_get(f, pointer)};
  hook_call(f->m, "callback_given", arguments, 3);
}

void emit_mark(struct function *f, LLVMValueRef call) {
  struct module *m = f->m;
  build_before(m, call);
  switch (mark_of_call(call)) {
  case MARK_BORROW:
    emit_borrow(f, call);
    break;
  case MARK_BORROW_IN_PLACE:
    emit_borrow_in_place(m, call);
    break;
  case MARK_REBORROW:
    emit_reborrow(f, call);
    break;
  case MARK_RELEASE:
    emit_release(f, call);
    break;
  case MARK_RECOVER:
    emit_recover(f, call);
    break;
  case MARK_RECLAIM:
    emit_reclaim(f, call);
    break;
  case MARK_DESCRIBE:
    emit_describe(f, call);
    break;
  case MARK_GIVEN:
    emit_given(f, call);
    break;
  case MARK_ENTERED:
    emit_entered(f, call);
    break;
  case MARK_ENTER:
    emit_enter(f, call);
    break;
  case MARK_EXTENT: {
    LLVMValueRef arguments[] = {LLVMGetOperand(call, 0), LLVMGetOperand(call, 1),
                                LLVMGetOperand(call, 2)};
    hook_call(m, "extent", arguments, 3);
    break;
  }
  case MARK_TABLE: {
    LLVMValueRef arguments[] = {LLVMGetOperand(call, 0), LLVMGetOperand(call, 1)};
    hook_call(m, "extent_of_table", arguments, 2);
    break;
  }
  case MARK_LEAVE:
    emit_leave(f, call);
    break;
  case MARK_FREED: {
    LLVMValueRef arguments[] = {LLVMGetOperand(call, 0), LLVMGetOperand(call, 1)};
    hook_call(m, "freed", arguments, 2);
    break;
  }
  default:
    break; /* a compare: its result has no tag */
  }
}
