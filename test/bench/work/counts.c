/* Linked into a program that was compiled with CUSTODY_COUNT=1. At exit, writes its counters to the file
 * that CUSTODY_COUNTS names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct counter {
  const char *name;
  uint64_t count;
};

extern const struct counter __start_custody_counts[], __stop_custody_counts[];

__attribute__((destructor)) static void print_counts(void) {
  const char *path = getenv("CUSTODY_COUNTS");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file)
    return;
  for (const struct counter *c = __start_custody_counts; c < __stop_custody_counts; c++)
    if (c->count)
      fprintf(file, "%s %llu\n", c->name, (unsigned long long)c->count);
  fclose(file);
}
