// report_unreclaimed=1 lists at exit what was released and never reclaimed, by the location of the release. What
// was reclaimed, and what was freed, is not in it.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t.O0
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t.O2
// RUN: %custody-clang -g -O3 -I%S/Inputs %s -o %t.O3
// RUN: env CUSTODY_OPTIONS=report_unreclaimed=1 %t.O0 2>&1 | FileCheck %s --implicit-check-not=never
// RUN: env CUSTODY_OPTIONS=report_unreclaimed=1 %t.O2 2>&1 | FileCheck %s --implicit-check-not=never
// RUN: env CUSTODY_OPTIONS=report_unreclaimed=1 %t.O3 2>&1 | FileCheck %s --implicit-check-not=never
// RUN: env CUSTODY_OPTIONS=report_unreclaimed=1 %t.O2 quiet 2>&1 | count 0
// RUN: env CUSTODY_OPTIONS=report_unreclaimed=1:log_format=json %t.O2 2>&1 | FileCheck %s --check-prefix=JSON
// CHECK:      CustodySanitizer: 1000 never reclaimed: {{main|many}} {{.*}}report-unreclaimed.c:29:{{[0-9]+}} (owner_into_raw)
// CHECK-NEXT: CustodySanitizer: 2 never reclaimed: main {{.*}}report-unreclaimed.c:40:{{[0-9]+}} (owner_into_raw)
// JSON: "type":"unreclaimed",{{.*}}"count":1000,"where":"{{.*}}report-unreclaimed.c:29:

#include "owner.h"

static void *kept[1000];

static void right(void) {
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  struct owner *freed = owner_new();
  kept[0] = owner_into_raw(freed);
  free(freed);
}

static void many(void) {
  for (int i = 0; i < 1000; i++)
    kept[i] = owner_into_raw(owner_new());
}

int main(int argc, char **argv) {
  (void)argv;
  right();
  if (argc > 1)
    return 0;
  many();
  struct owner *twice = owner_new();
  for (int i = 0; i < 2; i++)
    kept[i] = owner_into_raw(twice);
  return 0;
}
