/*===- unverified.c - where reclaims are unverified ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "unverified.h"
#include "host/host.h"
#include "text/text.h"

/* A hash table with open addressing; count 0: free. It stays a quarter free, so that each search
 * ends. */
static struct unverified table[UNVERIFIED_MAX];
static struct host_lock lock;
static uint32_t used;
static uint64_t lost;

/* The entry of SITE, STACK and WHY, or the free one where it belongs. pre: the lock is held. */
static struct unverified *find(const struct custody_site *site, stack_id stack, enum reason why) {
  uint64_t key = (uint64_t)site ^ (uint64_t)stack << 32 ^ (uint64_t)why << 60;
  uint32_t i = (uint32_t)(key * RT_HASH >> 32) % UNVERIFIED_MAX;
  while (table[i].count &&
         (table[i].site != site || table[i].stack != stack || table[i].reason != why))
    i = (i + 1) % UNVERIFIED_MAX;
  return &table[i];
}

/* Adds N to the count of SITE, STACK and WHY. pre: the lock is held. */
static void add(const struct custody_site *site, stack_id stack, enum reason why, uint64_t n) {
  struct unverified *u = find(site, stack, why);
  if (u->count || used < UNVERIFIED_MAX / 4 * 3) {
    used += !u->count;
    *u = (struct unverified){site, stack, why, u->count + n};
  } else {
    lost += n;
  }
}

void unverified_note(struct origin from, const struct custody_site *site, enum reason why) {
  bool in_library = site->file && string_matches("/library/*/src/", site->file);
  stack_id stack = in_library ? stack_keep(from) : 0;
  host_lock(&lock);
  add(site, stack, why, 1);
  host_unlock(&lock);
}

void unverified_replace_sites(uintptr_t low, uintptr_t high,
                              const struct custody_site *(*replace)(const struct custody_site *)) {
  static struct unverified before[UNVERIFIED_MAX];
  host_lock(&lock);
  __builtin_memcpy(before, table, sizeof before);
  __builtin_memset(table, 0, sizeof table);
  used = 0;
  for (uint32_t i = 0; i < UNVERIFIED_MAX; i++) {
    struct unverified *u = &before[i];
    if (u->count && (uintptr_t)u->site - low < high - low)
      u->site = replace(u->site);
    if (u->count)
      add(u->site, u->stack, u->reason, u->count);
  }
  host_unlock(&lock);
}

unsigned unverified_copy(struct unverified *to, unsigned max) {
  unsigned copied = 0;
  host_lock(&lock);
  for (uint32_t i = 0; i < UNVERIFIED_MAX && copied < max; i++)
    if (table[i].count)
      to[copied++] = table[i];
  host_unlock(&lock);
  return copied;
}

uint64_t unverified_lost(void) {
  host_lock(&lock);
  uint64_t sum = lost;
  host_unlock(&lock);
  return sum;
}

/* Entries that become equal are added up, so that a library may be loaded again and again. */

void unverified_hold(void) {
  host_lock(&lock);
}
void unverified_release(void) {
  host_unlock(&lock);
}
