// help=1 prints every option with its default. Then the program runs.
//
// RUN: %custody-clang %s -o %t
// RUN: env CUSTODY_OPTIONS=help=1 %t 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS="help=true halt_on_error=no,exitcode=3" %t 2>&1 | FileCheck %s
// CHECK-DAG: model
// CHECK-DAG: halt_on_error
// CHECK-DAG: exitcode
// CHECK-DAG: log_path
// CHECK-DAG: suppressions
// CHECK-DAG: print_stats
// CHECK-DAG: stack_depth
// CHECK-DAG: the program ran

#include <stdio.h>

int main(void) {
  fprintf(stderr, "the program ran\n");
  return 0;
}
