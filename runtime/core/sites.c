/*===- sites.c - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sites.h"
#include "arena.h"
#include "called.h"
#include "host/host.h"
#include "kept_site.h"
#include "reclaim_types.h"
#include "text/demangle.h"
#include "tracking.h"

/* A registered module that has sites. The ranges are in the order of their numbers. */
struct range {
  uint32_t first, count;
  const struct custody_site *const *sites; /* in the module; or KEPT, if it was unloaded */
  uint32_t *indices;                       /* in the module; NULL if it was unloaded */
  const struct custody_site **kept;        /* copies, once it was unloaded for the first time */
  uint32_t unnumbered;                     /* sites whose index is 0 */
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
  const struct custody_module *module; /* NULL: it was unloaded */
  const char *const *names;            /* in the module, until it is unloaded for the first time */
  bool kept;                           /* NAMES are copies */
  uint64_t count;
  struct dropping *next;
} *droppings;

/* Whether D was unloaded and said what MODULE says. */
static bool is_back(const struct dropping *d, const struct custody_module *module) {
  if (d->module || d->count != module->dropped_count)
    return false;
  for (uint64_t i = 0; i < d->count; i++)
    if (!names_equal(d->names[i], module->dropped[i]))
      return false;
  return true;
}

static void note_dropped(const struct custody_module *module) {
  if (!module->dropped_count)
    return;
  for (struct dropping *d = droppings; d; d = d->next)
    if (d->module == module || is_back(d, module)) {
      d->module = module;
      return;
    }
  struct dropping *d = arena_take(sizeof *d);
  if (d) {
    *d = (struct dropping){module, module->dropped, false, module->dropped_count, droppings};
    __atomic_store_n(&droppings, d, __ATOMIC_RELEASE);
  }
}

/* Copies the names of D. If memory runs out, it drops nothing any more. */
static void keep_names(struct dropping *d) {
  uint64_t size = d->count * sizeof(char *);
  for (uint64_t i = 0; i < d->count; i++)
    size += string_length(d->names[i]) + 1;
  const char **names = arena_take(size);
  if (!names) {
    __atomic_store_n(&d->count, 0, __ATOMIC_RELEASE);
    return;
  }
  char *to = (char *)(names + d->count);
  for (uint64_t i = 0; i < d->count; i++) {
    names[i] = to;
    size = string_length(d->names[i]) + 1;
    __builtin_memcpy(to, d->names[i], size);
    to += size;
  }
  __atomic_store_n(&d->names, names, __ATOMIC_RELEASE);
  d->kept = true;
}

bool sites_drop(const char *boundary) {
  for (const struct dropping *d = __atomic_load_n(&droppings, __ATOMIC_ACQUIRE); d; d = d->next) {
    uint64_t count = __atomic_load_n(&d->count, __ATOMIC_ACQUIRE);
    const char *const *names = __atomic_load_n(&d->names, __ATOMIC_ACQUIRE);
    for (uint64_t i = 0; i < count; i++)
      if (owner_is_same(names[i], boundary))
        return true;
  }
  return false;
}

/*===-- Which sites get numbers --------------------------------------------===*/

bool sites_may_unload;

/* Whether a module knows of code that may be uninstrumented, and whether main is instrumented. */
static bool has_foreign, has_main;

static void note_foreign(const struct custody_module *module) {
  for (uint64_t i = 0; i < module->crate_count; i++)
    if (!module->crates[i])
      __atomic_store_n(&has_foreign, true, __ATOMIC_RELAXED);
  if (module->has_main)
    __atomic_store_n(&has_main, true, __ATOMIC_RELAXED);
}

bool sites_are_all(void) {
  return __atomic_load_n(&has_main, __ATOMIC_RELAXED) &&
         !__atomic_load_n(&has_foreign, __ATOMIC_RELAXED);
}

/* Gives numbers to the sites of R that some reclaim may concern, or to all. */
static void number_sites(struct range *r, bool all) {
  for (uint32_t i = 0; r->unnumbered && i < r->count; i++)
    if (!r->indices[i] && (all || reclaim_types_may_concern(r->sites[i]))) {
      __atomic_store_n(&r->indices[i], custody_site_index(r->sites[i], r->first + i),
                       __ATOMIC_RELEASE);
      r->unnumbered--;
    }
  r->unnumbered = all ? 0 : r->unnumbered;
}

/* Whether R was unloaded, and has the sites of MODULE. */
static bool is_loaded_again(const struct range *r, const struct custody_module *module) {
  if (r->indices || !r->kept || r->count != module->count)
    return false;
  for (uint32_t i = 0; i < r->count; i++)
    if (!sites_equal(r->kept[i], module->sites[i]))
      return false;
  return true;
}

/* The range of MODULE, if it is registered or was so before it was unloaded. */
static struct range *range_of(const struct custody_module *module) {
  for (uint32_t i = used; i--;) {
    struct range *r = &ranges[i];
    if (r->indices == module->indices && r->sites == module->sites && r->count == module->count)
      return r;
    if (r->indices == module->indices)
      r->indices = nullptr; /* another module was there, and its destructor did not run */
    if (is_loaded_again(r, module)) {
      r->sites = module->sites;
      r->indices = module->indices;
      r->unnumbered = r->count;
      return r;
    }
  }
  return nullptr;
}

/* As sites_register. */
static bool add(const struct custody_module *module) {
  uint32_t count = (uint32_t)module->count;
  struct range *r = count ? range_of(module) : nullptr;
  bool all = __atomic_load_n(&sites_may_unload, __ATOMIC_ACQUIRE);
  if (r && all)
    r->unnumbered = count; /* opened again */
  if (!r && count && module->count <= CALLED_FIRST - next_index && make_room()) {
    r = &ranges[used++];
    *r = (struct range){next_index, count, module->sites, module->indices, nullptr, count};
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
  note_foreign(module);
  bool more = false;
  if (module->judge_count)
    tracking_judge();
  for (uint64_t i = 0; i < module->judge_count; i++)
    more |= reclaim_types_add(module->judges[i]);
  for (uint32_t i = 0; more && i < used; i++)
    number_sites(&ranges[i], false);
  bool done = add(module);
  host_unlock(&lock);
  return done;
}

void sites_begin(bool closed) {
  host_lock(&lock);
  tracking_begin(closed);
  host_unlock(&lock);
}

/* Copies the sites of R. If memory runs out, its tags name nothing any more. */
static void keep_sites(struct range *r) {
  if (!r->kept && (r->kept = arena_take(r->count * sizeof(*r->kept))))
    for (uint32_t i = 0; i < r->count; i++)
      r->kept[i] = kept_site(r->sites[i]);
  r->sites = r->kept;
  r->indices = nullptr;
  r->unnumbered = 0;
}

void sites_unload(uintptr_t low, uintptr_t high) {
  host_lock(&lock);
  for (uint32_t i = 0; i < used; i++)
    if ((uintptr_t)ranges[i].indices - low < high - low)
      keep_sites(&ranges[i]);
  called_unload(low, high);
  for (struct dropping *d = droppings; d; d = d->next)
    if ((uintptr_t)d->module - low < high - low) {
      if (!d->kept)
        keep_names(d);
      d->module = nullptr;
    }
  host_unlock(&lock);
}

/* As site_at. pre: the lock is held. */
static const struct custody_site *find(uint32_t index) {
  uint32_t low = 0, high = used;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct range *r = &ranges[middle];
    if (index < r->first) {
      high = middle;
    } else if (index - r->first >= r->count) {
      low = middle + 1;
    } else {
      return r->sites ? r->sites[index - r->first] : nullptr;
    }
  }
  return nullptr;
}

const struct custody_site *site_at(uint32_t index) {
  host_lock(&lock);
  const struct custody_site *site =
      index < CALLED_FIRST ? find(index) : called_at(index, find(called_original(index)));
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

uint32_t site_inferred(uint32_t index) {
  host_lock(&lock);
  const struct custody_site *site = find(index < CALLED_FIRST ? index : called_original(index));
  uint32_t inferred = site ? called_inferred(index, site) : 0;
  host_unlock(&lock);
  return inferred;
}

void sites_hold(void) {
  host_lock(&lock);
}
void sites_release(void) {
  host_unlock(&lock);
}
