/*===- record.h - records of the ledger and their index -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Private to record.c, index.c and ledger.c, which stand on each other in this order.
 *
 *   address --page--> shard --granule--> bucket --> record --next--> record ...
 *   number  --chunk--> record, and the shard that owns it
 *
 * A shard has the records of some pages, an index of their addresses, and one lock for all of that.
 * The slot of a record belongs to its shard for ever. Whoever holds the shard's lock may read and
 * write the record.
 */
#ifndef CUSTODY_RT_RECORD_H
#define CUSTODY_RT_RECORD_H

#include "host/host.h"
#include "index_probe.h"
#include "record_view.h"
#include "tag.h"

enum {
  SHARD_BITS = 6,
  SHARDS = 1 << SHARD_BITS,
  PAGE_BITS = INDEX_PAGE_BITS, /* addresses of one page are in one shard */
  GRANULE_BITS = 5,            /* addresses of one granule are in one bucket */
  QUARANTINE = 1 << 9, /* records of dead objects in a shard: 32 KiB, which stays in the cache */
};

#define RECORD_HEADER_UNKNOWN UINT32_MAX

struct record {
  alignas(64) uint64_t address;
  const struct custody_site *site;
  uint32_t
      next; /* number of the next record in a chain: of a bucket, of the shard's free slots, of its
                    quarantine, or of a detached list */
  uint32_t outstanding;
  uint32_t transfers;
  uint32_t header; /* address minus the handle that it was released from */
  union {
    struct released what; /* of a live object: what was released at its address */
    struct {              /* of a freed one */
      /* Its bytes in front of the address, and from there on, as far as they fit. Both 0: not
       * known. */
      uint32_t before, after;
    };
  };
  stack_id released, reclaimed, freed;
  uint32_t held;
  uint16_t owned; /* see struct record_view; stays at UINT16_MAX while something is outstanding */
  uint8_t state;  /* enum record_state */
  bool had_transfer;
  bool has_reclaim; /* a consuming reclaim was seen since the latest release */
  /* The members from here on are read and written without the lock too. */
  uint8_t generation;
  uint8_t escaped;        /* 1 + the generation that was passed to uninstrumented code */
  uint8_t return_dropped; /* 1 + the generation that was returned and whose tag no caller took */
};

/* Heads of chains. It grows by being replaced as a whole; the old table stays readable. */
struct bucket_table {
  uint32_t shift; /* of the hash, to a bucket */
  uint32_t heads[];
};

struct shard {
  alignas(64) struct host_lock lock;
  uint32_t records;           /* in the index; read without the lock too */
  struct bucket_table *table; /* NULL before the first record */
  uint32_t free_slots;        /* chain of slots that were used */
  uint32_t fresh, fresh_end;  /* slots that were never used */
  uint32_t oldest, newest;    /* FREED records; oldest is valid where there is one */
  uint32_t freed;             /* number of FREED records */
  uint64_t proven;            /* number of claims, see ledger_proven */
};

extern struct shard shards[SHARDS];

static inline struct shard *shard_of_address(uint64_t address) {
  return &shards[(address >> PAGE_BITS) * RT_HASH >> (64 - SHARD_BITS)];
}

enum {
  CHUNK_BITS = 9, /* slots in a chunk, which belongs to one shard */
  CHUNK_SLOTS = 1 << CHUNK_BITS,
  CHUNKS = (CUSTODY_TAG_RECORD_MASK + 1) / CHUNK_SLOTS,
};
struct chunk {
  struct record slots[CHUNK_SLOTS];
};
extern struct chunk *chunks[CHUNKS];
/* 1 + the number of the shard that a chunk belongs to; 0: there is no such chunk. */
extern uint8_t chunk_owners[CHUNKS];
_Static_assert(SHARDS < 256, "a number of a shard fits");

static inline struct chunk *chunk_of(uint32_t index) {
  return __atomic_load_n(&chunks[index >> CHUNK_BITS], __ATOMIC_ACQUIRE);
}
/* The shard of the slot INDEX, or NULL if there is no such slot. */
static inline struct shard *shard_of_index(uint32_t index) {
  uint8_t owner = __atomic_load_n(&chunk_owners[index >> CHUNK_BITS], __ATOMIC_ACQUIRE);
  return RT_LIKELY(owner && index) ? &shards[owner - 1] : nullptr;
}
/* pre: shard_of_index(index) is not NULL. */
static inline struct record *record_at(uint32_t index) {
  return &chunk_of(index)->slots[index & (CHUNK_SLOTS - 1)];
}

/* The number of a slot of SHARD that was never used, or 0 if memory ran out. pre: SHARD's lock is held. */
uint32_t record_fresh(struct shard *shard);
/* Returns the number of a slot of SHARD in which only the generation is set, or 0 if memory ran
 * out. pre: SHARD's lock is held. */
static inline uint32_t record_new(struct shard *shard) {
  uint32_t index = shard->free_slots;
  if (RT_UNLIKELY(!index))
    return record_fresh(shard);
  struct record *r = record_at(index);
  shard->free_slots = r->next;
  __builtin_memset(r, 0, offsetof(struct record, generation));
  __atomic_store_n(&r->escaped, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&r->return_dropped, 0, __ATOMIC_RELAXED);
  return index;
}

/* Puts the FREED record INDEX of SHARD into quarantine. After QUARANTINE more records of the shard
 * its slot is used again, in the next generation. pre: SHARD's lock is held. */
static inline void record_retire(struct shard *shard, uint32_t index) {
  if (RT_LIKELY(shard->freed))
    record_at(shard->newest)->next = index;
  else
    shard->oldest = index;
  shard->newest = index;
  if (++shard->freed <= QUARANTINE)
    return;
  uint32_t oldest = shard->oldest;
  struct record *r = record_at(oldest);
  shard->oldest = r->next;
  shard->freed--;
  r->state = RECORD_NONE;
  __atomic_store_n(&r->generation, (r->generation + 1) & CUSTODY_TAG_GEN_MASK, __ATOMIC_RELAXED);
  r->next = shard->free_slots;
  shard->free_slots = oldest;
}

/* Replaces the site of each record by REPLACE(site) if it lies in [LOW, HIGH). Takes the locks of
 * the shards, one at a time, and calls REPLACE while it holds one. */
void records_replace_sites(uintptr_t low, uintptr_t high,
                           const struct custody_site *(*replace)(const struct custody_site *));

#endif /* CUSTODY_RT_RECORD_H */
