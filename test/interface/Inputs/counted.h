/* A counted object in C and C++. */
#include <custody/custody.h>
#include <stdlib.h>

struct counted {
  long count, value;
};

CUSTODY_RELEASE __attribute__((noinline)) static void *counted_into_raw(struct counted *c) {
  return &c->value;
}
CUSTODY_RECLAIM(0) __attribute__((noinline)) static struct counted *counted_from_raw(void *raw) {
  return (struct counted *)((char *)raw - offsetof(struct counted, value));
}
CUSTODY_RETURNS_SHARED __attribute__((noinline)) static long *counted_borrow(void *raw) {
  return (long *)raw;
}
