/*===- s11.c - a stale pointer, and its address again ---------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S11 | reclaim through a stale pointer: its object was freed since; the address may belong to
 *         another release by now | report: stale, with the place of the free | report |
 *         ok if these bits are outstanding again |
 *
 * The allocator is asked until it hands out the old address again, and the new object is released
 * too; for that, nothing is held in quarantine. The stale pointer then has the right bits, and even hits
 * a living object. By argument:
 * `dead`, the address is not used again. QUIET: the pointer of the new release.
 */
#include "inner.h"

#include <stdint.h>
#include <string.h>

/* An object at the address WANTED. What comes in between is kept, or it would come again. */
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
/* Memory that was freed is used again at once. */
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
