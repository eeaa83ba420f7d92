/*===- reclaim_types.c - types that reclaims may concern ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "reclaim_types.h"
#include "arena.h"

/* The types that are reclaimed and the types inside of them. A hash table with open addressing. */
static struct type {
  uint32_t number; /* 0: free */
  bool whole;      /* it is reclaimed itself, not only a type that contains it */
} *types;
static uint32_t used, capacity; /* a power of two, or 0 */

static bool any;        /* there is a reclaim */
static bool everything; /* the types of some reclaim are not known, or memory ran out */

static struct type *slot_of(struct type *table, uint32_t size, uint32_t number) {
  uint32_t i = (uint32_t)(number * RT_HASH >> 32) & (size - 1);
  while (table[i].number && table[i].number != number)
    i = (i + 1) & (size - 1);
  return &table[i];
}

static bool grow(void) {
  uint32_t size = capacity ? capacity * 2 : 256;
  struct type *table = arena_take(size * sizeof *table);
  if (!table)
    return false;
  for (uint32_t i = 0; i < capacity; i++)
    if (types[i].number)
      *slot_of(table, size, types[i].number) = types[i];
  types = table;
  capacity = size;
  return true;
}

/* Returns whether this is new. */
static bool add(uint32_t number, bool whole) {
  if (used >= capacity / 2 && !grow()) {
    everything = true;
    return true;
  }
  struct type *t = slot_of(types, capacity, number);
  bool more = !t->number || (whole && !t->whole);
  used += !t->number;
  t->number = number;
  t->whole |= whole;
  return more;
}

bool reclaim_types_add(const struct custody_site *site) {
  bool more = !any;
  any = true;
  if (everything)
    return more;
  if (!site->types)
    return everything = true;
  more |= add(site->types[0], true);
  for (const uint32_t *t = site->types + 1; *t && !everything; t++)
    if (!(*t & CUSTODY_TYPE_LEAF)) /* a number inside does not make it concern all numbers */
      more |= add(*t, false);
  return more;
}

bool reclaim_types_may_concern(const struct custody_site *site) {
  if (!any || everything || !site->types)
    return any;
  if (slot_of(types, capacity, site->types[0])->number)
    return true;
  for (const uint32_t *t = site->types; *t; t++)
    if (slot_of(types, capacity, *t)->whole)
      return true;
  return false;
}
