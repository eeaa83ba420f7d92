/*===- trip_ledger.h - the ledger's part of a round trip ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * What ledger_release and ledger_claim do in the common case. It is inlined into the hooks and into
 * ledger.c.
 */
#ifndef CUSTODY_RT_TRIP_LEDGER_H
#define CUSTODY_RT_TRIP_LEDGER_H

#include "index.h"
#include "ledger.h"
#include "quarantine.h"

/* Makes a record for ADDRESS and returns its number, or 0 if memory ran out. pre: SHARD is that of the
 * address, and locked. */
uint32_t ledger_add(struct shard *shard, uint64_t address);
/* While no shard has more records, what a reclaim reads is probably in the processor's cache. */
enum { SHARD_IN_CACHE = 256 };

/* Counts a release that got no record. */
void ledger_lose(void);

static inline struct shard *shard_of_tag(custody_tag tag) {
  return tag & CUSTODY_TAG_RECORD ? shard_of_index(tag_index(tag)) : nullptr;
}

/* As ledger_release. */
static RT_INLINE custody_tag trip_ledger_release(uint64_t address, const struct custody_site *site,
                                                 uint64_t owner, struct extent extent,
                                                 stack_id stack) {
  custody_tag tag = 0;
  struct shard *shard = shard_of_address(address);
  host_lock(&shard->lock);
  uint32_t index = index_find(shard, address);
  if (RT_UNLIKELY(!index))
    index = ledger_add(shard, address);
  if (RT_LIKELY(index)) {
    struct record *r = record_at(index);
    if (release_counts(r->owned, r->site, site) && r->owned < UINT16_MAX)
      r->owned++;
    if (RT_UNLIKELY(!released_is_same(&r->what, r->site, site, extent)))
      released_add(&r->what, r->site, site, extent);
    r->site = site;
    r->released = stack;
    r->reclaimed = 0;
    r->has_reclaim = false;
    if (owner && address - owner <= TAG_REACH)
      r->header = (uint32_t)(address - owner);
    if (r->outstanding < UINT32_MAX)
      r->outstanding++;
    if (site->flags & CUSTODY_SITE_TRANSFER) {
      r->had_transfer = true;
      r->transfers++;
    }
    tag = tag_of_record(index, r->generation);
  }
  host_unlock(&shard->lock);
  if (RT_UNLIKELY(!tag))
    ledger_lose();
  return tag;
}

/* pre: R's shard is locked. */
static inline void take_one(struct record *r, uint32_t index, const struct custody_site *site,
                            stack_id stack, struct ledger_claim *claim) {
  bool transfer = site->flags & CUSTODY_SITE_TRANSFER;
  if (r->state != RECORD_LIVE || !r->outstanding || (transfer && !r->transfers) ||
      (site->flags & CUSTODY_SITE_LENDS))
    return;
  claim->taken = tag_of_record(index, r->generation);
  r->outstanding--;
  if (r->owned && r->owned < UINT16_MAX && (is_unnumbered(site) || r->owned > r->outstanding)) {
    r->owned--;
    claim->took_owned = true;
    if (!(site->flags & CUSTODY_SITE_CONSUMES))
      r->what.vague |= RELEASED_LENT;
  }
  if (!r->outstanding)
    r->owned = 0;
  if (transfer || r->transfers > r->outstanding) {
    r->transfers--;
    claim->took_transfer = true;
  }
  if (site->flags & (CUSTODY_SITE_TRANSFER | CUSTODY_SITE_CONSUMES) && !r->has_reclaim) {
    r->has_reclaim = true;
    r->reclaimed = stack;
    claim->noted = true;
  }
}

/* Whether a reclaim at SITE of a payload of EXTENT is right, if R is the live record of TAG and of
 * the pointer's bits. */
static inline bool is_proven(const struct record *r, custody_tag tag,
                             const struct custody_site *site, struct extent extent) {
  if (tag & CUSTODY_TAG_REBORROWED)
    return false;
  if ((site->flags & CUSTODY_SITE_CONSUMES) && !release_is_left(r->outstanding, r->owned, site))
    return false;
  return RT_LIKELY(is_plain_match(&r->what, r->site, site)) ||
         (family_fit(&r->what, r->site, site) == FIT_YES &&
          need_of(&r->what, r->site, site, extent) == NEED_MET);
}

/* The common case of ledger_claim: the reclaim of BITS is proven, and it takes a release that no
 * transfer pair made. Returns false, and changes nothing, in any other case. */
static RT_INLINE bool trip_claim_proven(custody_tag tag, uint64_t bits,
                                        const struct custody_site *site, stack_id stack,
                                        struct ledger_claim *claim) {
  if (RT_UNLIKELY(site->flags & (CUSTODY_SITE_TRANSFER | CUSTODY_SITE_LENDS)))
    return false;
  struct shard *shard = shard_of_tag(tag);
  if (RT_UNLIKELY(!shard))
    return false;
  struct record *r = record_at(tag_index(tag));
  /* The lock waits for all loads before it, and each of these may miss all caches. The boundary will
   * use the object next. Then the object is released again, or freed. */
  if (RT_UNLIKELY(__atomic_load_n(&shard->records, __ATOMIC_RELAXED) > SHARD_IN_CACHE)) {
    __builtin_prefetch(r);
    __builtin_prefetch((const void *)bits);
    index_prefetch(shard, bits);
  }
  host_lock(&shard->lock);
  bool proven = r->state == RECORD_LIVE && r->address == bits &&
                r->generation == tag_generation(tag) && r->outstanding && !r->transfers &&
                is_proven(r, tag, site, claim->extent);
  if (RT_LIKELY(proven)) {
    claim->proven = true;
    take_one(r, tag_index(tag), site, stack, claim);
    shard->proven++;
  }
  host_unlock(&shard->lock);
  return proven;
}

static inline uint32_t least_u32(uint64_t bytes) {
  return bytes < UINT32_MAX / 2 ? (uint32_t)bytes : UINT32_MAX / 2;
}

/* The record INDEX of SHARD dies with the object [BASE, BASE + SIZE). Returns the next one of the
 * detached list. pre: the lock is held. */
static inline uint32_t bury_one(struct shard *shard, uint32_t index, uint64_t base, uint64_t size,
                                stack_id stack, uint32_t held) {
  struct record *r = record_at(index);
  uint32_t next = r->next;
  r->state = RECORD_FREED;
  r->before = r->after = 0;
  if (size && r->address - base < size) {
    r->before = least_u32(r->address - base);
    r->after = least_u32(base + size - r->address);
  }
  r->freed = stack;
  r->held = held;
  record_retire(shard, index);
  return next;
}

/* As ledger_detach and ledger_bury for an object that was freed and that index_is_near, under one lock.
 * SHARD is that of BASE. If the object has records and CAN_HOLD is true, returns a ticket of the
 * quarantine, the low half of which they keep; otherwise 0. */
static inline uint64_t trip_kill(struct shard *shard, uint64_t base, uint64_t size, stack_id stack,
                                 bool can_hold) {
  host_lock(&shard->lock);
  uint32_t index = index_take_near(shard, base, size);
  uint64_t ticket = index && can_hold ? quarantine_ticket() : 0;
  while (index)
    index = bury_one(shard, index, base, size, stack, (uint32_t)ticket);
  host_unlock(&shard->lock);
  return ticket;
}

#endif /* CUSTODY_RT_TRIP_LEDGER_H */
