/*
 * A fuzz target: the bytes are a sequence of calls of a driver. The first version of the kernel patch is wrong: a handle that is dropped
 * while its action is registered removes the action by a key, and rebuilds the owner from that key. With -DFIXED it takes the
 * pointer that the lookup returns. libFuzzer calls LLVMFuzzerTestOneInput; with -DAFL there is a main for AFL++.
 */
#include "inner.h"

#include <stdint.h>

CUSTODY_BORROW_SHARED(0)
__attribute__((noinline)) static const void *key_of(const struct devres_inner *self) {
  return self;
}

/* What the handle's drop does first. Its device may be gone by then. */
__attribute__((noinline)) static void remove_action(struct device *dev, struct arc *handle) {
  const void *key = key_of(inner_as_ptr(handle));
#ifdef FIXED
  void *stored = devm_take_action(dev, devres_callback, key);
  if (stored)
    inner_revoke_and_put(inner_from_raw(stored));
#else
  if (devm_remove_action(dev, devres_callback, key) == 0)
    inner_revoke_and_put(inner_from_raw(key)); /* RECLAIM */
#endif
}

enum { HANDLES = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct device devices[2] = {{0}};
  struct device *of[HANDLES] = {0};
  struct arc *handles[HANDLES] = {0};
  for (size_t i = 0; i < size && i < 64; i++) {
    unsigned slot = data[i] >> 3 & 3;
    struct device *dev = &devices[data[i] >> 5 & 1];
    switch (data[i] & 7) {
    case 0: /* probe */
      if (!handles[slot]) {
        handles[slot] = devres_new(dev);
        of[slot] = dev;
      }
      break;
    case 1: /* use */
      if (handles[slot])
        inner_as_ptr(handles[slot])->data.available++;
      break;
    case 2: /* clone and drop the clone */
      if (handles[slot])
        arc_put(arc_clone(handles[slot]));
      break;
    case 3: /* unplug */
      devm_release_all(dev);
      break;
    case 4: /* drop, if somebody revoked it before */
      if (handles[slot] && !inner_as_ptr(handles[slot])->data.available) {
        arc_put(handles[slot]);
        handles[slot] = 0;
      }
      break;
    case 5: /* drop; the action is removed if it has been used three times */
      if (handles[slot] && inner_as_ptr(handles[slot])->data.available > 3) {
        remove_action(of[slot], handles[slot]);
        arc_put(handles[slot]);
        handles[slot] = 0;
      }
      break;
    }
  }
  for (int i = 0; i < 2; i++)
    devm_release_all(&devices[i]);
  for (int i = 0; i < HANDLES; i++)
    if (handles[i])
      arc_put(handles[i]);
  return 0;
}

#ifdef AFL
int main(void) {
  static uint8_t data[64];
  size_t size = fread(data, 1, sizeof data, stdin);
  return LLVMFuzzerTestOneInput(data, size);
}
#endif
