// Together with UndefinedBehaviorSanitizer, both report, whether UBSan traps or not.
//
// REQUIRES: ubsan
// RUN: %custody-clang -g -O1 -fsanitize=undefined -fno-sanitize-recover=undefined -I%S/Inputs %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR --implicit-check-not="runtime error"
// RUN: not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY --implicit-check-not="runtime error"
// RUN: not %run-custody %t overflow 2>&1 | FileCheck %s --check-prefix=OVERFLOW --implicit-check-not="ERROR: CustodySanitizer"
// RUN: %custody-clang -g -O1 -fsanitize=undefined -fsanitize-trap=undefined -I%S/Inputs %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY
// GOOD: CustodySanitizer: 1 verified, 0 unverified, 0 reported
// KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}beside-ubsan.c:{{[0-9:]+}} in main
// OVERFLOW: runtime error: signed integer overflow

#include "owner.h"

#include <limits.h>

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "good";
  struct owner *owner = owner_new();
  struct item *raw = owner_into_raw(owner);
  if (strcmp(way, "key") == 0)
    owner_put(owner_from_raw(item_borrow(raw)));
  if (strcmp(way, "overflow") == 0)
    return INT_MAX + argc > 0;
  if (strcmp(way, "good") == 0)
    owner_put(owner_from_raw(raw));
  return 0;
}
