/*===- record.h - records of the ledger and their index -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The ledger's inside, for record.c, index.c and ledger.c.
 *
 *   address --page--> shard --granule--> bucket --> record --next--> record ...
 *   index   --chunk--> record, and the shard that owns it
 *
 * A shard has the records of some pages, an index of them, and one lock for all of it. A record's
 * slot stays with its shard for ever: whoever holds the shard's lock may read and write it.
 */
#ifndef CUSTODY_RT_RECORD_H
#define CUSTODY_RT_RECORD_H

#include "ledger.h"
#include "sys.h"
#include "tag.h"

enum {
  SHARD_BITS = 6,
  SHARDS = 1 << SHARD_BITS,
  PAGE_BITS = 12,      /* addresses of one page are in one shard */
  GRANULE_BITS = 7,    /* addresses of one granule are in one bucket */
  QUARANTINE = 1 << 9, /* records of dead objects in a shard: 32 KiB, which stays in the cache */
};

#define RECORD_HEADER_UNKNOWN UINT32_MAX

struct record {
  uint64_t address;
  const struct custody_site *site;
  uint32_t next; /* in the chain of its bucket, of its shard's free slots, of its quarantine, or of
                    a detached list */
  uint32_t outstanding;
  uint32_t transfers;
  uint32_t header; /* address minus the handle that it was released from */
  uint32_t before,
      after; /* FREED: bytes of the object in front of address and from there on, as far
                             as they fit; 0 and 0: not known */
  stack_id released, reclaimed, freed;
  uint32_t held;
  uint8_t state; /* enum record_state */
  bool had_transfer;
  bool has_reclaim; /* a consuming reclaim was seen since the latest release */
  /* From here on: read without the lock, or written. */
  uint8_t generation;
  uint8_t given_away; /* 1 + the generation that was given to code that is not instrumented */
  uint8_t not_taken;  /* 1 + the generation that was returned to nobody who took it */
};

/* Heads of chains. Replaced by a larger one as a whole; the old one stays readable. */
struct bucket_table {
  uint32_t shift; /* of the hash, to a bucket */
  uint32_t heads[];
};

struct shard {
  alignas(64) struct sys_lock lock;
  uint32_t records;           /* in the index */
  struct bucket_table *table; /* NULL before the first record */
  uint32_t free_slots;        /* chain of slots that were used */
  uint32_t fresh, fresh_end;  /* slots that never were */
  uint32_t oldest, newest;    /* FREED records; oldest is valid where there is one */
  uint32_t freed;             /* how many they are */
  uint64_t fine;              /* claims, see ledger_fine */
};

/*===-- record.c -----------------------------------------------------------===*/

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
  struct shard *owner;
  struct record slots[CHUNK_SLOTS];
};
extern struct chunk *chunks[CHUNKS];

static inline struct chunk *chunk_of(uint32_t index) {
  return __atomic_load_n(&chunks[index >> CHUNK_BITS], __ATOMIC_ACQUIRE);
}
/* Shard of the slot INDEX; NULL where there is no such slot. */
static inline struct shard *shard_of_index(uint32_t index) {
  struct chunk *c = chunk_of(index);
  return c && index ? c->owner : nullptr;
}
/* pre: shard_of_index(index) is not NULL. */
static inline struct record *record_at(uint32_t index) {
  return &chunk_of(index)->slots[index & (CHUNK_SLOTS - 1)];
}

/* Returns a slot of SHARD, empty but for its generation, or 0. pre: SHARD's lock is held. */
uint32_t record_new(struct shard *shard);
/* INDEX of SHARD is FREED: it waits until QUARANTINE others of the shard came after it, then its
 * slot is used again in the next generation. pre: SHARD's lock is held. */
void record_retire(struct shard *shard, uint32_t index);

/*===-- index.c ------------------------------------------------------------===*/

/* The record of exactly ADDRESS, or 0. pre for all three: SHARD is the address's, and locked. */
uint32_t index_find(struct shard *shard, uint64_t address);
/* Adds the record INDEX under its address. Returns false where memory ran out. */
bool index_add(struct shard *shard, uint32_t index);
/* Takes out all records of one page that lie in the object [BASE, BASE + SIZE); puts them in front
 * of the list *FIRST. PAGE is an address in that page. */
void index_take(struct shard *shard, uint64_t page, uint64_t base, uint64_t size, uint32_t *first);

#endif /* CUSTODY_RT_RECORD_H */
