/*===- s08.c - the smallest form of the bug -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S8 | minimal: o = deref(&p); from_raw(o) while a spare count is outstanding, p used later |
 *        report | report | ok |
 *
 * Boqun Feng's example. There is a spare count, so nothing is freed too early. But the compiler may
 * assume that reading the object through p leaves its count as it is. QUIET: uses the spare pointer.
 */
#include "inner.h"

#ifndef QUIET
CUSTODY_RETURNS_SHARED
static const struct devres_inner *inner_deref(struct arc *const *arc) {
  return arc_as_ptr(*arc);
}
#endif

int main(void) {
  struct arc *p = arc_new(sizeof(struct devres_inner));
  struct devres_inner *spare = inner_into_raw(arc_clone(p)); // RELEASED HERE
  EXPECT(spare);

#ifdef QUIET
  const struct devres_inner *o = spare;
#else
  const struct devres_inner *o = inner_deref(&p); // LOST HERE
#endif
  struct arc *another = inner_from_raw(o); // RECLAIM HERE
  arc_put(another);

  EXPECT(arc_count(p) == 1);
  arc_put(p);
  return 0;
}
