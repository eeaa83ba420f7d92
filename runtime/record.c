/*===- record.c - slots of records --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "record.h"
#include "arena.h"

_Static_assert(sizeof(struct record) <= 64, "a record is a cache line at most");

struct shard shards[SHARDS];

struct chunk *chunks[CHUNKS];
static uint32_t chunks_used;

/* FREED records, oldest first from `position` on; 0 where there is none yet. */
static uint32_t quarantine[QUARANTINE];
static uint32_t quarantine_position;

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
    return false; /* the number is lost; there are many */
  c->owner = shard;
  __atomic_store_n(&chunks[number], c, __ATOMIC_RELEASE);
  shard->fresh = number << CHUNK_BITS;
  shard->fresh_end = shard->fresh + CHUNK_SLOTS;
  if (!number)
    shard->fresh++; /* 0 names no record */
  return true;
}

uint32_t record_new(struct shard *shard) {
  uint32_t index = shard->free_slots;
  if (index) {
    struct record *r = record_at(index);
    shard->free_slots = r->next;
    *r = (struct record){.generation = r->generation};
    return index;
  }
  if (shard->fresh == shard->fresh_end && !add_chunk(shard))
    return 0;
  return shard->fresh++;
}

void record_retire(uint32_t index) {
  uint32_t at = __atomic_fetch_add(&quarantine_position, 1, __ATOMIC_RELAXED) % QUARANTINE;
  uint32_t oldest = __atomic_exchange_n(&quarantine[at], index, __ATOMIC_ACQ_REL);
  if (!oldest)
    return;
  struct shard *shard = shard_of_index(oldest);
  sys_lock(&shard->lock);
  struct record *r = record_at(oldest);
  r->state = RECORD_NONE;
  r->generation = (r->generation + 1) & CUSTODY_TAG_GEN_MASK;
  r->next = shard->free_slots;
  shard->free_slots = oldest;
  sys_unlock(&shard->lock);
}
