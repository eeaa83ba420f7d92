// CUSTODY_CONSUMES without a reclaim is an error.
//
// RUN: not %custody-clang -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %custody-clang -g -O2 -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: error: {{.*}}only_consumes
// CHECK-SAME: reclaim
// RUN: %clang -c %s -o %t.o -I%include

#include <custody/custody.h>

CUSTODY_CONSUMES
void *only_consumes(void *pointer);

int main(void) {
  only_consumes(0);
  return 0;
}
