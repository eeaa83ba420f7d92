/*
 * A program for the commands of docs/usage.md and README.md: its boundaries are in the page's list. The owner is rebuilt from
 * the pointer that was released. With the argument "wrong", it is rebuilt from a borrow.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct object {
  long count;
  long payload;
};

static void *slot;

__attribute__((noinline)) void *obj_into_raw(struct object *object) {
  return &object->payload;
}

__attribute__((noinline)) struct object *obj_from_raw(void *payload) {
  return (struct object *)((char *)payload - offsetof(struct object, payload));
}

/* Takes KEY out of the registry. Returns 0 if it is there. */
__attribute__((noinline)) int dev_remove(void *dev, void (*drop)(void *), void *key) {
  (void)dev, (void)drop;
  return slot == key ? 0 : -1;
}

__attribute__((noinline)) static const long *key_of(const struct object *object) {
  return &object->payload;
}

int main(int argc, char **argv) {
  struct object *object = calloc(1, sizeof *object);
  void *released = slot = obj_into_raw(object);
  void *key = argc > 1 && strcmp(argv[1], "wrong") == 0 ? (void *)key_of(object) : released;
  if (dev_remove(0, 0, key) == 0)
    free(obj_from_raw(key));
  return 0;
}
