/* Linked into a program: a thousand objects of its own are released before main() and reclaimed at
 * exit, so that tags are alive in the process for the whole run. */
#include <custody/custody.h>

#include <stdlib.h>

enum { OBJECTS = 1000 };

static void *kept[OBJECTS];

CUSTODY_RELEASE __attribute__((noinline)) static void *bench_alive_out(void *object) {
  return object;
}

CUSTODY_RECLAIM_SIZED(0, 0, 16) __attribute__((noinline)) static void bench_alive_in(void *object) {
  free(object);
}

__attribute__((constructor)) static void bench_alive_begin(void) {
  for (int i = 0; i < OBJECTS; i++)
    kept[i] = bench_alive_out(malloc(16));
}

__attribute__((destructor)) static void bench_alive_end(void) {
  for (int i = 0; i < OBJECTS; i++)
    bench_alive_in(kept[i]);
}
