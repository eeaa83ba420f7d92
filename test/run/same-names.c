// The names of the runtime's internal functions do not collide with names in the program.
// RUN: %custody-clang -g -O1 %s -o %t && %run-custody %t 2>&1 | FileCheck %s
// CHECK: 42 CustodySanitizer: 0 verified
#include <stdio.h>

int init(void) { return 40; }
int report(void) { return 1; }
int depot_get(void) { return 1; }
extern int options_parse(void) __attribute__((weak));

int main(void) {
  printf("%d ", init() + report() + depot_get() + (options_parse ? 100 : 0));
  fflush(stdout);
  return 0;
}
