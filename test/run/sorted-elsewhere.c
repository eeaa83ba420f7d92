// The C library sorts an array of released pointers, but their shadow cells do not move. A cell then belongs to
// another object. It must not lead to a report that the object was freed or reclaimed already.
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: %custody-clang -g -O2 -DCONSUMES -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// The quiet runs above have a twin, which reclaims the first pointer twice.
// RUN: %custody-clang -g -O2 -DTWICE -I%S/Inputs %s -o %t && not %run-custody %t 2>&1 | FileCheck --check-prefix=TWICE %s
// CHECK: 0 reported
// TWICE: ERROR: CustodySanitizer: stale
#include "owner.h"

enum { COUNT = 64 };

#ifdef CONSUMES
CUSTODY_RECLAIM(0) CUSTODY_CONSUMES
static struct owner *take(const struct item *item) {
  return (struct owner *)((char *)item - offsetof(struct owner, item));
}
#else
#define take owner_from_raw
#endif

static int descending(const void *a, const void *b) {
  long x = (*(struct item *const *)a)->b, y = (*(struct item *const *)b)->b;
  return x < y ? 1 : x > y ? -1 : 0;
}

int main(void) {
  struct item *items[COUNT];
  struct owner *owners[COUNT];
  for (int i = 0; i < COUNT; i++) {
    owners[i] = owner_new();
    owners[i]->item.b = i * 37 % COUNT;
    items[i] = owner_into_raw(owners[i]);
  }
  struct item *first = items[0];
  qsort(items, COUNT, sizeof *items, descending);
  for (int i = 0; i < COUNT; i++)
    owner_put(take(items[i]));
#ifdef TWICE
  owner_put(take(first));
#endif
  return first == NULL;
}
