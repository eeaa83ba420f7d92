/*===- plain-key.c - v1 with a key that was never borrowed ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * S2 as C programmers write it. The key is the address of the object, and there is no pointer to const.
 * So only the lookup shows that the key must not become an owner.
 * QUIET: the lookup returns the stored pointer, and the owner is rebuilt from that.
 * With an argument, the caller passes the very pointer that it released.
 */
#include "inner.h"

static void devres_remove_action(struct devres_inner *self) { // LOST HERE
#ifdef QUIET
  void *data = devm_take_action(self->dev, self->callback, self);
  if (!data)
    return;
  inner_revoke_and_put(inner_from_raw(data));
#else
  if (devm_remove_action(self->dev, self->callback, self) != 0)
    return;
  inner_revoke_and_put(inner_from_raw(self));
#endif
}

/* Gives DEV a count of ARC. Returns the pointer that DEV stores. */
static struct devres_inner *give(struct device *dev, struct arc *arc) {
  struct devres_inner *inner = inner_as_ptr(arc);
  inner->dev = dev;
  inner->callback = devres_callback;
  inner->data.available = 1;
  struct devres_inner *raw = inner_into_raw(arc_clone(arc));
  EXPECT(devm_add_action(dev, devres_callback, raw) == 0);
  return raw;
}

int main(int argc, char **argv) {
  (void)argv;
  struct device dev = {0};
  struct arc *arc = arc_new(sizeof(struct devres_inner));
  struct devres_inner *released = give(&dev, arc);

  devres_remove_action(argc > 1 ? released : inner_as_ptr(arc));
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
