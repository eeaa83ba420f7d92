// Together with AddressSanitizer, Custody reports the wrong owner and ASan the use-after-free. A
// correct program is silent.
//
// REQUIRES: asan
// RUN: %custody-clang -g -O1 -fsanitize=address -I%S/Inputs %s -o %t
// RUN: env ASAN_OPTIONS=detect_leaks=0 %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: env ASAN_OPTIONS=detect_leaks=0 not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY
// RUN: env ASAN_OPTIONS=detect_leaks=0 not %run-custody %t stale 2>&1 | FileCheck %s --check-prefix=STALE
// RUN: env ASAN_OPTIONS=detect_leaks=0 not %run-custody %t freed 2>&1 | FileCheck %s --check-prefix=FREED --implicit-check-not="ERROR: CustodySanitizer"
// GOOD: CustodySanitizer: 1 verified, 0 unverified, 0 reported
// KEY: ERROR: CustodySanitizer: wrong-provenance
// KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}beside-asan.c:{{[0-9:]+}} in main
// STALE: ERROR: CustodySanitizer: stale
// STALE: freed here
// FREED: ERROR: AddressSanitizer: heap-use-after-free
// FREED: SUMMARY: AddressSanitizer: heap-use-after-free

#include "owner.h"

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "good";
  struct owner *owner = owner_new();
  struct item *raw = owner_into_raw(owner);
  if (strcmp(way, "good") == 0)
    owner_put(owner_from_raw(raw));
  if (strcmp(way, "key") == 0)
    owner_put(owner_from_raw(item_borrow(raw)));
  if (strcmp(way, "stale") == 0) {
    owner_put(owner_from_raw(raw));
    return owner_from_raw(raw) == NULL;
  }
  if (strcmp(way, "freed") == 0) {
    owner_put(owner);
    return (int)*(volatile long *)&raw->a;
  }
  return 0;
}
