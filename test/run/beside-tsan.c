// ThreadSanitizer's memory layout has no room for the shadow. The program says so at its start, and
// stops, so that it does not run unchecked.
//
// REQUIRES: tsan
// RUN: %custody-clang -g -O1 -fsanitize=thread -I%S/Inputs %s -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %s --implicit-check-not="the program ran"
// CHECK: CustodySanitizer: ERROR: cannot reserve {{[0-9]+}} GiB of address space for the shadow at 0x{{[0-9a-f]+}}
// CHECK-NEXT: ThreadSanitizer has it

#include "owner.h"

int main(void) {
  fprintf(stderr, "the program ran\n");
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
