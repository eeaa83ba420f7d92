// An annotation for a parameter that does not exist is an error.
//
// RUN: not %custody-clang -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %custody-clang -g -O2 -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: error: {{.*}}looks_up
// CHECK-SAME: parameter 5
// RUN: %clang -c %s -o %t.o -I%include

#include <custody/custody.h>

CUSTODY_KEY(5)
int looks_up(void *table, const void *key);

int main(void) {
  looks_up(0, 0);
  return 0;
}
