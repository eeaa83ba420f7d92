/*===- depot.c - one copy of each stack ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A hash table. Its chains only grow, at their heads, so that readers need no lock. The stacks lie
 * in blocks, one behind the other. A name consists of the number of the block and of the word in
 * it.
 */
#include "depot.h"
#include "arena.h"
#include "host/host.h"

enum {
  BUCKET_BITS = 18,
  BLOCK_BITS = 15, /* words in a block */
  BLOCK_WORDS = 1 << BLOCK_BITS,
  BLOCKS = 1 << 14,
};

struct stack {
  stack_id next;
  uint32_t hash;
  uint32_t count, thread;
  uintptr_t frames[];
};

static struct host_lock lock;
static stack_id buckets[1 << BUCKET_BITS];
static uint64_t *blocks[BLOCKS];
/* The next free word. Word 0 of block 0 stays unused, so that no stack has the name 0. */
static uint32_t next_block, next_word = 1;

static struct stack *stack_at(stack_id id) {
  uint64_t *block = __atomic_load_n(&blocks[id >> BLOCK_BITS], __ATOMIC_ACQUIRE);
  return (struct stack *)(block + (id & (BLOCK_WORDS - 1)));
}

static uint64_t hash_of(const uintptr_t *frames, unsigned count, uint32_t thread) {
  uint64_t hash = count + ((uint64_t)thread << 32);
  for (unsigned i = 0; i < count; i++) {
    hash = (hash ^ frames[i]) * RT_HASH;
    hash ^= hash >> 32;
  }
  return hash * RT_HASH;
}

static stack_id find(stack_id id, uint32_t hash, const uintptr_t *frames, unsigned count,
                     uint32_t thread) {
  while (id) {
    const struct stack *s = stack_at(id);
    if (s->hash == hash && s->count == count && s->thread == thread) {
      unsigned i = 0;
      while (i < count && __atomic_load_n(&s->frames[i], __ATOMIC_RELAXED) == frames[i])
        i++;
      if (i == count)
        return id;
    }
    id = s->next;
  }
  return 0;
}

/* Returns the name of a new stack with room for COUNT frames, or 0. pre: the lock is held. */
static stack_id reserve(unsigned count) {
  uint32_t words = (uint32_t)(sizeof(struct stack) / sizeof(uint64_t)) + count;
  if (next_word + words > BLOCK_WORDS) {
    if (next_block + 1 == BLOCKS)
      return 0;
    __atomic_store_n(&next_block, next_block + 1, __ATOMIC_RELAXED);
    next_word = 0;
  }
  if (!blocks[next_block]) {
    uint64_t *block = arena_take(BLOCK_WORDS * sizeof(uint64_t));
    if (!block)
      return 0;
    __atomic_store_n(&blocks[next_block], block, __ATOMIC_RELEASE);
  }
  stack_id id = next_block << BLOCK_BITS | next_word;
  next_word += words;
  return id;
}

stack_id depot_put_of(uint32_t thread, const uintptr_t *frames, unsigned count) {
  if (!count)
    return 0;
  uint64_t hash = hash_of(frames, count, thread);
  stack_id *bucket = &buckets[hash >> (64 - BUCKET_BITS)];
  stack_id head = __atomic_load_n(bucket, __ATOMIC_ACQUIRE);
  stack_id id = find(head, (uint32_t)hash, frames, count, thread);
  if (RT_LIKELY(id))
    return id;
  host_lock(&lock);
  head = __atomic_load_n(bucket, __ATOMIC_RELAXED);
  id = find(head, (uint32_t)hash, frames, count, thread);
  if (!id && (id = reserve(count))) {
    struct stack *s = stack_at(id);
    s->next = head;
    s->hash = (uint32_t)hash;
    s->count = count;
    s->thread = thread;
    for (unsigned i = 0; i < count; i++)
      s->frames[i] = frames[i];
    __atomic_store_n(bucket, id, __ATOMIC_RELEASE);
  }
  host_unlock(&lock);
  return id;
}

uint64_t depot_bytes(void) {
  return (uint64_t)__atomic_load_n(&next_block, __ATOMIC_RELAXED) * BLOCK_WORDS * sizeof(uint64_t);
}

unsigned depot_get(stack_id id, const uintptr_t **frames) {
  if (!id)
    return 0;
  struct stack *s = stack_at(id);
  *frames = s->frames;
  return (unsigned)s->count;
}

uint32_t depot_thread(stack_id id) {
  return id ? stack_at(id)->thread : 0;
}

uint32_t depot_replacements;

void depot_replace(uintptr_t low, uintptr_t high, uintptr_t (*replace)(uintptr_t pc)) {
  host_lock(&lock);
  for (size_t i = 0; i < RT_COUNT(buckets); i++)
    for (stack_id id = buckets[i]; id; id = stack_at(id)->next) {
      struct stack *s = stack_at(id);
      for (uint64_t k = 0; k < s->count; k++)
        if (s->frames[k] - low < high - low)
          __atomic_store_n(&s->frames[k], replace(s->frames[k]), __ATOMIC_RELAXED);
    }
  __atomic_store_n(&depot_replacements, depot_replacements + 1, __ATOMIC_RELEASE);
  host_unlock(&lock);
}

void depot_hold(void) {
  host_lock(&lock);
}
void depot_release(void) {
  host_unlock(&lock);
}
