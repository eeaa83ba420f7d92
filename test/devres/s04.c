/*===- s04.c - the lookup returns the stored pointer ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S4 | the lookup returns the stored pointer (out parameter or return value) and that is
 *        reclaimed | ok | ok | ok |
 *
 * The key may be any borrow, because it is only compared. With an argument, the stored pointer comes
 * back through an out parameter, which contained the key before.
 */
#include "inner.h"

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) {
  return self;
}

CUSTODY_BORROW_SHARED(0)
static void devres_remove_action(const struct devres_inner *self, int through_parameter) {
  void *data = (void *)devres_as_ptr(self);
  if (through_parameter) {
    if (devm_take_action_into(self->dev, self->callback, data, &data) != 0)
      return;
  } else {
    data = devm_take_action(self->dev, self->callback, data);
    if (!data)
      return;
  }
  inner_revoke_and_put(inner_from_raw(data));
}

int main(int argc, char **argv) {
  (void)argv;
  struct device dev = {0};
  struct arc *arc = devres_new(&dev);

  devres_remove_action(inner_as_ptr(arc), argc > 1);
  devm_release_all(&dev);

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
