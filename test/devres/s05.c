/*===- s05.c - a pair that transfers provenance ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S5 | transfer pair (into_raw_c_void/from_raw_c_void): provenance is consumed at release and
 *        re-created at reclaim from the bits | ok | ok | ok |
 *
 * The key of S2, but its history does not matter. The pair says that C only carries the bits, so the
 * bits alone decide.
 */
#include "inner.h"

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) {
  return self;
}

static void callback(void *data) {
  arc_put(arc_from_raw_c_void(data));
}

CUSTODY_BORROW_SHARED(0)
static void devres_remove_action(const struct devres_inner *self) {
  if (devm_remove_action(self->dev, callback, devres_as_ptr(self)) != 0)
    return;
  arc_put(arc_from_raw_c_void(devres_as_ptr(self)));
}

int main(int argc, char **argv) {
  (void)argv;
  struct device dev = {0};
  struct arc *arc = arc_new(sizeof(struct devres_inner));
  inner_as_ptr(arc)->dev = &dev;
  EXPECT(devm_add_action(&dev, callback, arc_into_raw_c_void(arc_clone(arc))) == 0);

  /* With an argument, the callback is the second call of the pair. */
  if (argc == 1)
    devres_remove_action(inner_as_ptr(arc));
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
