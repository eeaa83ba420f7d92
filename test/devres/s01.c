/*===- s01.c - the callback takes back what was released ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S1 | into_raw -> registry stores it -> callback hands it back -> from_raw | ok | ok | ok |
 *
 * inner_into_raw returns the pointer. It goes through the registry's memory and comes back as the
 * callback's argument. It is the very same value, so it is right under all three models.
 */
#include "inner.h"

int main(int argc, char **argv) {
  (void)argv;
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);

  /* With an argument, the action runs on demand, found by its pointer, and not at the removal. */
  if (argc > 1)
    EXPECT(devm_release_action(&dev, devres_callback, arc_as_ptr(arc)) == 0);
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
