// The runtime's slow paths preserve all registers. They must not be bound lazily, because the resolver of the dynamic
// linker preserves only argument registers. Here values are live in all registers across a store with a tag.
//
// RUN: %custody-clang -O2 -fPIC -shared -DLIBRARY -I%S/Inputs -Wl,-z,lazy %s -o %t.so
// RUN: %custody-clang -O2 -I%S/Inputs %s %t.so -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s
// CHECK-DAG: right
// CHECK-DAG: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

long sum(void *p, long *v, long a, long b, long c, long d, void **slot);

#ifdef LIBRARY

long sum(void *p, long *v, long a, long b, long c, long d, void **slot) {
  long e = v[0], f = v[1], g = v[2], h = v[3], i = v[4], j = v[5];
  *slot = p;
  return a * 3 + b * 5 + c * 7 + d * 11 + e * 13 + f * 17 + g * 19 + h * 23 + i * 29 + j * 31;
}

#else

#include <stdio.h>

static void *slot;

int main(void) {
  long v[] = {5, 6, 7, 8, 9, 10};
  struct owner *owner = owner_new();
  long got = sum(owner_into_raw(owner), v, 1, 2, 3, 4, &slot);
  long want = 3 + 10 + 21 + 44 + 65 + 102 + 133 + 184 + 261 + 310;
  puts(got == want ? "right" : "wrong");
  owner_put(owner_from_raw((struct item *)slot));
  return got != want;
}

#endif
