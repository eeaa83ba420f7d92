/*===- s02.c - v1: the key becomes the owner ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S2 | v1: key made from a shared borrow of the inner object; the lookup succeeds;
 *        from_raw(key) | report: no FULL; no WRITE | report | ok |
 *
 * The first version of the patch. devm_remove_action proves that the count which inner_into_raw gave
 * away is ours again. But then an owner is rebuilt from the key. The key may only read 24 bytes, and the
 * count is in front of these bytes and must be written.
 * QUIET: the lookup returns the stored pointer, and the owner is rebuilt from that.
 */
#include "inner.h"

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) { // LOST HERE
  return self;                                                      // LOST HERE
}

CUSTODY_BORROW_SHARED(0)
static void devres_remove_action(const struct devres_inner *self) {
#ifdef QUIET
  void *data = devm_take_action(self->dev, self->callback, devres_as_ptr(self));
  if (!data)
    return;
  inner_revoke_and_put(inner_from_raw(data));
#else
  if (devm_remove_action(self->dev, self->callback, devres_as_ptr(self)) != 0)
    return;
  inner_revoke_and_put(inner_from_raw(devres_as_ptr(self))); // RECLAIM HERE
#endif
}

int main(void) {
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);

  devres_remove_action(inner_as_ptr(arc));
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
