/*===- fuzz_sites.c - the tables of modules ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Modules are registered, some more than once, and unloaded, in any order. A module is odd: it has no
 * sites, no reclaims, the sites of another module, or memory where another module was. A model says
 * what site each number names.
 */
#include "core/kept_site.h"
#include "core/sites.h"
#include "fuzz.h"

enum { MODULES = 12, SITES = 6, TYPES = 4, NUMBERS = 4096 };

static const char *const names[] = {
    nullptr, "", "f", "g", "_ZN1t1A8from_raw17h0123456789abcdefE", "_RNvMC1tNtB2_1A8into_raw"};
static uint32_t types[TYPES][4] = {{2, 0}, {2, 5, 6, 0}, {4, 2, 0}, {8, 4, 7, 0}};

/* The memory of a library with one module. */
struct library {
  struct custody_site sites[SITES];
  const struct custody_site *list[SITES], *judges[SITES];
  const char *dropped[2];
  uint32_t indices[SITES];
  struct custody_module module;
  bool loaded;
};
static struct library *libraries[MODULES];

/* What the numbers name, once a library has them. */
static struct custody_site expected[NUMBERS];
static bool known[NUMBERS];
static uint32_t last_number;

static void fill(struct input *in, struct library *l) {
  memset(l, 0, sizeof *l);
  unsigned count = take(in) % (SITES + 1), judges = take(in) % (SITES + 1);
  for (unsigned i = 0; i < SITES; i++) {
    unsigned bits = take(in);
    l->sites[i] = (struct custody_site){.function = names[bits % RT_COUNT(names)],
                                        .line = bits >> 4,
                                        .kind = i % 2 ? CUSTODY_KIND_SHARED : CUSTODY_KIND_FORGED,
                                        .span = bits & 3,
                                        .types = bits & 4 ? nullptr : types[bits >> 6]};
    l->list[i] = &l->sites[bits & 8 ? i : 0];
    l->judges[i] = &l->sites[i];
  }
  l->module = (struct custody_module){.sites = count ? l->list : nullptr,
                                      .count = count,
                                      .indices = count ? l->indices : nullptr,
                                      .name = names[take(in) % RT_COUNT(names)],
                                      .dropped = l->dropped,
                                      .dropped_count = take(in) % 3,
                                      .judges = judges ? l->judges : nullptr,
                                      .judge_count = judges};
  for (unsigned i = 0; i < 2; i++)
    l->dropped[i] = names[2 + take(in) % 4];
}

/* What has a number names its site; a number once given keeps its meaning for ever. */
static void check(void) {
  for (unsigned i = 0; i < MODULES; i++) {
    struct library *l = libraries[i];
    if (!l->loaded)
      continue;
    for (unsigned k = 0; k < l->module.count; k++) {
      uint32_t number = l->indices[k];
      MUST(number < NUMBERS);
      if (!number)
        continue;
      const struct custody_site *site = site_at(number);
      MUST(site == l->list[k]);
      MUST(!known[number] || sites_equal(&expected[number], site));
      expected[number] = *site;
      known[number] = true;
      last_number = number > last_number ? number : last_number;
    }
  }
  for (unsigned i = 1; i <= last_number; i++)
    if (known[i])
      MUST(site_at(i) && sites_equal(site_at(i), &expected[i]));
  MUST(!site_at(0) && !site_at(CUSTODY_TAG_SITE_MASK));
}

static void unload(struct library *l) {
  sites_unload((uintptr_t)l, (uintptr_t)(l + 1));
  l->loaded = false;
  struct custody_site *s = l->sites;
  memset(s, 0xdd, sizeof l->sites);
  memset(l->list, 0xdd, sizeof l->list);
  memset(l->dropped, 0xdd, sizeof l->dropped);
  memset(l->indices, 0xdd, sizeof l->indices);
  memset(&l->module, 0xdd, sizeof l->module);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input in = {data, data + size};
  fuzz_forget();
  memset(known, 0, sizeof known);
  last_number = 0;
  for (unsigned i = 0; i < MODULES; i++)
    libraries[i] = calloc(1, sizeof *libraries[i]);
  for (unsigned steps = 0; in.at < in.end && steps < 200; steps++) {
    unsigned what = take(&in);
    struct library *l = libraries[what % MODULES];
    switch (what / MODULES % 5) {
    case 0:
    case 1:
      if (!l->loaded)
        fill(&in, l);
      l->loaded = true;
      MUST(sites_register(&l->module));
      break;
    case 2:
      if (l->loaded)
        unload(l);
      break;
    case 3:
      sites_may_unload = true;
      break;
    default:
      sites_drop(names[take(&in) % RT_COUNT(names)]);
    }
    check();
  }
  for (unsigned i = 0; i < MODULES; i++)
    free(libraries[i]);
  return 0;
}
