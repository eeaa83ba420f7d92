/*===- s15.c - rebuilt as a larger object ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S15 | rebuilt as a type that needs more than was released | report: wrong size | report | report |
 *
 * In C a pointer to a structure is often used for a larger one that begins with it. So only sizes that
 * annotations state are compared. QUIET: the object has the size that was released.
 */
#include <custody/custody.h>
#include <stdlib.h>
#include <string.h>

struct small {
  long value;
};
struct large {
  struct small first;
  long more[3];
};

CUSTODY_RELEASE_SIZED(sizeof(struct small))
CUSTODY_FAMILY(object) static struct small *into_raw(struct small *o) {
  return o;
}
CUSTODY_RECLAIM_SIZED(0, 0, sizeof(struct small))
CUSTODY_FAMILY(object) static struct small *small_from_raw(void *p) {
  return p;
}
CUSTODY_RECLAIM_SIZED(0, 0, sizeof(struct large))
CUSTODY_FAMILY(object) static struct large *large_from_raw(void *p) {
  return p;
}
/* Nothing is said of sizes: the type of the pointer is not compared. */
CUSTODY_RELEASE CUSTODY_FAMILY(base) static struct small *base_into_raw(struct small *o) {
  return o;
}
CUSTODY_RECLAIM(0) CUSTODY_FAMILY(base) static struct large *derived_from_raw(struct large *p) {
  return p;
}

int main(int argc, char **argv) {
  struct large *o = calloc(1, sizeof *o);
  if (argc > 1 && !strcmp(argv[1], "derived")) {
    free(derived_from_raw((struct large *)base_into_raw(&o->first)));
    return 0;
  }
  void *raw = into_raw(&o->first); // RELEASED HERE
#ifdef QUIET
  free(small_from_raw(raw));
  (void)large_from_raw;
#else
  free(large_from_raw(raw)); // RECLAIM HERE
  (void)small_from_raw;
#endif
  return 0;
}
