/*===- ledger.c - what was released -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "quarantine.h"
#include "trip_ledger.h"

static uint64_t lost;

/*===-- Views --------------------------------------------------------------===*/

/* pre: the record's shard is locked. */
static struct record_view view_of(uint32_t index, const struct record *r) {
  return (struct record_view){
      .state = r->state == RECORD_NONE   ? RECORD_NONE
               : r->state == RECORD_LIVE ? RECORD_LIVE
                                         : RECORD_FREED,
      .tag = tag_of_record(index, r->generation),
      .address = r->address,
      .site = r->site,
      .header = r->header,
      .what = r->state == RECORD_LIVE ? r->what : (struct released){0},
      .outstanding = r->outstanding,
      .transfers = r->transfers,
      .owned = r->owned,
      .escaped = __atomic_load_n(&r->escaped, __ATOMIC_RELAXED) == r->generation + 1,
      .return_dropped = __atomic_load_n(&r->return_dropped, __ATOMIC_RELAXED) == r->generation + 1,
      .had_transfer = r->had_transfer,
      .released = r->released,
      .reclaimed = r->reclaimed,
      .freed = r->freed,
      .held = r->held,
  };
}

/* The record that TAG names for a pointer BITS, or NULL. pre: the shard of TAG is locked. */
static inline struct record *record_of_tag(custody_tag tag, uint64_t bits) {
  struct record *r = record_at(tag_index(tag));
  if (RT_LIKELY(r->state == RECORD_LIVE && r->generation == tag_generation(tag) &&
                r->address == bits))
    return r;
  bool above = bits >= r->address;
  uint64_t distance = above ? bits - r->address : r->address - bits;
  if (r->state == RECORD_NONE || r->generation != tag_generation(tag) || distance > TAG_REACH)
    return nullptr;
  if (r->state == RECORD_FREED && r->before + r->after &&
      (above ? distance >= r->after : distance > r->before))
    return nullptr;
  return r;
}

/* Stores the generation of TAG in *NOTE. Does nothing if the slot is used again by now: the new
 * generation did not escape. */
static void note_generation(const struct record *r, uint8_t *note, custody_tag tag) {
  if (__atomic_load_n(&r->generation, __ATOMIC_RELAXED) == tag_generation(tag))
    __atomic_store_n(note, (uint8_t)(tag_generation(tag) + 1), __ATOMIC_RELAXED);
}

void ledger_note_escape(custody_tag tag) {
  struct record *r = shard_of_tag(tag) ? record_at(tag_index(tag)) : nullptr;
  if (r)
    note_generation(r, &r->escaped, tag);
}

void ledger_note_dropped_return(custody_tag tag) {
  struct record *r = shard_of_tag(tag) ? record_at(tag_index(tag)) : nullptr;
  if (r)
    note_generation(r, &r->return_dropped, tag);
}

struct record_view ledger_by_tag(custody_tag tag, uint64_t bits) {
  struct record_view view = {0};
  struct shard *shard = shard_of_tag(tag);
  if (!shard)
    return view;
  host_lock(&shard->lock);
  struct record *r = record_of_tag(tag, bits);
  if (r)
    view = view_of(tag_index(tag), r);
  host_unlock(&shard->lock);
  return view;
}

struct record_view ledger_by_bits(uint64_t bits) {
  struct record_view view = {0};
  struct shard *shard = shard_of_address(bits);
  if (!ledger_in_use())
    return view;
  host_lock(&shard->lock);
  uint32_t index = index_find(shard, bits);
  if (index)
    view = view_of(index, record_at(index));
  host_unlock(&shard->lock);
  return view;
}

/*===-- Releases -----------------------------------------------------------===*/

uint32_t ledger_add(struct shard *shard, uint64_t address) {
  uint32_t index = record_new(shard);
  if (!index)
    return 0;
  struct record *r = record_at(index);
  r->address = address;
  r->header = RECORD_HEADER_UNKNOWN;
  r->state = RECORD_LIVE;
  if (index_add(shard, index))
    return index;
  r->state = RECORD_NONE;
  r->next = shard->free_slots;
  shard->free_slots = index;
  return 0;
}

void ledger_lose(void) {
  __atomic_fetch_add(&lost, 1, __ATOMIC_RELAXED);
}

custody_tag ledger_release(uint64_t address, const struct custody_site *site, uint64_t owner,
                           struct extent extent, stack_id stack) {
  return trip_ledger_release(address, site, owner, extent, stack);
}

unsigned ledger_outstanding(uint32_t *cursor, struct ledger_outstanding *to, unsigned max) {
  unsigned count = 0;
  for (; count < max && *cursor >> CHUNK_BITS < CHUNKS; ++*cursor) {
    struct shard *shard = shard_of_index(*cursor);
    if (!shard) {
      *cursor += *cursor ? CHUNK_SLOTS - 1 - *cursor % CHUNK_SLOTS : 0;
      continue;
    }
    host_lock(&shard->lock);
    const struct record *r = record_at(*cursor);
    if (r->state == RECORD_LIVE && r->outstanding)
      to[count++] = (struct ledger_outstanding){r->site, r->released, r->outstanding};
    host_unlock(&shard->lock);
  }
  return count;
}

uint64_t ledger_lost(void) {
  return __atomic_load_n(&lost, __ATOMIC_RELAXED);
}

/*===-- Reclaims -----------------------------------------------------------===*/

/* Fills in CLAIM from the record of TAG. Takes one release of that record if TAKE is true, or if
 * it is the live record of BITS. Returns whether it took from it or tried to. */
static inline bool claim_by_tag(custody_tag tag, uint64_t bits, bool take,
                                const struct custody_site *site, stack_id stack,
                                struct ledger_claim *claim) {
  struct shard *shard = shard_of_tag(tag);
  if (!shard) {
    claim->by_tag = (struct record_view){0};
    return false;
  }
  host_lock(&shard->lock);
  struct record *r = record_of_tag(tag, bits);
  if (!r)
    claim->by_tag = (struct record_view){0};
  if (r) {
    bool own = r->state == RECORD_LIVE && r->address == bits;
    claim->proven = own && is_proven(r, tag, site, claim->extent);
    take |= own;
    if (!claim->proven)
      claim->by_tag = view_of(tag_index(tag), r);
    if (take)
      take_one(r, tag_index(tag), site, stack, claim);
    shard->proven += claim->proven && claim->taken;
  }
  host_unlock(&shard->lock);
  return r && take;
}

/* As ledger_claim. CLAIM says that nothing was taken. */
static RT_NOINLINE void claim_any(custody_tag tag, uint64_t bits, const struct custody_site *site,
                                  stack_id stack, struct ledger_claim *claim) {
  if (site->flags & CUSTODY_SITE_TRANSFER)
    tag = 0;
  if (claim_by_tag(tag, bits, false, site, stack, claim)) {
    if (!claim->proven)
      claim->by_bits = claim->by_tag;
    return;
  }
  claim->by_bits = (struct record_view){0};
  bool own = false, by_tag = claim->by_tag.state != RECORD_NONE;
  struct shard *shard = shard_of_address(bits);
  host_lock(&shard->lock);
  uint32_t index = index_find(shard, bits);
  if (index) {
    own = !by_tag || claim->by_tag.address != bits;
    claim->by_bits = view_of(index, record_at(index));
    if (own)
      take_one(record_at(index), index, site, stack, claim);
  }
  host_unlock(&shard->lock);
  if (own)
    claim->by_tag = (struct record_view){0};
  else if (by_tag)
    claim_by_tag(tag, bits, true, site, stack, claim);
}

void ledger_claim(custody_tag tag, uint64_t bits, const struct custody_site *site, stack_id stack,
                  struct ledger_claim *claim) {
  claim->proven = claim->took_transfer = claim->took_owned = claim->noted = false;
  claim->taken = 0;
  if (RT_LIKELY(trip_claim_proven(tag, bits, site, stack, claim)))
    return;
  claim_any(tag, bits, site, stack, claim);
}

uint64_t ledger_proven(void) {
  uint64_t sum = 0;
  for (struct shard *shard = shards; shard < shards + SHARDS; shard++) {
    host_lock(&shard->lock);
    sum += shard->proven;
    host_unlock(&shard->lock);
  }
  return sum;
}

void ledger_unclaim(const struct ledger_claim *claim) {
  struct shard *shard = shard_of_tag(claim->taken);
  if (!shard)
    return;
  host_lock(&shard->lock);
  shard->proven -= claim->proven;
  struct record *r = record_at(tag_index(claim->taken));
  if (r->state == RECORD_LIVE && r->generation == tag_generation(claim->taken)) {
    r->outstanding++;
    r->transfers += claim->took_transfer;
    r->owned += claim->took_owned;
    if (claim->noted) {
      r->has_reclaim = false;
      r->reclaimed = 0;
    }
  }
  host_unlock(&shard->lock);
}

/*===-- Frees --------------------------------------------------------------===*/

struct ledger_detached ledger_detach(uint64_t base, uint64_t size) {
  return (struct ledger_detached){.first = index_take(base, size), .base = base, .size = size};
}

void ledger_bury(struct ledger_detached detached, stack_id stack, uint32_t held) {
  for (uint32_t index = detached.first; index;) {
    struct shard *shard = shard_of_index(index);
    host_lock(&shard->lock);
    index = bury_one(shard, index, detached.base, detached.size, stack, held);
    host_unlock(&shard->lock);
  }
}

void ledger_reattach(struct ledger_detached detached) {
  for (uint32_t index = detached.first, next; index; index = next) {
    struct shard *shard = shard_of_index(index);
    struct record *r = record_at(index);
    host_lock(&shard->lock);
    next = r->next;
    released_resize(&r->what);
    /* This cannot fail: the table exists, since the record was in it. */
    index_add(shard, index);
    host_unlock(&shard->lock);
  }
}

/*===-- Forks --------------------------------------------------------------===*/

void ledger_hold(void) {
  for (struct shard *shard = shards; shard < shards + SHARDS; shard++)
    host_lock(&shard->lock);
}

void ledger_unhold(void) {
  for (struct shard *shard = shards; shard < shards + SHARDS; shard++)
    host_unlock(&shard->lock);
}
