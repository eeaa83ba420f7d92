// CUSTODY_RELEASE is about the returned pointer. A function without one is an error.
//
// RUN: not %custody-clang -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %custody-clang -g -O2 -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: error: {{.*}}releases_nothing
// CHECK-SAME: return
// RUN: %clang -c %s -o %t.o -I%include

#include <custody/custody.h>

CUSTODY_RELEASE
void releases_nothing(void *owner);

int main(void) {
  releases_nothing(0);
  return 0;
}
