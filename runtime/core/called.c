/*===- called.c - copies of sites with more in them ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "called.h"
#include "arena.h"

struct called {
  struct custody_called_site site;
  uint64_t pc; /* as SITE.PC, which is 0 while the library of PC is unloaded; 0: it is a
                               copy for no caller */
  bool inferred;
  uint32_t index, original; /* its own, and that of the site that it is a copy of */
  struct called *next;
};

enum { BUCKET_BITS = 10 };
static struct called *buckets[1 << BUCKET_BITS];
static struct called **all; /* by index - CALLED_FIRST */
static uint32_t used;

static struct called *make(uint32_t index, const struct custody_site *site, uint64_t pc,
                           bool inferred) {
  if (used == CALLED_MAX)
    return nullptr;
  if (!all && !(all = arena_take(CALLED_MAX * sizeof *all)))
    return nullptr;
  struct called *c = arena_take(sizeof *c);
  if (!c)
    return nullptr;
  c->site.site = *site;
  c->pc = pc;
  c->inferred = inferred;
  c->original = index;
  c->index = CALLED_FIRST + used;
  all[used++] = c;
  return c;
}

/* As called_index, or called_inferred if INFERRED. Returns 0 if there is none left. */
static uint32_t find(uint32_t index, const struct custody_site *site, uint64_t pc, bool inferred) {
  struct called **bucket = &buckets[(pc ^ index) * RT_HASH >> (64 - BUCKET_BITS)];
  for (struct called *c = *bucket; c; c = c->next)
    if (c->original == index && c->pc == pc && c->inferred == inferred) {
      c->site.pc = pc;
      return c->index;
    }
  struct called *made = make(index, site, pc, inferred);
  if (!made)
    return 0;
  made->site.pc = pc;
  made->next = *bucket;
  *bucket = made;
  return made->index;
}

uint32_t called_index(uint32_t index, const struct custody_site *site, uint64_t pc) {
  uint32_t found = find(index, site, pc, false);
  return found ? found : index;
}

uint32_t called_inferred(uint32_t index, const struct custody_site *site) {
  if (index < CALLED_FIRST)
    return find(index, site, 0, true);
  struct called *c = all[index - CALLED_FIRST];
  return c->inferred ? index : find(c->original, site, c->pc, true);
}

uint32_t called_original(uint32_t index) {
  return index - CALLED_FIRST < used ? all[index - CALLED_FIRST]->original : 0;
}

const struct custody_site *called_at(uint32_t index, const struct custody_site *site) {
  if (!site)
    return nullptr;
  struct called *c = all[index - CALLED_FIRST];
  c->site.site = *site;
  if (c->inferred)
    c->site.site.flags |= CUSTODY_SITE_INFERRED;
  if (site->flags & CUSTODY_SITE_CALLED)
    c->site.caller = ((const struct custody_called_site *)site)->caller;
  c->site.site.flags |= c->pc ? CUSTODY_SITE_CALLED : 0;
  return &c->site.site;
}

void called_unload(uint64_t low, uint64_t high) {
  for (uint32_t i = 0; i < used; i++)
    if (all[i]->pc && all[i]->pc - low < high - low)
      all[i]->site.pc = 0;
}
