/*===- s14.c - released by one owner, rebuilt by another ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S14 | released by one owner, rebuilt by another | report: wrong owner | report | report |
 *
 * C has no types of owners, so CUSTODY_FAMILY names them. A function without a family may be a part of
 * any owner: `unnamed` is unverified. QUIET: the owner that was released is rebuilt.
 */
#include <custody/custody.h>
#include <stdlib.h>
#include <string.h>

struct object {
  long values[3];
};

CUSTODY_RELEASE CUSTODY_FAMILY(pool) static struct object *pool_into_raw(struct object *o) {
  return o;
}
CUSTODY_RECLAIM_PAYLOAD(0) CUSTODY_FAMILY(pool) static struct object *pool_from_raw(void *p) {
  return p;
}
CUSTODY_RECLAIM_PAYLOAD(0) CUSTODY_FAMILY(heap) static struct object *heap_from_raw(void *p) {
  return p;
}
CUSTODY_RECLAIM_PAYLOAD(0) static struct object *unnamed_from_raw(void *p) {
  return p;
}

int main(int argc, char **argv) {
  struct object *o = calloc(1, sizeof *o);
  void *raw = pool_into_raw(o); // RELEASED HERE
  if (argc > 1 && !strcmp(argv[1], "unnamed")) {
    o = unnamed_from_raw(raw);
  } else {
#ifdef QUIET
    o = pool_from_raw(raw);
    (void)heap_from_raw;
#else
    o = heap_from_raw(raw); // RECLAIM HERE
    (void)pool_from_raw;
#endif
  }
  free(o);
  return 0;
}
