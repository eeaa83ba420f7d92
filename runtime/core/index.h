/*===- index.h - from addresses to records ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_INDEX_H
#define CUSTODY_RT_INDEX_H

#include "index_probe.h"
#include "record.h"
#include "summary.h"

/* The buckets of a page are in a row, so that objects which lie side by side share cache lines here
 * too, and the search of an object reads forwards. The factor is not the one that chooses the shard:
 * then the pages of a shard would begin at few buckets. */
static inline uint64_t row_of(const struct bucket_table *table, uint64_t address) {
  uint64_t page = address >> PAGE_BITS;
  return (page * 0xd6e8feb86659fd93ULL >> table->shift) - (page << (PAGE_BITS - GRANULE_BITS));
}
/* The head of the bucket of GRANULE, which is an address >> GRANULE_BITS. ROW is that of its page. */
static inline uint32_t *head_in(struct bucket_table *table, uint64_t row, uint64_t granule) {
  return &table->heads[(row + granule) & (UINT64_MAX >> table->shift)];
}
static inline uint32_t *head_of(struct bucket_table *table, uint64_t address) {
  return head_in(table, row_of(table, address), address >> GRANULE_BITS);
}
/* Fetches the bucket of ADDRESS, which will be looked up soon. Takes no lock. */
static inline void index_prefetch(struct shard *shard, uint64_t address) {
  struct bucket_table *table = __atomic_load_n(&shard->table, __ATOMIC_ACQUIRE);
  if (RT_LIKELY(table != nullptr))
    __builtin_prefetch(head_of(table, address));
}

/* The number of the record of exactly ADDRESS, or 0. pre for this and index_add: SHARD is that of
 * the address, and its lock is held. */
static inline uint32_t index_find(struct shard *shard, uint64_t address) {
  if (RT_UNLIKELY(!shard->table))
    return 0;
  uint32_t index = *head_of(shard->table, address);
  while (index) {
    struct record *r = record_at(index);
    if (RT_LIKELY(r->address == address))
      return index;
    index = r->next;
  }
  return 0;
}

/* Makes room for one more record. Returns false if there is no table and no memory for one. */
bool index_grow(struct shard *shard);
/* Adds the record INDEX under its address. Returns false if memory ran out. */
static inline bool index_add(struct shard *shard, uint32_t index) {
  if (RT_UNLIKELY(!shard->table || shard->records >= 1ULL << (64 - shard->table->shift)))
    if (!index_grow(shard))
      return false;
  struct record *r = record_at(index);
  uint32_t *head = head_of(shard->table, r->address);
  summary_mark(r->address);
  r->next = *head;
  __atomic_store_n(head, index, __ATOMIC_RELEASE);
  __atomic_store_n(&shard->records, shard->records + 1, __ATOMIC_RELAXED);
  if (RT_UNLIKELY(!index_has_any()))
    __atomic_store_n(&index_in_use, 1, __ATOMIC_RELAXED);
  return true;
}
/* Takes all records of the object [BASE, BASE + SIZE) out of the index; SIZE 0: see
 * ledger_may_hold. Returns the number of the first; `next` of each leads to the next one. 0: there
 * is none. Takes the locks of the shards, one at a time. */
uint32_t index_take(uint64_t base, uint64_t size);
/* Takes the records of the object out of the chain that begins at HEAD, and puts them in front of the
 * list *FIRST. pre: SHARD's lock is held. */
void index_take_chain(struct shard *shard, uint32_t *head, uint64_t base, uint64_t size,
                      uint32_t *first);

/* As index_may_hold, for an object that index_is_near. SHARD is that of BASE. */
static inline bool index_may_hold_near(struct shard *shard, uint64_t base, uint64_t size) {
  struct bucket_table *table = __atomic_load_n(&shard->table, __ATOMIC_ACQUIRE);
  if (!table)
    return false;
  uint64_t row = row_of(table, base);
  for (uint64_t g = base >> GRANULE_BITS; g <= (base + size) >> GRANULE_BITS; g++)
    if (__atomic_load_n(head_in(table, row, g), __ATOMIC_RELAXED))
      return true;
  return false;
}
/* As index_take, for such an object. pre: SHARD's lock is held. */
static inline uint32_t index_take_near(struct shard *shard, uint64_t base, uint64_t size) {
  uint32_t first = 0;
  struct bucket_table *table = shard->table;
  if (RT_UNLIKELY(!table))
    return 0;
  uint64_t row = row_of(table, base);
  for (uint64_t g = base >> GRANULE_BITS; g <= (base + size) >> GRANULE_BITS; g++) {
    uint32_t *head = head_in(table, row, g);
    if (*head)
      index_take_chain(shard, head, base, size, &first);
  }
  return first;
}

#endif /* CUSTODY_RT_INDEX_H */
