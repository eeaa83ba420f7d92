// A pointer is compared with the address of a static object, and is equal. The optimizer must not replace
// it by that address, which has no history.
//
// DEFINE: %{level} =
// DEFINE: %{build} = %custody-clang -g %{level} -I%S/Inputs %s -o %t
// DEFINE: %{stored} = %run-custody %t stored 2>&1 | FileCheck %s --check-prefix=STORED --implicit-check-not=ERROR
// DEFINE: %{key} = not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY
// DEFINE: %{test} = %{build} && %{stored} && %{key}
// REDEFINE: %{level} = -O0
// RUN: %{test}
// REDEFINE: %{level} = -O1
// RUN: %{test}
// REDEFINE: %{level} = -O2
// RUN: %{test}
// REDEFINE: %{level} = -O3
// RUN: %{test}
//
// STORED: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

static struct owner object = {.count = 2};

static __attribute__((noinline)) void take_if_static(const struct item *item) {
  if (item == &object.item)
    owner_from_raw(item)->count--;
  // KEY: ERROR: CustodySanitizer: wrong-provenance
  // KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}compare-static.c:[[@LINE-2]]:{{[0-9]+}} in take_if_static
}

int main(int argc, char **argv) {
  struct item *released = owner_into_raw(&object);
  if (argc > 1 && strcmp(argv[1], "stored") == 0)
    take_if_static(released);
  else
    take_if_static(item_borrow(&object.item));
  return object.count != 1;
}
