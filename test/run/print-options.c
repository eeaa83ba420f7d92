// symbolize=0, print_summary=0, stack_depth=0 and color change only the part that they name.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: not env CUSTODY_OPTIONS=symbolize=0 %t 2>&1 | FileCheck %s --check-prefix=ADDRESSES
// RUN: not env CUSTODY_OPTIONS=print_summary=0 %t 2>&1 | FileCheck %s --check-prefix=NOSUMMARY --implicit-check-not=SUMMARY
// RUN: not env CUSTODY_OPTIONS=stack_depth=0 %t 2>&1 | FileCheck %s --check-prefix=SUMMARY
// RUN: not env CUSTODY_OPTIONS=color=always %t 2>&1 | FileCheck %s --check-prefix=COLOR
// RUN: not env CUSTODY_OPTIONS=color=auto %t 2>&1 | FileCheck %s --check-prefix=SUMMARY --implicit-check-not={{"\x1b"}}
// ADDRESSES: #0 bug {{.*}}print-options.c:
// ADDRESSES-NEXT: #1 {{.*}}print-options.c.tmp+0x{{[0-9a-f]+}}
// NOSUMMARY: models: permission: violated
// SUMMARY: SUMMARY: CustodySanitizer: wrong-provenance
// COLOR: {{.\[1?m?.*}}ERROR: CustodySanitizer

#include "owner.h"

static __attribute__((noinline)) void bug(struct owner *owner) {
  owner_put(owner_from_raw(item_borrow(owner_into_raw(owner))));
}

int main(void) {
  bug(owner_new());
  return 0;
}
