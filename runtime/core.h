/*===- core.h - what the hooks do ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The hooks of entry.c without their guard. pre for all: the thread is inside the runtime
 * (guard.h).
 */
#ifndef CUSTODY_RT_CORE_H
#define CUSTODY_RT_CORE_H

#include "base.h"
#include "stack.h"
#include "verdict.h"

void core_boundary_enter(uint64_t frame, const struct custody_site *site);
custody_tag core_release(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                         const struct custody_site *site, uint64_t owner);
void core_reclaim_enter(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                        const struct custody_site *site);
void core_reclaim_leave(struct origin from, uint64_t frame, uint64_t handle,
                        const struct custody_site *site);
custody_tag core_recover(struct origin from, uint64_t key, custody_tag tag,
                         const struct custody_site *site);
/* SIZE 0: unknown. Cheap where the object has no records. Where it has some and CAN_HOLD, returns a
 * ticket of the quarantine for the caller to put the object there; otherwise 0. */
uint64_t core_freed(struct origin from, uint64_t pointer, uint64_t size, bool can_hold);
void core_describe(struct origin from, uint64_t pointer, custody_tag tag,
                   const struct custody_site *site);

/* The facts about a pointer at SITE, with what the ledger says now. */
struct facts core_facts(uint64_t bits, custody_tag tag, const struct custody_site *site);

/* How many reclaims got which answer under the selected model. */
struct counts {
  uint64_t verified, unverified, reported;
};
struct counts core_counts(void);

#endif /* CUSTODY_RT_CORE_H */
