/*===- by_hand.h - what instrumented code would do ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The devres program of the thread, with the hooks called by hand: an Arc of 24 bytes behind a
 * reference count of 16, released to a registry, and rebuilt from what comes back.
 */
#ifndef CUSTODY_TEST_BY_HAND_H
#define CUSTODY_TEST_BY_HAND_H

#include "core/hooks.h"

#include <stdlib.h>

enum place { AS_PTR, AS_MUT, KEY_PARAMETER, FORGED, TAGGED_PLACES };

#define PLACE(function, name, span, header, line, kind, flags)                                     \
  {function, "by_hand/devres.c", name, span, header, line, 7, kind, flags, nullptr}

static const struct custody_site tagged[TAGGED_PLACES] = {
    [AS_PTR] = PLACE("devres_as_ptr", "DevresInner", 24, 0, 60, CUSTODY_KIND_SHARED, 0),
    [AS_MUT] = PLACE("devres_as_mut", "DevresInner", 24, 0, 64, CUSTODY_KIND_EXCLUSIVE, 0),
    [KEY_PARAMETER] = PLACE("devm_remove_action", nullptr, 0, 0, 70, CUSTODY_KIND_KEY, 0),
    [FORGED] = PLACE("guess", nullptr, 0, 0, 75, CUSTODY_KIND_FORGED, 0),
};
static const struct custody_site *const tagged_list[] = {&tagged[0], &tagged[1], &tagged[2],
                                                         &tagged[3]};
static const struct custody_site
    into_raw = PLACE("devres_new", "arc_into_raw", 24, 0, 42, CUSTODY_KIND_RELEASE, 0),
    from_raw = PLACE("remove_action", "arc_from_raw", 24, CUSTODY_UNKNOWN_SIZE, 88,
                     CUSTODY_KIND_RECLAIM, 0),
    from_foreign = PLACE("remove_action", "from_foreign", 24, CUSTODY_UNKNOWN_SIZE, 90,
                         CUSTODY_KIND_RECLAIM, CUSTODY_SITE_CONSUMES),
    recover_site = PLACE("remove_action", "custody_recover", 0, 0, 92, CUSTODY_KIND_RECOVER, 0),
    describe_site = PLACE("remove_action", "custody_describe", 0, 0, 94, CUSTODY_KIND_DESCRIBE, 0);

static uint32_t tagged_indices[TAGGED_PLACES];

static inline custody_tag tag_of_place(enum place p) {
  static const custody_tag losses[] = {
      [AS_PTR] = CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL,
      [AS_MUT] = CUSTODY_TAG_NO_FULL,
      [KEY_PARAMETER] = CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL,
      [FORGED] = 0,
  };
  static const struct custody_site *const judges[] = {&from_raw, &from_foreign};
  static const struct custody_module module = {.sites = tagged_list,
                                               .count = TAGGED_PLACES,
                                               .indices = tagged_indices,
                                               .name = "devres",
                                               .judges = judges,
                                               .judge_count = 2};
  CUSTODY_ABI_SYMBOL(&module);
  return losses[p] | tagged_indices[p];
}

struct arc {
  uint64_t count, padding;
  char inner[24];
};

#define BY_HAND __attribute__((noinline, disable_tail_calls)) static
#define FRAME __builtin_frame_address(0)

/* Returns the pointer that left the new Arc; *TAG is its tag. */
BY_HAND void *devres_new(custody_tag *tag) {
  struct arc *a = calloc(1, sizeof *a);
  __custody_boundary_enter(FRAME, (void *)&into_raw);
  *tag = __custody_release(FRAME, a->inner, 0, (void *)&into_raw, a);
  return a->inner;
}

BY_HAND struct arc *rebuild(void *q, custody_tag tag, const struct custody_site *site) {
  __custody_reclaim_enter(FRAME, q, tag, (void *)site);
  struct arc *a = (struct arc *)((char *)q - 16);
  __custody_reclaim_leave(FRAME, a, (void *)site);
  return a;
}

#endif /* CUSTODY_TEST_BY_HAND_H */
