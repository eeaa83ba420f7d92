/*===- plain-key-kernel.c - the same above the kernel's devres.c -*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * As plain-key.c, with the kernel's own registry. QUIET: another kernel function calls the action with
 * the stored pointer.
 */
#include "arc.h"

#include <linux/device.h>

int shim_warnings;

struct inner {
  long available[3];
};

static struct inner *inner_into_raw(struct arc *arc) {
  return arc_into_raw(arc);
}

static struct arc *inner_from_raw(const struct inner *inner) {
  return arc_from_raw(inner);
}

static struct device device;

static void reclaim(void *data) {
  arc_put(inner_from_raw(data));
}

static void remove_action(struct inner *self) {
#ifdef QUIET
  devm_release_action(&device, reclaim, self);
#else
  devm_remove_action(&device, reclaim, self);
  reclaim(self);
#endif
}

int main(void) {
  device_initialize(&device);
  struct arc *arc = arc_new(sizeof(struct inner));
  struct inner *raw = inner_into_raw(arc_clone(arc));
  if (devm_add_action(&device, reclaim, raw) != 0)
    return 2;
  remove_action(arc_as_ptr(arc));
  return shim_warnings || arc_count(arc) != 1 ? 3 : 0;
}
