/* everywhere.h replaces the C library's allocation functions by these, which call the originals. */
#include <custody/custody.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of reclaims of NULL. These count as unverified, but mean nothing. */
static size_t nothing;

__attribute__((destructor)) static void bench_count(void) {
  if (getenv("BENCH_COUNTS"))
    fprintf(stderr, "bench: %zu of NULL\n", nothing);
}

CUSTODY_RELEASE void *bench_malloc(size_t size) {
  return malloc(size);
}

CUSTODY_RELEASE void *bench_calloc(size_t count, size_t size) {
  return calloc(count, size);
}

CUSTODY_RELEASE void *bench_aligned_alloc(size_t alignment, size_t size) {
  return aligned_alloc(alignment, size);
}

CUSTODY_RELEASE char *bench_strdup(const char *text) {
  return strdup(text);
}

CUSTODY_RELEASE char *bench_strndup(const char *text, size_t size) {
  return strndup(text, size);
}

CUSTODY_RECLAIM(0) CUSTODY_RELEASE void *bench_realloc(void *object, size_t size) {
  return realloc(object, size);
}

CUSTODY_RECLAIM(0) void bench_free(void *object) {
  nothing += !object;
  free(object);
}
