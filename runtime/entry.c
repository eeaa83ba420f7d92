/*===- entry.c - the hooks ----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The hooks of abi.h, all of one shape: enter the guard, let core do the work, report what core
 * found, leave the guard. The hooks of the shadow take no lock and so need no guard; they must do
 * their work in a signal handler too.
 */
#include "core/core.h"
#include "core/hooks.h"
#include "core/tracking.h"
#include "core/trip.h"
#include "guard.h"
#include "report/report.h"
#include "start/start.h"

#if !CUSTODY_KERNEL
#include <stdlib.h>

/* Pulls intercept_free.o out of the archive, unless another allocator is linked in. */
__attribute__((used)) static void (*const wants_free)(void *) = free;

/* A library that is opened later may call any hook, and the linker exports only those that are
 * linked. */
#define HOOK(result, name, parameters, ...) (void *)__custody_##name,
__attribute__((used)) static void *const hooks[] = {CUSTODY_HOOKS(HOOK) CUSTODY_LIBCALLS(HOOK)
                                                        CUSTODY_SLOW(HOOK)};
#undef HOOK
#endif

void __custody_boundary_enter(ptr frame, ptr site) {
  if (!guard_enter())
    return;
  trip_boundary_enter((uint64_t)frame, site);
  guard_leave();
}

i32 __custody_release(ptr frame, ptr pointer, i32 tag, ptr site, ptr owner) {
  if (!guard_enter())
    return tag;
  tag = trip_release(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer, tracking_tag(tag), site,
                     (uint64_t)owner);
  guard_leave();
  return tag;
}

i32 __custody_release_alone(ptr frame, ptr pointer, i32 tag, ptr site, ptr owner) {
  if (!guard_enter())
    return tag;
  tag = trip_release_alone(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer, tracking_tag(tag),
                           site, (uint64_t)owner);
  guard_leave();
  return tag;
}

void __custody_extent(ptr pointer, i64 bytes, i64 align) {
  if (!guard_enter())
    return;
  core_extent((uint64_t)pointer, bytes, align);
  guard_leave();
}

void __custody_extent_of_table(ptr pointer, ptr table) {
  const uint64_t *words = table;
  if (!words || !guard_enter())
    return;
  core_extent((uint64_t)pointer, words[1], words[2]);
  guard_leave();
}

void __custody_reclaim_enter(ptr frame, ptr pointer, i32 tag, ptr site) {
  if (!guard_enter())
    return;
  trip_reclaim_enter(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer, tracking_tag(tag), site);
  guard_leave();
}

/* If the guard keeps the hook out, there is nothing to leave either. */
i8 __custody_reclaim_alone(ptr frame, ptr pointer, i32 tag, ptr site) {
  if (!guard_enter())
    return false;
  bool entered = trip_reclaim_alone(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer,
                                    tracking_tag(tag), site);
  guard_leave();
  return entered;
}

void __custody_reclaim_leave(ptr frame, ptr handle, ptr site) {
  struct finding found;
  if (!guard_enter())
    return;
  if (RT_UNLIKELY(
          trip_reclaim_leave(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)handle, site, &found)))
    report(&found);
  guard_leave();
}

i32 __custody_recover(ptr key, i32 tag, ptr site) {
  struct finding found;
  i32 recovered;
  if (!guard_enter())
    return 0;
  if (core_recover(ORIGIN_HERE(), (uint64_t)key, tracking_tag(tag), site, &recovered, &found))
    report(&found);
  guard_leave();
  return recovered;
}

void __custody_freed(ptr pointer, i64 size) {
  if (!guard_enter())
    return;
  core_freed(ORIGIN_HERE(), (uint64_t)pointer, size, false);
  guard_leave();
}

void __custody_describe(ptr pointer, i32 tag, ptr site) {
  struct finding found;
  if (!guard_enter())
    return;
  core_describe(ORIGIN_HERE(), (uint64_t)pointer, tracking_tag(tag), site, &found);
  report_describe(&found);
  guard_leave();
}

void __custody_callback_given(ptr callback, ptr pointer, i32 tag) {
  if (!callback || !guard_enter()) {
    callback_given_unseen();
    return;
  }
  callback_given((uint64_t)callback, (uint64_t)pointer, tag);
  guard_leave();
}

i32 __custody_callback_entered(ptr callback, ptr pointer, i32 tag, i64 exact) {
  if (tag || !pointer || !guard_enter())
    return tag;
  tag = callback_entered((uint64_t)callback, (uint64_t)pointer, exact);
  guard_leave();
  return tag;
}

/* A signal handler may interrupt this; then its borrows do not name their caller. */
__attribute__((preserve_most)) uint32_t __custody_called(uint32_t index, uint64_t pc,
                                                         uint64_t *cache) {
  if (!guard_enter())
    return index;
  uint32_t called = core_called(index, pc);
  __atomic_store_n(cache, pc * (CUSTODY_TAG_SITE_MASK + 1ULL) | called, __ATOMIC_RELAXED);
  guard_leave();
  return called;
}

void __custody_program_begins(ptr main) {
  (void)main;
  if (!guard_enter())
    return;
  core_begin(host_is_closed());
  guard_leave();
}

void CUSTODY_ABI_SYMBOL(const struct custody_module *module) {
  if (!guard_enter())
    return;
  start_runtime();
  start_module(module);
  guard_leave();
}

/* Not as the other slow paths: this one reads the ledger, which has locks. A signal handler that
 * interrupted a hook must not wait for them, so it forgets the tags. */
void __custody_disarm(void *slot, uint64_t bytes) {
  if (!guard_enter()) {
    shadow_clear((uint64_t)slot, bytes);
    return;
  }
  core_disarm((uint64_t)slot, bytes);
  guard_leave();
}

void __custody_module_unload(ptr module) {
  if (!guard_enter())
    return;
  core_module_unload(module);
  guard_leave();
}

void __custody_shadow_copy(ptr to, ptr from, i64 bytes) {
  if (!shadow_in_use())
    return;
  shadow_copy((uint64_t)to, (uint64_t)from, bytes);
}
void __custody_shadow_clear(ptr at, i64 bytes) {
  if (!shadow_in_use())
    return;
  shadow_clear((uint64_t)at, bytes);
}
i8 __custody_shadow_any(ptr at, i64 bytes) {
  return shadow_in_use() && shadow_any((uint64_t)at, bytes);
}
