/*===- s03.c - v2: another owner's pointer as a stand-in ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S3 | v2: key is as_ptr of another owner handle (a stand-in) | ok (unverified) |
 *        report: stand-in | ok |
 *
 * The fix of the discussion. The key comes from another owner, so it has all permissions that the
 * rebuilt owner needs. But it is not the released pointer. QUIET: uses the released pointer.
 */
#include "inner.h"

static void devres_remove_action(struct arc *self) {
  struct devres_inner *inner = arc_as_ptr(self);
#ifdef QUIET
  inner = devm_take_action(inner->dev, inner->callback, inner);
  if (!inner)
    return;
#else
  if (devm_remove_action(inner->dev, inner->callback, inner) != 0)
    return;
#endif
  inner_revoke_and_put(inner_from_raw(inner)); // RECLAIM HERE
}

int main(void) {
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);

  devres_remove_action(arc);
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
