// One bug is one report: the same reclaim, called from the same line, of a pointer that lost its permissions
// at the same line. A second bug that goes through the same helper has a report of its own. The last lines
// say how often a bug was found that was found again.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t.O0
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t.O2
// RUN: not env CUSTODY_OPTIONS=halt_on_error=0 %t.O0 2>&1 | FileCheck %s --implicit-check-not=SUMMARY --implicit-check-not=" times:"
// RUN: not env CUSTODY_OPTIONS=halt_on_error=0 %t.O2 2>&1 | FileCheck %s --implicit-check-not=SUMMARY --implicit-check-not=" times:"
// RUN: not env CUSTODY_OPTIONS=halt_on_error=0:stack_depth=0 %t.O2 2>&1 | FileCheck %s --implicit-check-not=SUMMARY --implicit-check-not=" times:"
// RUN: env CUSTODY_OPTIONS=halt_on_error=0 %t.O2 quiet 2>&1 | count 0

#include "owner.h"

static __attribute__((noinline)) void adopt(struct owner *owner, const struct item *item) {
  owner->count++;
  owner_put(owner_from_raw(item));
}

static __attribute__((noinline)) void first_bug(struct owner *owner) {
  adopt(owner, item_borrow(&owner->item));
  __asm__ volatile(""); // no tail call
}

int main(int argc, char **argv) {
  (void)argv;
  struct owner *owner = owner_new();
  if (argc > 1) {
    owner->count++;
    adopt(owner, owner_into_raw(owner));
    return 0;
  }
  for (int i = 0; i < 5; i++)
    first_bug(owner);
  first_bug(owner);
  // CHECK: #1 {{.*}}first_bug
  // CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in adopt
  const struct item *key = item_borrow(&owner->item);
  adopt(owner, key);
  __asm__ volatile("");
  // CHECK: #1 {{.*}}main {{.*}}report-repeats.c
  // CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in adopt
  return 0;
}

// CHECK: CustodySanitizer: reported 6 times: wrong-provenance {{.*}} in adopt, lost at item_borrow {{.*}}owner.h
