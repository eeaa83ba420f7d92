// Two functions release one pointer. If the second hands on what the first has released, the object
// was perhaps handed out only once. So the first reclaim is proven to be right, and a second one is
// not. Nested calls count once. If one function releases twice, two owners were handed out.
//
// RUN: %custody-clang -g -O0 %s -o %t0 && %run-custody %t0 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t0 nested 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not %run-custody %t0 spare 2>&1 | FileCheck %s --check-prefix=SPARE
// RUN: %custody-clang -g -O1 %s -o %t1 && %run-custody %t1 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t1 nested 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not %run-custody %t1 spare 2>&1 | FileCheck %s --check-prefix=SPARE
// RUN: %custody-clang -g -O2 %s -o %t2 && %run-custody %t2 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t2 nested 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not %run-custody %t2 spare 2>&1 | FileCheck %s --check-prefix=SPARE
// RUN: %custody-clang -g -O3 %s -o %t3 && %run-custody %t3 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t3 nested 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not %run-custody %t3 spare 2>&1 | FileCheck %s --check-prefix=SPARE
// CHECK: CustodySanitizer: 5 verified, 1 unverified, 0 reported
// CHECK-NEXT: 1 unverified: released-twice
// NESTED: SUMMARY: CustodySanitizer: already-reclaimed
// SPARE: SUMMARY: CustodySanitizer: already-reclaimed

#include <custody/custody.h>
#include <stdlib.h>
#include <string.h>

struct outer {
  long *inner;
};

CUSTODY_RELEASE
static long *inner_give(long *object) {
  return object;
}
CUSTODY_RECLAIM_PAYLOAD(0) CUSTODY_CONSUMES static long *inner_take(long *raw) {
  return raw;
}

CUSTODY_RELEASE
static long *outer_give(struct outer *outer, int nested) {
  return nested ? inner_give(outer->inner) : outer->inner;
}
CUSTODY_RECLAIM_PAYLOAD(0) CUSTODY_CONSUMES static long *outer_take(long *raw, int nested) {
  return nested ? inner_take(raw) : raw;
}

enum way { ON, NESTED, SPARE };

/* Hands an object out by WAY, and takes it back TIMES times. */
static void hand_out(enum way way, int times) {
  struct outer outer = {malloc(sizeof(long))};
  long *object = outer.inner;
  if (way == ON)
    outer.inner = inner_give(object);
  long *raw = outer_give(&outer, way == NESTED);
  if (way == SPARE)
    raw = outer_give(&outer, 0);
  for (int i = 0; i < times; i++)
    outer_take(raw, way == NESTED);
  free(object);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    int nested = !strcmp(argv[1], "nested");
    hand_out(nested ? NESTED : SPARE, nested ? 2 : 3);
    return 0;
  }
  hand_out(ON, 1);
  hand_out(ON, 2); /* the second time is not proven */
  hand_out(NESTED, 1);
  hand_out(SPARE, 2);
  return 0;
}
