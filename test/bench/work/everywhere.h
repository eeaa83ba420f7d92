/*
 * Included in front of all files of a program. Every allocation is a release, and every free is a
 * reclaim. So every pointer into the heap has a tag, in the whole program. Assembler labels change the
 * names, so that function pointers and members called `free` still work.
 */
#ifndef BENCH_EVERYWHERE_H
#define BENCH_EVERYWHERE_H

#include <custody/custody.h>

CUSTODY_RELEASE void *malloc(size_t) __asm__("bench_malloc");
CUSTODY_RELEASE void *calloc(size_t, size_t) __asm__("bench_calloc");
CUSTODY_RELEASE void *aligned_alloc(size_t, size_t) __asm__("bench_aligned_alloc");
CUSTODY_RELEASE char *strdup(const char *) __asm__("bench_strdup");
CUSTODY_RELEASE char *strndup(const char *, size_t) __asm__("bench_strndup");
CUSTODY_RECLAIM(0) CUSTODY_RELEASE void *realloc(void *, size_t) __asm__("bench_realloc");
CUSTODY_RECLAIM(0) void free(void *) __asm__("bench_free");

#endif
