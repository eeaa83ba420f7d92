/* A counted object whose owner becomes a raw pointer, for extension modules and small programs. */
#include <custody/custody.h>
#include <stdlib.h>

struct counted {
  long count;
  long value;
};

CUSTODY_RELEASE __attribute__((noinline)) static void *counted_into_raw(struct counted *c) {
  return &c->value;
}
CUSTODY_RECLAIM(0) __attribute__((noinline)) static struct counted *counted_from_raw(void *raw) {
  return (struct counted *)((char *)raw - offsetof(struct counted, value));
}
CUSTODY_RETURNS_SHARED __attribute__((noinline)) static long *counted_borrow(void *raw) {
  return raw;
}

enum way { RIGHT, BORROWED, STALE };

/* Rebuilds the owner from the stored pointer, from a borrow with the same bits, or from the stored pointer
 * after its object was freed. */
__attribute__((noinline)) static long round_trip(enum way way) {
  static void *stored;
  struct counted *made = calloc(1, sizeof *made);
  if (!made)
    return -1;
  made->value = 42;
  stored = counted_into_raw(made);
  void *key = counted_borrow(stored);
  if (way == STALE)
    free(made);
  struct counted *owner = counted_from_raw(way == BORROWED ? key : stored); /* RECLAIM */
  if (way == STALE)
    return 0;
  long value = owner->value;
  free(owner);
  return value;
}
