/*===- called.c - borrows in a library, by their callers ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "called.h"
#include "arena.h"

struct called {
  struct custody_called_site site;
  uint64_t pc;              /* as SITE.PC, which is 0 while the library of PC is unloaded */
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
  c->site.site = *site;
  c->pc = pc;
  c->original = index;
  c->index = CALLED_FIRST + used;
  all[used++] = c;
  return c;
}

uint32_t called_index(uint32_t index, const struct custody_site *site, uint64_t pc) {
  struct called **bucket = &buckets[(pc ^ index) * RT_HASH >> (64 - BUCKET_BITS)];
  for (struct called *c = *bucket; c; c = c->next)
    if (c->original == index && c->pc == pc) {
      c->site.pc = pc;
      return c->index;
    }
  struct called *made = make(index, site, pc);
  if (!made)
    return index;
  made->site.pc = pc;
  made->next = *bucket;
  *bucket = made;
  return made->index;
}

uint32_t called_original(uint32_t index) {
  return index - CALLED_FIRST < used ? all[index - CALLED_FIRST]->original : 0;
}

const struct custody_site *called_at(uint32_t index, const struct custody_site *site) {
  if (!site)
    return nullptr;
  struct called *c = all[index - CALLED_FIRST];
  c->site.site = *site;
  c->site.site.flags |= CUSTODY_SITE_CALLED;
  return &c->site.site;
}

void called_unload(uint64_t low, uint64_t high) {
  for (uint32_t i = 0; i < used; i++)
    if (all[i]->pc - low < high - low)
      all[i]->site.pc = 0;
}
