// The complete report of S8, line by line, and the exit status.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %s
// RUN: sh -c '%t 2>%t.err; test $? -eq 66'
// RUN: sh -c 'CUSTODY_OPTIONS=exitcode=7 %t 2>%t.err; test $? -eq 7'
// RUN: sh -c 'CUSTODY_OPTIONS=exitcode=0 %t 2>%t.err; test $? -eq 0'

#include "owner.h"

int main(void) {
  struct owner *owner = owner_new();
  owner->count = 2;
  struct item *spare = owner_into_raw(owner);
  if (!spare)
    return 2;
  const struct item *borrowed = item_borrow(&owner->item);
  struct owner *rebuilt = owner_from_raw(borrowed);
  owner_put(rebuilt);
  owner_put(owner);
  return 0;
}

// CHECK: =={{[0-9]+}}=={{ ?}}ERROR: CustodySanitizer: wrong-provenance reclaim of 0x{{[0-9a-f]+}}
// CHECK: missing: write permission, full-object permission
// CHECK: #0 {{.*}}main {{.*}}report.c:[[@LINE-8]]:
// CHECK: permissions were lost here, at a shared borrow of 16 bytes
// CHECK-NEXT: #0 {{.*}}item_borrow {{.*}}owner.h:
// CHECK: was released here, and is outstanding
// CHECK-NEXT: #0 {{.*}}main {{.*}}report.c:[[@LINE-16]]:
// CHECK: models: permission: violated {{ *}}exact: violated {{ *}}address: satisfied
// CHECK: Stacked Borrows: violated {{ *}}Tree Borrows: violated
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}report.c:[[@LINE-15]]:{{[0-9]+}} in main
