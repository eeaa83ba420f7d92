/*===- index.c - from addresses to records ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The index reads and writes three members of a record: address, next and header. It does not know
 * what the others mean.
 *
 * Every free asks whether the object has records, and nearly none has. So index_may_hold reads the
 * heads of the chains without a lock. That is enough: in a correct program the release of an
 * address happens before the free of its object, so the thread that frees has seen the head
 * change.
 */
#include "index.h"
#include "arena.h"
#include "summary.h"

enum {
  FIRST_BITS = 8,   /* buckets of a new shard */
  FAR_PAGES = 1024, /* an object of more pages is searched shard by shard */
  NEAR = 256,       /* bytes behind an object of unknown size that are searched */
};

uint32_t index_in_use;

static void push(struct bucket_table *table, uint32_t index, struct record *r) {
  uint32_t *head = head_of(table, r->address);
  r->next = *head;
  __atomic_store_n(head, index, __ATOMIC_RELEASE);
}

bool index_grow(struct shard *shard) {
  struct bucket_table *old = shard->table;
  uint32_t bits = old ? 64 - old->shift + 1 : FIRST_BITS;
  struct bucket_table *table = arena_take(sizeof *table + sizeof(uint32_t) * (1ULL << bits));
  if (!table)
    return old != nullptr; /* the chains become longer */
  table->shift = 64 - bits;
  for (uint64_t i = 0; old && i < 1ULL << (64 - old->shift); i++)
    for (uint32_t index = old->heads[i], next; index; index = next) {
      struct record *r = record_at(index);
      next = r->next;
      push(table, index, r);
    }
  __atomic_store_n(&shard->table, table, __ATOMIC_RELEASE);
  return true;
}

/*===-- Objects ------------------------------------------------------------===*/

/* Whether R belongs to the object [BASE, BASE + SIZE). If the payload is empty, the released
 * address is the object's end; then R belongs to the object if its header does. If SIZE is 0 the
 * size is not known; then R belongs to the object if it was released from the handle BASE. */
static bool lies_in(const struct record *r, uint64_t base, uint64_t size) {
  bool header_known = r->header != RECORD_HEADER_UNKNOWN;
  if (!size)
    return r->address == base || (header_known && r->address - r->header == base);
  if (r->address - base < size)
    return true;
  return r->address == base + size && header_known && r->header && r->header <= size;
}

void index_take_chain(struct shard *shard, uint32_t *head, uint64_t base, uint64_t size,
                      uint32_t *first) {
  uint32_t before = 0;
  for (uint32_t index = *head, next; index; index = next) {
    struct record *r = record_at(index);
    next = r->next;
    if (!lies_in(r, base, size)) {
      before = index;
      continue;
    }
    if (before)
      record_at(before)->next = next;
    else
      __atomic_store_n(head, next, __ATOMIC_RELEASE);
    __atomic_store_n(&shard->records, shard->records - 1, __ATOMIC_RELAXED);
    r->next = *first;
    *first = index;
  }
}

static uint64_t last_of(uint64_t base, uint64_t size) {
  uint64_t end = base + (size ? size : NEAR); /* inclusive, for empty payloads */
  return end < base ? UINT64_MAX : end;
}

/* Takes the records of the object out of the page with the address PAGE. pre: the lock is held. */
static void take_page(struct shard *shard, uint64_t page, uint64_t base, uint64_t size,
                      uint32_t *first) {
  if (!shard->table || !shard->records)
    return;
  uint64_t low = page & -(1ULL << PAGE_BITS), high = low + (1ULL << PAGE_BITS) - 1;
  uint64_t last = last_of(base, size);
  low = low < base ? base : low;
  high = high > last ? last : high;
  uint64_t row = row_of(shard->table, low);
  for (uint64_t g = low >> GRANULE_BITS; g <= high >> GRANULE_BITS; g++)
    index_take_chain(shard, head_in(shard->table, row, g), base, size, first);
}

/* Whether the page of LOW has records in [LOW, HIGH], without a lock. */
static inline bool page_may_hold(uint64_t low, uint64_t high) {
  struct shard *shard = shard_of_address(low);
  struct bucket_table *table = __atomic_load_n(&shard->table, __ATOMIC_ACQUIRE);
  if (!table)
    return false;
  uint64_t row = row_of(table, low);
  for (uint64_t g = low >> GRANULE_BITS; g <= high >> GRANULE_BITS; g++)
    if (__atomic_load_n(head_in(table, row, g), __ATOMIC_RELAXED))
      return true;
  return false;
}

bool index_may_hold(uint64_t base, uint64_t size) {
  if (RT_LIKELY(!index_has_any()))
    return false;
  if (RT_LIKELY(index_is_near(base, size)))
    return index_may_hold_near(shard_of_address(base), base, size);
  uint64_t last = last_of(base, size);
  if ((last - base) >> PAGE_BITS > FAR_PAGES)
    return true;
  for (uint64_t low = base;;) {
    uint64_t end = low | ((1ULL << PAGE_BITS) - 1);
    if (page_may_hold(low, end < last ? end : last))
      return true;
    if (end >= last)
      return false;
    low = end + 1;
  }
}

/* Takes the object's records out by walking all chains of all shards. */
static void take_far(uint64_t base, uint64_t size, uint32_t *first) {
  for (struct shard *shard = shards; shard < shards + SHARDS; shard++) {
    host_lock(&shard->lock);
    if (shard->table && shard->records)
      for (uint64_t i = 0; i < 1ULL << (64 - shard->table->shift); i++)
        if (shard->table->heads[i])
          index_take_chain(shard, &shard->table->heads[i], base, size, first);
    host_unlock(&shard->lock);
  }
}

uint32_t index_take(uint64_t base, uint64_t size) {
  uint32_t first = 0;
  uint64_t last = last_of(base, size);
  if ((last - base) >> PAGE_BITS > FAR_PAGES) {
    take_far(base, size, &first);
    return first;
  }
  for (uint64_t low = base;;) {
    uint64_t end = low | ((1ULL << PAGE_BITS) - 1);
    if (page_may_hold(low, end < last ? end : last)) {
      struct shard *shard = shard_of_address(low);
      host_lock(&shard->lock);
      take_page(shard, low, base, size, &first);
      host_unlock(&shard->lock);
    }
    if (end >= last)
      return first;
    low = end + 1;
  }
}
