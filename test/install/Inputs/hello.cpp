/* The smallest bug: an owner is rebuilt from a borrow. With an argument it is right. */
#include <custody/custody.h>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

struct owner {
  long count, unused;
  long payload[2];
};

CUSTODY_RELEASE
static void *into_raw(struct owner *o) {
  return o->payload;
}
CUSTODY_RECLAIM(0)
static struct owner *from_raw(const void *p) {
  return (struct owner *)((char *)p - offsetof(struct owner, payload));
}
CUSTODY_BORROW_SHARED_SIZED(0, 16)
static const void *borrow(const void *p) {
  return p;
}

int main(int argc, char **argv) {
  (void)argv;
  struct owner *o = static_cast<struct owner *>(malloc(sizeof *o));
  if (!o)
    return 2;
  void *raw = into_raw(o);
  struct owner *again = from_raw(argc > 1 ? raw : borrow(raw));
  printf("%d\n", again == o);
  free(again);
  return 0;
}
