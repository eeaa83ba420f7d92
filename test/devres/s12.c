/*===- s12.c - keys laundered through everything C has --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S12 | the key of S2 laundered first: through a struct, an array, memcpy, realloc, a union,
 *         varargs, a callback's user data, another thread | report | report | ok |
 *
 * The first argument names the way (launder.h lists them). QUIET: the released pointer goes the
 * same way, and must be verified at the end, not only unknown.
 */
#include "inner.h"
#include "launder.h"

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) { // LOST HERE
  return self;                                                      // LOST HERE
}

int main(int argc, char **argv) {
  launder_fn launder = argc > 1 ? launder_find(argv[1]) : NULL;
  if (!launder) {
    fprintf(stderr, "usage: %s way\n", argv[0]);
    return 2;
  }

  struct device dev = {0};
  struct arc *arc = devres_new(&dev);
  const void *key = devres_as_ptr(inner_as_ptr(arc));
#ifdef QUIET
  void *pointer = devm_take_action(&dev, devres_callback, key);
  EXPECT(pointer);
#else
  EXPECT(devm_remove_action(&dev, devres_callback, key) == 0);
  void *pointer = (void *)key;
#endif

  void *washed = launder(pointer);
  EXPECT(washed == pointer);
  struct arc *owner = inner_from_raw(washed); // RECLAIM HERE
  inner_revoke_and_put(owner);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
