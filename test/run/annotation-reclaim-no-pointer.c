// An owner cannot be rebuilt from a 32-bit number: an error.
//
// RUN: not %custody-clang -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %custody-clang -g -O2 -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: error: {{.*}}reclaims_int
// CHECK-SAME: parameter 0
// RUN: %clang -c %s -o %t.o -I%include

#include <custody/custody.h>

CUSTODY_RECLAIM(0)
void reclaims_int(int number);

int main(void) {
  reclaims_int(4);
  return 0;
}
