/*===- sites.c - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sites.h"
#include "arena.h"
#include "host/host.h"
#include "reclaim_types.h"
#include "text/demangle.h"

/* One registered module that has sites; in the order of their indices. */
struct range {
  uint32_t first, count;
  const struct custody_site *const *sites;
  uint32_t *indices;
  uint32_t silent; /* of how many the index is 0 */
};

static struct host_lock lock;
static struct range *ranges;
static uint32_t used, room;
static uint32_t next_index = 1; /* 0 is no site */
static bool full;

static bool make_room(void) {
  if (used < room)
    return true;
  uint32_t larger = room ? room * 2 : 64;
  struct range *copy = arena_take(larger * sizeof *copy);
  if (!copy)
    return false;
  for (uint32_t i = 0; i < used; i++)
    copy[i] = ranges[i];
  ranges = copy;
  room = larger;
  return true;
}

/* What modules say that they drop, newest first. */
static struct dropping {
  const struct custody_module *module;
  struct dropping *next;
} *droppings;

static void note_dropped(const struct custody_module *module) {
  for (const struct dropping *d = droppings; d; d = d->next)
    if (d->module == module)
      return;
  struct dropping *d = module->dropped_count ? arena_take(sizeof *d) : nullptr;
  if (d) {
    *d = (struct dropping){module, droppings};
    __atomic_store_n(&droppings, d, __ATOMIC_RELEASE);
  }
}

bool sites_drop(const char *boundary) {
  for (const struct dropping *d = __atomic_load_n(&droppings, __ATOMIC_ACQUIRE); d; d = d->next)
    for (uint64_t i = 0; i < d->module->dropped_count; i++)
      if (owner_is_same(d->module->dropped[i], boundary))
        return true;
  return false;
}

/*===-- What is followed ---------------------------------------------------===*/

bool sites_are_opened;

/* Gives the sites of R that may be judged, and have none, their indices. */
static void follow(struct range *r, bool all) {
  for (uint32_t i = 0; r->silent && i < r->count; i++)
    if (!r->indices[i] && (all || reclaim_types_may_be(r->sites[i]))) {
      __atomic_store_n(&r->indices[i], r->first + i, __ATOMIC_RELEASE);
      r->silent--;
    }
  r->silent = all ? 0 : r->silent;
}

/* The range that has the indices of MODULE: it is known, or another one was closed that lay there.
 */
static struct range *range_at(const struct custody_module *module) {
  for (uint32_t i = used; i--;)
    if (ranges[i].indices == module->indices)
      return &ranges[i];
  return nullptr;
}

/* Returns false the first time that there is no room. */
static bool add(const struct custody_module *module) {
  uint32_t count = (uint32_t)module->count;
  struct range *r = count ? range_at(module) : nullptr;
  bool all = __atomic_load_n(&sites_are_opened, __ATOMIC_ACQUIRE);
  if (r && (r->sites != module->sites || r->count != count)) {
    r->indices = nullptr;
    r = nullptr;
  }
  if (r && all)
    r->silent = count; /* opened again */
  if (!r && count && module->count <= CUSTODY_TAG_SITE_MASK + 1 - next_index && make_room()) {
    r = &ranges[used++];
    *r = (struct range){next_index, count, module->sites, module->indices, count};
    next_index += count;
  }
  if (r)
    follow(r, all);
  if (r || !count)
    return true;
  bool first = !full;
  full = true;
  return !first;
}

bool sites_register(const struct custody_module *module) {
  host_lock(&lock);
  note_dropped(module);
  bool more = false;
  for (uint64_t i = 0; i < module->judge_count; i++)
    more |= reclaim_types_add(module->judges[i]);
  for (uint32_t i = 0; more && i < used; i++)
    follow(&ranges[i], false);
  bool done = add(module);
  host_unlock(&lock);
  return done;
}

const struct custody_site *site_at(uint32_t index) {
  const struct custody_site *site = nullptr;
  host_lock(&lock);
  uint32_t low = 0, high = used;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct range *r = &ranges[middle];
    if (index < r->first) {
      high = middle;
    } else if (index - r->first >= r->count) {
      low = middle + 1;
    } else {
      site = r->sites[index - r->first];
      break;
    }
  }
  host_unlock(&lock);
  return site;
}

void sites_hold(void) {
  host_lock(&lock);
}
void sites_release(void) {
  host_unlock(&lock);
}
