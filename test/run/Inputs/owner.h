/*===- owner.h - the smallest counted owner -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 *   struct owner *  ->  [ count, 16 bytes ][ struct item, 16 bytes ]
 *
 * One function for a release, one for a reclaim, one for a borrow. The header works in C and C++.
 */
#ifndef CUSTODY_TEST_OWNER_H
#define CUSTODY_TEST_OWNER_H

#include <custody/custody.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
  long a, b;
};

struct owner {
  long count;
  long unused;
  struct item item;
};

static inline struct owner *owner_new(void) {
  struct owner *owner = (struct owner *)malloc(sizeof(*owner));
  if (!owner)
    abort();
  owner->count = 1;
  owner->item.a = 7;
  return owner;
}

static inline void owner_put(struct owner *owner) {
  if (--owner->count == 0)
    free(owner);
}

CUSTODY_RELEASE
static inline struct item *owner_into_raw(struct owner *owner) {
  return &owner->item;
}

CUSTODY_RECLAIM(0)
static inline struct owner *owner_from_raw(const struct item *item) {
  return (struct owner *)((char *)item - offsetof(struct owner, item));
}

/* A shared borrow of the item. */
CUSTODY_BORROW_SHARED(0)
static inline const struct item *item_borrow(const struct item *item) {
  return item;
}

#endif /* CUSTODY_TEST_OWNER_H */
