/*===- s07.c - an upcast from a borrowed member ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S7 | an inner member *borrowed* (its span is the member), upcast (container_of), from_raw
 *        without recover | report: no FULL | report | ok if these bits are outstanding |
 *
 * The borrow is exclusive, so it may write, but only its 8 bytes. A cast does not change that.
 * QUIET: a member pointer without a borrow. Offsets do not limit a pointer, so it reaches the object.
 */
#include "inner.h"

#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

#ifndef QUIET
CUSTODY_BORROW_EXCLUSIVE(0)
#endif
static struct revocable *revocable_as_ptr(struct revocable *data) { // LOST HERE
  return data;                                                      // LOST HERE
}

static void revoke(struct revocable *data) {
  struct devres_inner *inner = container_of(data, struct devres_inner, data);
  inner_revoke_and_put(inner_from_raw(inner)); // RECLAIM HERE
}

int main(void) {
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);

  struct devres_inner *raw = devm_take_action(&dev, devres_callback, arc_as_ptr(arc));
  EXPECT(raw);
  revoke(revocable_as_ptr(&raw->data));

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
