/*===- s11.c - a stale pointer, and its address again ---------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S11 | reclaim through a stale pointer: its object was freed since; the address may belong to
 *         another release by now | report: stale, with the place of the free | report |
 *         ok if these bits are outstanding again |
 *
 * The program allocates until it gets the old address again, and releases the new object too. For
 * this, the quarantine is off. The stale pointer then has the right bits, and even points to a live
 * object. With the argument `dead`, the address is not used again.
 * QUIET: uses the pointer of the new release.
 */
#include "inner.h"

#include <stdint.h>
#include <string.h>

/* Returns an object at the address WANTED. Keeps the others, or malloc would return them again. */
static struct arc *arc_new_at(uintptr_t wanted) {
  for (int tries = 0; tries < 10000; tries++) {
    struct arc *arc = arc_new(sizeof(struct devres_inner));
    if ((uintptr_t)arc == wanted)
      return arc;
  }
  EXPECT(!"the allocator hands out the address again");
  return NULL;
}

#ifndef HELD
/* Freed memory is used again at once. */
const char *__custody_default_options(void) {
  return "quarantine=0";
}
#endif

int main(int argc, char **argv) {
  struct arc *first = arc_new(sizeof(struct devres_inner));
  uintptr_t address = (uintptr_t)first;
  struct devres_inner *stale = inner_into_raw(first); // FIRST RELEASED HERE
  arc_put(inner_from_raw(stale));                     // FREED HERE

  if (argc > 1 && strcmp(argv[1], "dead") == 0) {
    EXPECT(inner_from_raw(stale)); // DEAD HERE
    return 0;
  }

  struct devres_inner *fresh = inner_into_raw(arc_new_at(address));
#ifdef QUIET
  stale = fresh;
#endif
  struct arc *owner = inner_from_raw(stale); // RECLAIM HERE
  EXPECT((uintptr_t)fresh == (uintptr_t)stale);
  arc_put(owner);
  return 0;
}
