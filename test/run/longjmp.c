// longjmp() out of a boundary ends the boundary. Later boundaries count again, at any stack depth.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && not %run-custody %t 2>&1 | FileCheck %s
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t && not %run-custody %t 2>&1 | FileCheck %s
// RUN: %custody-clang -g -O2 -DQUIET -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --check-prefix=QUIET --implicit-check-not=ERROR
// QUIET: CustodySanitizer: 50 verified, 0 unverified, 0 reported

#include "owner.h"
#include <setjmp.h>

static jmp_buf environment;

/* A boundary that fails in the middle. */
CUSTODY_RELEASE
static __attribute__((noinline)) struct item *release_or_jump(struct owner *owner) {
  if (owner->count)
    longjmp(environment, 1);
  return &owner->item;
}

CUSTODY_RECLAIM(0)
static __attribute__((noinline)) struct owner *reclaim_or_jump(struct item *item) {
  if (item->a)
    longjmp(environment, 1);
  return owner_from_raw(item);
}

static __attribute__((noinline)) void fail(struct owner *owner, int depth) {
  char room[64];
  __asm__ volatile("" : : "r"(room) : "memory");
  if (depth)
    fail(owner, depth - 1);
  else if (owner->unused)
    release_or_jump(owner);
  else
    reclaim_or_jump(&owner->item);
}

int main(void) {
  for (volatile int i = 0; i < 50; i++) {
    struct owner *owner = owner_new();
    owner->unused = i % 2;
    struct item *raw = owner_into_raw(owner);
    if (setjmp(environment) == 0)
      fail(owner, i % 7);
    owner_put(owner_from_raw(raw));
  }
#ifndef QUIET
  struct owner *owner = owner_new();
  owner_put(owner_from_raw(item_borrow(&owner->item)));
  // CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}longjmp.c:[[@LINE-1]]:
#endif
  return 0;
}
