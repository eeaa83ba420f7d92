/*===- entry.c - the hooks ----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Entries of the ABI and nothing else, all of one shape: enter the guard, do it, leave the guard.
 * The shadow's take no lock and so need no guard: their work must be done in a signal handler too.
 */
#include "core.h"
#include "guard.h"
#include "hooks.h"
#include "init.h"
#include "shadow.h"
#include "sites.h"

#include <stdlib.h>

/* Pulls intercept_free.o out of the archive, unless another allocator is linked in. */
__attribute__((used)) static void (*const wants_free)(void *) = free;

_Thread_local volatile uint8_t guard_inside;

void __custody_boundary_enter(ptr frame, ptr site) {
  if (!guard_enter())
    return;
  core_boundary_enter((uint64_t)frame, site);
  guard_leave();
}

i32 __custody_release(ptr frame, ptr pointer, i32 tag, ptr site, ptr owner) {
  if (!guard_enter())
    return tag;
  tag = core_release(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer, tag, site, (uint64_t)owner);
  guard_leave();
  return tag;
}

void __custody_reclaim_enter(ptr frame, ptr pointer, i32 tag, ptr site) {
  if (!guard_enter())
    return;
  core_reclaim_enter(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)pointer, tag, site);
  guard_leave();
}

void __custody_reclaim_leave(ptr frame, ptr handle, ptr site) {
  if (!guard_enter())
    return;
  core_reclaim_leave(ORIGIN_HERE(), (uint64_t)frame, (uint64_t)handle, site);
  guard_leave();
}

i32 __custody_recover(ptr key, i32 tag, ptr site) {
  if (!guard_enter())
    return 0;
  tag = core_recover(ORIGIN_HERE(), (uint64_t)key, tag, site);
  guard_leave();
  return tag;
}

void __custody_freed(ptr pointer, i64 size) {
  if (!guard_enter())
    return;
  core_freed(ORIGIN_HERE(), (uint64_t)pointer, size, false);
  guard_leave();
}

void __custody_describe(ptr pointer, i32 tag, ptr site) {
  if (!guard_enter())
    return;
  core_describe(ORIGIN_HERE(), (uint64_t)pointer, tag, site);
  guard_leave();
}

void CUSTODY_ABI_SYMBOL(const struct custody_module *module) {
  if (!guard_enter())
    return;
  init();
  init_module(module);
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
