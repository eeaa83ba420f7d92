/*===- sites.c - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sites.h"
#include "arena.h"
#include "called.h"
#include "host/host.h"
#include "reclaim_types.h"
#include "text/demangle.h"

/* A registered module that has sites. The ranges are in the order of their numbers. */
struct range {
  uint32_t first, count;
  const struct custody_site *const *sites;
  uint32_t *indices;
  uint32_t unnumbered; /* sites whose index is 0 */
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

/* Modules that say which types they drop, newest first. */
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

/*===-- Which sites get numbers --------------------------------------------===*/

bool sites_may_unload;

/* Gives numbers to the sites of R that some reclaim may concern, or to all. */
static void number_sites(struct range *r, bool all) {
  for (uint32_t i = 0; r->unnumbered && i < r->count; i++)
    if (!r->indices[i] && (all || reclaim_types_may_concern(r->sites[i]))) {
      __atomic_store_n(&r->indices[i], r->first + i, __ATOMIC_RELEASE);
      r->unnumbered--;
    }
  r->unnumbered = all ? 0 : r->unnumbered;
}

/* The range of the module whose indices lie where those of MODULE lie: MODULE itself, or one that
 * was unloaded from there. */
static struct range *range_at(const struct custody_module *module) {
  for (uint32_t i = used; i--;)
    if (ranges[i].indices == module->indices)
      return &ranges[i];
  return nullptr;
}

/* As sites_register. */
static bool add(const struct custody_module *module) {
  uint32_t count = (uint32_t)module->count;
  struct range *r = count ? range_at(module) : nullptr;
  bool all = __atomic_load_n(&sites_may_unload, __ATOMIC_ACQUIRE);
  if (r && (r->sites != module->sites || r->count != count)) {
    r->indices = nullptr;
    r = nullptr;
  }
  if (r && all)
    r->unnumbered = count; /* opened again */
  if (!r && count && module->count <= CALLED_FIRST - next_index && make_room()) {
    r = &ranges[used++];
    *r = (struct range){next_index, count, module->sites, module->indices, count};
    next_index += count;
  }
  if (r)
    number_sites(r, all);
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
    number_sites(&ranges[i], false);
  bool done = add(module);
  host_unlock(&lock);
  return done;
}

/* As site_at. pre: the lock is held. */
static const struct custody_site *find(uint32_t index) {
  if (index >= CALLED_FIRST)
    return called_at(index);
  uint32_t low = 0, high = used;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct range *r = &ranges[middle];
    if (index < r->first) {
      high = middle;
    } else if (index - r->first >= r->count) {
      low = middle + 1;
    } else {
      return r->sites[index - r->first];
    }
  }
  return nullptr;
}

const struct custody_site *site_at(uint32_t index) {
  host_lock(&lock);
  const struct custody_site *site = find(index);
  host_unlock(&lock);
  return site;
}

uint32_t site_called(uint32_t index, uint64_t pc) {
  host_lock(&lock);
  const struct custody_site *site = find(index);
  uint32_t called = site ? called_index(index, site, pc) : index;
  host_unlock(&lock);
  return called;
}

void sites_hold(void) {
  host_lock(&lock);
}
void sites_release(void) {
  host_unlock(&lock);
}
