/*===- trip.h - a release and its reclaim -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The work of the four hooks of a round trip. It is inlined into the hooks, so that each of them is
 * one function that calls the ledger. core.h has the same functions as symbols, with their contracts.
 * What is rare is in core.c.
 */
#ifndef CUSTODY_RT_TRIP_H
#define CUSTODY_RT_TRIP_H

#include "core.h"
#include "fast.h"
#include "handover.h"
#include "trip_ledger.h"

/* The extent of the payload at POINTER: KNOWN, or what core_extent said last. */
static inline struct extent extent_at(uint64_t pointer, struct extent known) {
  const struct thread_state *t = thread_state();
  if (RT_LIKELY(known.known || !t->extent_of || t->extent_of != pointer))
    return known;
  return (struct extent){.bytes = t->extent_bytes, .align = t->extent_align, .known = true};
}

/* MADE, the tag of the POINTER with TAG that SITE released. It also says so if that was a reference
 * that does not reach all of its owner. */
custody_tag core_mark_borrow(custody_tag made, uint64_t pointer, custody_tag tag,
                             const struct custody_site *site, uint64_t owner, struct extent extent);
/* Counts the reclaim at SITE as unverified. */
void core_count_unverified(struct origin from, const struct custody_site *site, enum reason why);
/* Counts a proven reclaim that took no release. The ledger counts the others. */
void core_count_proven(void);
/* Judges the reclaim of LEFT, which is not proven, and counts the answer. Returns whether it must be
 * reported; then *FOUND is filled in. */
bool core_judge(struct origin from, uint64_t handle, const struct custody_site *site,
                const struct boundary *left, struct finding *found);

static inline void trip_boundary_enter(uint64_t frame, const struct custody_site *site) {
  thread_state()->extent_of = 0; /* the boundary may say what it releases */
  fast_enter(frame, site, false, 0, extent_of(site));
}

/* The release of a boundary that was left. */
static RT_INLINE custody_tag trip_add_release(struct origin from, uint64_t pointer, custody_tag tag,
                                              const struct custody_site *site, uint64_t owner,
                                              struct extent extent) {
  thread_state()->extent_of = 0;
  if (RT_UNLIKELY(!pointer))
    return 0;
  custody_tag made = trip_ledger_release(pointer, site, owner, extent, fast_keep(from));
  if (RT_LIKELY(!tag || !(site->flags & CUSTODY_SITE_OWNER)))
    return made;
  return core_mark_borrow(made, pointer, tag, site, owner, extent);
}

static inline custody_tag trip_release(struct origin from, uint64_t frame, uint64_t pointer,
                                       custody_tag tag, const struct custody_site *site,
                                       uint64_t owner) {
  const struct boundary *left = fast_leave(frame, site);
  if (RT_UNLIKELY(left && left->silent))
    return tag; /* the boundary around it may know the extent from this one */
  struct extent extent = extent_at(pointer, left ? left->extent : extent_of(site));
  return trip_add_release(from, pointer, tag, site, owner, extent);
}

/* trip_boundary_enter and trip_release in one, for a boundary in which no other hook ran. */
static inline custody_tag trip_release_alone(struct origin from, uint64_t frame, uint64_t pointer,
                                             custody_tag tag, const struct custody_site *site,
                                             uint64_t owner) {
  if (RT_UNLIKELY(!fast_is_outside())) {
    trip_boundary_enter(frame, site);
    return trip_release(from, frame, pointer, tag, site, owner);
  }
  return trip_add_release(from, pointer, tag, site, owner, extent_of(site));
}

static inline void trip_reclaim_enter(struct origin from, uint64_t frame, uint64_t pointer,
                                      custody_tag tag, const struct custody_site *site) {
  struct extent extent = extent_at(pointer, extent_of(site));
  thread_state()->extent_of = 0;
  struct boundary *b = fast_enter(frame, site, true, pointer, extent);
  if (RT_UNLIKELY(!b)) {
    core_count_unverified(from, site, REASON_NESTED);
    return;
  }
  handover_settle();
  handover_settle_return();
  b->claim.extent = extent;
  b->claim.proven = false;
  b->claim.taken = 0;
  b->from_memory =
      !(tag & CUSTODY_TAG_RECORD) && (tag & (CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT));
  b->tag = tag = custody_tag_of(tag, pointer);
  if (RT_UNLIKELY(b->silent || !pointer))
    return;
  /* The release is taken now: the boundary may free the object, or another thread may reclaim it.
   */
  bool consumes = site->flags & (CUSTODY_SITE_CONSUMES | CUSTODY_SITE_TRANSFER);
  ledger_claim(tag, pointer, site, consumes ? fast_keep(from) : 0, &b->claim);
}

/* The same for a boundary in which no other hook will run. Returns false if the reclaim is proven; then
 * the boundary is not entered. */
static inline bool trip_reclaim_alone(struct origin from, uint64_t frame, uint64_t pointer,
                                      custody_tag tag, const struct custody_site *site) {
  if (RT_LIKELY((tag & CUSTODY_TAG_RECORD) && pointer && fast_is_outside())) {
    struct ledger_claim claim; /* most of it is for reclaims that are not proven */
    claim.extent = extent_at(pointer, extent_of(site));
    bool consumes = site->flags & (CUSTODY_SITE_CONSUMES | CUSTODY_SITE_TRANSFER);
    handover_settle();
    handover_settle_return();
    if (RT_LIKELY(trip_claim_proven(tag, pointer, site, consumes ? fast_keep(from) : 0, &claim))) {
      thread_state()->extent_of = 0;
      return false;
    }
  }
  trip_reclaim_enter(from, frame, pointer, tag, site);
  return true;
}

static inline bool trip_reclaim_leave(struct origin from, uint64_t frame, uint64_t handle,
                                      const struct custody_site *site, struct finding *found) {
  const struct boundary *left = fast_leave(frame, site);
  if (RT_UNLIKELY(!left || left->silent || !left->reclaim))
    return false;
  if (RT_UNLIKELY(handle == CUSTODY_UNWOUND)) {
    ledger_unclaim(&left->claim);
    return false;
  }
  if (RT_UNLIKELY(!left->bits)) { /* no owner is rebuilt from NULL */
    core_count_unverified(from, site, REASON_NULL_POINTER);
    return false;
  }
  if (RT_LIKELY(left->claim.proven)) {
    if (RT_UNLIKELY(!left->claim.taken))
      core_count_proven();
    return false;
  }
  return core_judge(from, handle, site, left, found);
}

#endif /* CUSTODY_RT_TRIP_H */
