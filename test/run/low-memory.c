// A small limit of the address space leaves no room for the shadow. The program names the limit and
// stops, so that it does not run unchecked.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: not sh -c 'ulimit -v 1000000; %t' 2>&1 | FileCheck %s
// CHECK: CustodySanitizer
// CHECK-SAME: {{(address space|ulimit -v|shadow)}}
// CHECK-NOT: the program ran
// RUN: not sh -c 'ulimit -d 1000000; %t' 2>&1 | FileCheck %s --check-prefix=DATA
// DATA: CustodySanitizer: ERROR: cannot reserve {{.*}}: no room
// DATA-NEXT: 'ulimit -d' is 1000000 KiB. {{.*}} run under 'ulimit -d unlimited'
// RUN: %t 2>&1 | FileCheck %s --check-prefix=ROOM
// ROOM: the program ran

#include "owner.h"

int main(void) {
  fprintf(stderr, "the program ran\n");
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
