// When a report ends the program, the report callback is called first, and the death callback of the sanitizers last. Without a
// report neither is called.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && not %t 2>&1 | FileCheck %s
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t && not %t 2>&1 | FileCheck %s
// RUN: %t quiet 2>&1 | FileCheck %s --check-prefix=QUIET --implicit-check-not=called

#include "counted.h"

#include <sanitizer/common_interface_defs.h>
#include <stdio.h>

static void on_report(const struct custody_report *report, void *data) {
  fprintf(stderr, "called: %s, %s\n", (const char *)data, report->kind);
}

static void on_death(void) {
  fprintf(stderr, "called: death\n");
}

int main(int count, char **arguments) {
  (void)arguments;
  struct counted *c = calloc(1, sizeof *c);
  custody_set_report_callback(on_report, "report");
  __sanitizer_set_death_callback(on_death);
  void *stored = counted_into_raw(c);
  void *key = counted_borrow(stored);
  free(counted_from_raw(count > 1 ? stored : key));
  fprintf(stderr, "end\n");
  return 0;
}
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
// CHECK-NEXT: called: report, wrong-provenance
// CHECK-NEXT: called: death
// CHECK-NOT: end
// QUIET: end
