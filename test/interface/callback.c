// The program hears of each report, with its fields and with the JSON line; a suppressed or repeated bug is none. Without a
// bug it hears nothing, and the counts say what was proved. The same in C++, and without the runtime.
//
// DEFINE: %{run} = env CUSTODY_OPTIONS=halt_on_error=0 %t
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && not %{run} | FileCheck %s
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t && not %{run} | FileCheck %s
// RUN: %custody-clang++ -x c++ -g -O1 -I%S/Inputs %s -o %t && not %{run} | FileCheck %s
// RUN: %custody-clang -g -O2 -DQUIET -I%S/Inputs %s -o %t && %{run} | FileCheck %s --check-prefix=QUIET
// RUN: %clang -I%include -I%S/Inputs %s -o %t && %t | FileCheck %s --check-prefix=NONE
// RUN: gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -I%include -I%S/Inputs %s -o %t
// RUN: %t | FileCheck %s --check-prefix=NONE

#include "counted.h"

#include <stdio.h>
#include <string.h>

static int heard;
static void *stored;

static void hear(const struct custody_report *report, void *data) {
  heard++;
  *(int *)data += 1;
  printf("kind %s, line %u in %s, pointer %s\n", report->kind, report->line, report->function,
         report->pointer == stored ? "right" : "wrong");
  printf("summary: %s\n", report->summary);
  printf("json: %.40s, %s, ends in %c\n", report->json,
         strlen(report->json) == report->json_bytes ? "length right" : "length wrong",
         report->json[report->json_bytes - 1]);
  // The callback may ask.
  struct custody_counts counts;
  printf("asked: %d, reported %llu\n", custody_get_counts(&counts), counts.reported);
  custody_describe_address(report->pointer);
  // A boundary here is not followed.
  counted_from_raw(stored);
}

__attribute__((noinline)) static void wrong(void *key) {
  counted_from_raw(key); // WRONG
}

int main(void) {
  int data = 0;
  struct custody_counts counts;
  struct counted *c = (struct counted *)calloc(1, sizeof *c);
  custody_set_report_callback(hear, &data);
  printf("active %d\n", custody_is_active());
  stored = counted_into_raw(c);
  printf("outstanding %llu\n", custody_outstanding(stored));
  custody_get_counts(&counts);
  printf("all outstanding %llu\n", counts.outstanding);
#ifndef QUIET
  void *key = counted_borrow(stored);
  for (int i = 0; i < 2; i++)
    wrong(key);
#endif
  free(counted_from_raw(stored));
  custody_get_counts(&counts);
  printf("at the end: %llu verified, %llu unverified, %llu reported, %llu outstanding; heard %d %d\n", counts.verified,
         counts.unverified, counts.reported, counts.outstanding, heard, data);
  custody_set_report_callback(NULL, NULL);
  return 0;
}
// CHECK: active 1
// CHECK-NEXT: outstanding 1
// CHECK-NEXT: all outstanding 1
// CHECK-NEXT: kind wrong-provenance, line [[# @LINE - 28]] in wrong{{.*}}, pointer right
// CHECK-NEXT: summary: wrong-provenance {{.*}}callback.c:{{[0-9:]+}} in wrong
// CHECK-NEXT: json: {"custody":{{[0-9]+}},"type":"report","process":{{.*}}, length right, ends in }
// CHECK-NEXT: asked: 1, reported 1
// CHECK-NEXT: at the end: 1 verified, 0 unverified, 2 reported, 0 outstanding; heard 1 1
// QUIET: active 1
// QUIET: at the end: 1 verified, 0 unverified, 0 reported, 0 outstanding; heard 0 0
// NONE: active 0
// NONE-NEXT: outstanding 0
// NONE: at the end: 0 verified, 0 unverified, 0 reported, 0 outstanding; heard 0 0
