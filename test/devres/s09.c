/*===- s09.c - random bits as a key ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S9 | a random bit pattern as key: the lookup fails and nothing is said; from_raw of it |
 *        report: never released, if forged | report | report |
 *
 * By argument. `lookup`: the bits are only compared. `reclaim`: an owner is rebuilt from them. It is
 * not dereferenced, because there is no memory. `outside`: the bits come from outside the program, so
 * they may be a pointer. `roundtrip`: a released pointer goes through an integer.
 */
#include "inner.h"

#include <stdint.h>
#include <string.h>

/* A 16-byte aligned address in user space, far from any mapping. */
#define RANDOM_BITS 0x00005eed5eed5ee0

int main(int argc, char **argv) {
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);
  const char *way = argc > 1 ? argv[1] : "reclaim";

  if (strcmp(way, "lookup") == 0) {
    EXPECT(devm_remove_action(&dev, devres_callback, (void *)RANDOM_BITS) != 0);
  } else if (strcmp(way, "reclaim") == 0) {
    EXPECT(inner_from_raw((struct devres_inner *)RANDOM_BITS)); // RECLAIM HERE
  } else if (strcmp(way, "outside") == 0) {
    uintptr_t bits = strtoull(argv[2], NULL, 0);
    EXPECT(inner_from_raw((struct devres_inner *)bits)); // OUTSIDE HERE
  } else {
    uintptr_t bits = (uintptr_t)devm_take_action(&dev, devres_callback, arc_as_ptr(arc));
    EXPECT(bits % 16 == 0);
    arc_put(inner_from_raw((struct devres_inner *)bits));
    EXPECT(arc_count(arc) == 1);
  }

  arc_put(arc);
  return 0;
}
