/*===- called.c - borrows in a library, by their callers ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "called.h"
#include "arena.h"

struct called {
  struct custody_called_site site;
  uint32_t index, original; /* its own, and that of the site that it is a copy of */
  struct called *next;
};

enum { BUCKET_BITS = 10 };
static struct called *buckets[1 << BUCKET_BITS];
static struct called **all; /* by index - CALLED_FIRST */
static uint32_t used;

static struct called *make(uint32_t index, const struct custody_site *site, uint64_t pc) {
  if (used == CALLED_MAX)
    return nullptr;
  if (!all && !(all = arena_take(CALLED_MAX * sizeof *all)))
    return nullptr;
  struct called *c = arena_take(sizeof *c);
  if (!c)
    return nullptr;
  c->site = (struct custody_called_site){.site = *site, .pc = pc};
  c->site.site.flags |= CUSTODY_SITE_CALLED;
  c->original = index;
  c->index = CALLED_FIRST + used;
  all[used++] = c;
  return c;
}

uint32_t called_index(uint32_t index, const struct custody_site *site, uint64_t pc) {
  struct called **bucket = &buckets[(pc ^ index) * RT_HASH >> (64 - BUCKET_BITS)];
  for (const struct called *c = *bucket; c; c = c->next)
    if (c->original == index && c->site.pc == pc)
      return c->index;
  struct called *made = make(index, site, pc);
  if (!made)
    return index;
  made->next = *bucket;
  *bucket = made;
  return made->index;
}

const struct custody_site *called_at(uint32_t index) {
  return index - CALLED_FIRST < used ? &all[index - CALLED_FIRST]->site.site : nullptr;
}
