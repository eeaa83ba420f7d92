/*===- s11pool.c - S11 with a custom allocator ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S11 | reclaim through a stale pointer: its object was freed since; the address may belong to
 *         another release by now | report: stale, with the place of the free | report |
 *         ok if these bits are outstanding again |
 *
 * Objects live in a pool and are never passed to free(). The pool calls custody_freed() instead. Without
 * this call (-DSILENT_POOL) Custody believes that the released object still lives, and rebuilding an
 * owner twice is legal while it lives. QUIET: uses the pointer of the new release.
 */
#include "inner.h"

#include <stdalign.h>

struct object {
  size_t count;
  alignas(16) struct devres_inner inner;
};

static struct object slot; /* the whole pool */

CUSTODY_RELEASE
static struct devres_inner *object_into_raw(struct object *object) {
  return &object->inner;
}

CUSTODY_RECLAIM(0)
static struct object *object_from_raw(struct devres_inner *inner) {
  return (struct object *)((char *)inner - offsetof(struct object, inner));
}

static struct object *pool_new(void) {
  EXPECT(slot.count == 0);
  slot.count = 1;
  return &slot;
}

static void pool_put(struct object *object) {
  EXPECT(object->count > 0);
  if (--object->count == 0) {
#ifndef SILENT_POOL
    custody_freed(object, sizeof(*object)); // FREED HERE
#endif
  }
}

int main(void) {
  struct devres_inner *stale = object_into_raw(pool_new()); // FIRST RELEASED HERE
  pool_put(object_from_raw(stale));

  struct devres_inner *fresh = object_into_raw(pool_new());
#ifdef QUIET
  stale = fresh;
#endif
  struct object *owner = object_from_raw(stale); // RECLAIM HERE
  EXPECT(owner == &slot && fresh == &slot.inner);
  pool_put(owner);
  return 0;
}
