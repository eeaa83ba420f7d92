/*===- s06.c - a successful lookup is the proof ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S6 | only an immutable borrow at hand; the C call is the proof of ownership:
 *        custody_recover(key) returns the key's address with the released provenance |
 *        ok | ok | ok |
 *
 * The argument selects one of three ways. `object`: a borrow of the object. `member`: a borrow of a
 * member, and the lookup proves that it is part of the object. `unproven`: the program does not check
 * the result of the lookup, and nothing is outstanding by then. Recovering is the bug.
 */
#include "inner.h"

#include <string.h>

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) {
  return self;
}

CUSTODY_BORROW_SHARED(0)
static const struct revocable *data_as_ptr(const struct revocable *data) {
  return data;
}

CUSTODY_BORROW_SHARED(0)
static void by_object(const struct devres_inner *self) {
  const void *key = devres_as_ptr(self);
  if (devm_remove_action(self->dev, devres_callback, key) == 0)
    inner_revoke_and_put(inner_from_raw(custody_recover(key)));
}

static void by_member(struct device *dev, const struct revocable *data) {
  const void *key = (const char *)data - offsetof(struct devres_inner, data);
  if (devm_remove_action(dev, devres_callback, key) == 0)
    inner_revoke_and_put(inner_from_raw(custody_recover(key)));
}

CUSTODY_BORROW_SHARED(0)
static void unproven(const struct devres_inner *self) {
  const void *key = devres_as_ptr(self);
  devm_release_all(self->dev);
  if (devm_remove_action(self->dev, devres_callback, key) == 0)
    return;
  const void *found = custody_recover(key); // RECLAIM HERE
  EXPECT(found == key);
}

int main(int argc, char **argv) {
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);
  const char *way = argc > 1 ? argv[1] : "object";

  if (strcmp(way, "object") == 0)
    by_object(inner_as_ptr(arc));
  else if (strcmp(way, "member") == 0)
    by_member(&dev, data_as_ptr(&inner_as_ptr(arc)->data));
  else
    unproven(inner_as_ptr(arc));
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
