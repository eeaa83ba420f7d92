/*===- record.c - slots of records --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "record.h"
#include "arena.h"

_Static_assert(sizeof(struct record) == 64, "a record is a cache line");

struct shard shards[SHARDS];

struct chunk *chunks[CHUNKS];
uint8_t chunk_owners[CHUNKS];
static uint32_t chunks_used;

/* Gives SHARD a chunk of fresh slots. */
static bool add_chunk(struct shard *shard) {
  uint32_t number = __atomic_load_n(&chunks_used, __ATOMIC_RELAXED);
  do
    if (number == CHUNKS)
      return false;
  while (!__atomic_compare_exchange_n(&chunks_used, &number, number + 1, true, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED));
  struct chunk *c = arena_take(sizeof *c);
  if (!c)
    return false; /* the chunk's number is lost; there are many */
  __atomic_store_n(&chunks[number], c, __ATOMIC_RELEASE);
  __atomic_store_n(&chunk_owners[number], (uint8_t)(shard - shards + 1), __ATOMIC_RELEASE);
  shard->fresh = number << CHUNK_BITS;
  shard->fresh_end = shard->fresh + CHUNK_SLOTS;
  if (!number)
    shard->fresh++; /* 0 names no record */
  return true;
}

uint32_t record_fresh(struct shard *shard) {
  if (shard->fresh == shard->fresh_end && !add_chunk(shard))
    return 0;
  return shard->fresh++;
}

void records_replace_sites(uintptr_t low, uintptr_t high,
                           const struct custody_site *(*replace)(const struct custody_site *)) {
  uint32_t end = __atomic_load_n(&chunks_used, __ATOMIC_RELAXED);
  for (uint32_t number = 0; number < end; number++) {
    struct chunk *c = chunk_of(number << CHUNK_BITS);
    if (!__atomic_load_n(&chunk_owners[number], __ATOMIC_ACQUIRE))
      continue;
    struct shard *shard = &shards[chunk_owners[number] - 1];
    host_lock(&shard->lock);
    for (struct record *r = c->slots; r < c->slots + CHUNK_SLOTS; r++)
      if (r->state != RECORD_NONE && (uintptr_t)r->site - low < high - low)
        r->site = replace(r->site);
    host_unlock(&shard->lock);
  }
}
