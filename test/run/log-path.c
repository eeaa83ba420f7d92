// log_path=FILE writes the report to FILE.PID. The program's own output does not change.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: not env CUSTODY_OPTIONS=log_path=%t.d/log %t >%t.out 2>&1
// RUN: sh -c 'cat %t.d/log.*' | FileCheck %s
// RUN: FileCheck %s --check-prefix=OWN --input-file=%t.out --implicit-check-not=CustodySanitizer
// RUN: not env CUSTODY_OPTIONS=log_path=stdout %t 2>/dev/null | FileCheck %s
// RUN: not env CUSTODY_OPTIONS=log_path=stderr %t 2>&1 >/dev/null | FileCheck %s
//
// If the file cannot be created, the report must not be lost.
// RUN: not env CUSTODY_OPTIONS=log_path=%t.d/none/log %t 2>&1 | FileCheck %s
//
// CHECK: ERROR: CustodySanitizer: wrong-provenance
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
// OWN: the program's own

#include "owner.h"

int main(void) {
  struct owner *owner = owner_new();
  printf("the program's own\n");
  fflush(stdout);
  owner_put(owner_from_raw(item_borrow(&owner->item)));
  return 0;
}
