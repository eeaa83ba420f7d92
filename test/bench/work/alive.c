/* Linked into a program. Releases 1000 objects before main() and reclaims them at exit, so that the
 * process has tags during the whole run. */
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
