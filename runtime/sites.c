/*===- sites.c - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sites.h"
#include "arena.h"
#include "demangle.h"
#include "sys.h"

/* One registered module; in the order of their bases. */
struct range {
  uint32_t first, count;
  const struct custody_site *const *sites;
};

static struct sys_lock lock;
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

/* Returns false the first time that there is no room. pre: the lock is held. */
static bool number(const struct custody_module *module) {
  if (*module->base || !module->count)
    return true;
  if (module->count <= CUSTODY_TAG_SITE_MASK + 1 - next_index && make_room()) {
    ranges[used++] = (struct range){next_index, (uint32_t)module->count, module->sites};
    __atomic_store_n(module->base, next_index, __ATOMIC_RELEASE);
    next_index += (uint32_t)module->count;
    return true;
  }
  bool first = !full;
  full = true;
  return !first;
}

/*
 * Modules whose places make no tags yet, newest first: where nothing is judged, all that is known of
 * pointers would be carried around for nobody. That matters in Rust, where every reference is a
 * borrow. What was borrowed before the first module that judges came is unknown.
 */
static struct waiting {
  const struct custody_module *module;
  struct waiting *next;
} *waiting;
static bool judged;

static bool wait(const struct custody_module *module) {
  struct waiting *w = arena_take(sizeof *w);
  if (!w)
    return false;
  *w = (struct waiting){module, waiting};
  waiting = w;
  return true;
}

bool sites_register(const struct custody_module *module) {
  bool done = true;
  sys_lock(&lock);
  note_dropped(module);
  if (!judged && (module->flags & CUSTODY_MODULE_JUDGES)) {
    judged = true;
    for (; waiting; waiting = waiting->next)
      done &= number(waiting->module);
  }
  if (judged || !module->count || *module->base || !wait(module))
    done &= number(module);
  sys_unlock(&lock);
  return done;
}

const struct custody_site *site_at(uint32_t index) {
  const struct custody_site *site = nullptr;
  sys_lock(&lock);
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
  sys_unlock(&lock);
  return site;
}

void sites_hold(void) {
  sys_lock(&lock);
}
void sites_release(void) {
  sys_unlock(&lock);
}
