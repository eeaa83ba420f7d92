/*===- s10.c - one release, reclaimed twice -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S10 | second reclaim of one transfer, or of a C boundary that was declared consuming |
 *         report: already reclaimed, both places | report | report |
 *
 * By argument: `transfer` or `consuming`. A spare count keeps the memory alive, so that only the
 * ownership is wrong. QUIET: the pointer is released again before the second reclaim.
 */
#include "inner.h"

#include <string.h>

static void transfer(struct arc *arc) {
  void *bits = arc_into_raw_c_void(arc);         // TRANSFER OUT
  struct arc *first = arc_from_raw_c_void(bits); // FIRST TRANSFER
#ifdef QUIET
  bits = arc_into_raw_c_void(first);
#endif
  struct arc *second = arc_from_raw_c_void(bits); // SECOND TRANSFER
  EXPECT(first == second);
}

static void consuming(struct arc *arc) {
  void *raw = arc_into_raw(arc);              // RELEASED CONSUMING
  struct arc *first = arc_from_raw_once(raw); // FIRST CONSUMING
#ifdef QUIET
  raw = arc_into_raw(first);
#endif
  struct arc *second = arc_from_raw_once(raw); // SECOND CONSUMING
  EXPECT(first == second);
}

int main(int argc, char **argv) {
  struct arc *arc = arc_new(sizeof(struct devres_inner));

  if (argc > 1 && strcmp(argv[1], "transfer") == 0)
    transfer(arc);
  else
    consuming(arc);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
