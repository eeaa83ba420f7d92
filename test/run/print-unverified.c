// print_stats=1 counts the unverified reclaims by reason. print_unverified=1 lists their source
// locations, the most frequent first. Without the options nothing is printed.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t0
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t0 2>&1 | FileCheck %s --implicit-check-not=CustodySanitizer
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t2
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t2 2>&1 | FileCheck %s --implicit-check-not=CustodySanitizer
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t2 2>&1 | FileCheck %s --check-prefix=ALONE
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t2 quiet 2>&1 | count 0
// RUN: env CUSTODY_OPTIONS= %t2 2>&1 | count 0
// CHECK: CustodySanitizer: 1 verified, 6 unverified, 0 reported
// CHECK-NEXT: CustodySanitizer: 4 unverified: unknown-history: a release with these bits was seen,
// CHECK-NEXT: CustodySanitizer: 1 unverified: no-release: no release with these bits was seen,
// CHECK-NEXT: CustodySanitizer: 1 unverified: null: it is NULL
// CHECK-NEXT: CustodySanitizer: 3 unverified: unknown-history: stand_in {{.*}}print-unverified.c:[[#@LINE+13]]:3 (owner_from_raw)
// CHECK-DAG: CustodySanitizer: 1 unverified: unknown-history: main {{.*}}print-unverified.c:[[#@LINE+23]]:5 (owner_from_raw)
// CHECK-DAG: CustodySanitizer: 1 unverified: no-release: main {{.*}}print-unverified.c:[[#@LINE+23]]:5 (owner_from_raw)
// CHECK-DAG: CustodySanitizer: 1 unverified: null: main {{.*}}print-unverified.c:[[#@LINE+23]]:5 (owner_from_raw)
// ALONE-NOT: verified,
// ALONE: CustodySanitizer: 3 unverified: unknown-history: stand_in

#include "owner.h"

// The pointer to be rebuilt comes from the owner, and so it has no history.
static void __attribute__((noinline)) stand_in(struct owner *owner) {
  struct item *item = &owner->item;
  __asm__ volatile("" : "+r"(item));
  owner_from_raw(item);
}

int main(int argc, char **argv) {
  (void)argv;
  struct owner *owner = owner_new(), *other = owner_new();
  struct item *raw = owner_into_raw(owner);
  owner_from_raw(raw);
  for (int i = 0; argc == 1 && i < 3; i++)
    stand_in(owner);
  if (argc == 1) {
    owner_from_raw(&owner->item);
    owner_from_raw(&other->item);
    owner_from_raw(NULL);
  }
  return 0;
}
