// custody_describe prints what Custody knows about a pointer, and changes nothing.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s

#include "owner.h"

int main(void) {
  struct owner *owner = owner_new();
  custody_describe(owner);
  // CHECK: CustodySanitizer: 0x{{[0-9a-f]+}}, described at main {{.*}}describe.c:[[@LINE-1]]:
  // CHECK-NEXT: its history is unknown

  struct item *raw = owner_into_raw(owner);
  custody_describe(raw);
  // CHECK: CustodySanitizer: 0x{{[0-9a-f]+}}, described at main {{.*}}describe.c:[[@LINE-1]]:
  // CHECK-NEXT: derives from a release of 0x{{[0-9a-f]+}}, 1 outstanding
  // CHECK-NEXT: #0 {{.*}}main {{.*}}describe.c:[[@LINE-4]]:

  custody_describe(item_borrow(raw));
  // CHECK: CustodySanitizer: 0x{{[0-9a-f]+}}, described at main {{.*}}describe.c:[[@LINE-1]]:
  // CHECK-NEXT: comes from a shared borrow of 16 bytes, item; write: no; full object: no
  // CHECK-NEXT: #0 item_borrow {{.*}}owner.h:
  // CHECK-NEXT: | {{.*}}item_borrow(
  // CHECK-NEXT: a pointer with these bits was released here, 1 outstanding:

  owner_put(owner_from_raw(raw));
  custody_describe(raw);
  // CHECK: CustodySanitizer: 0x{{[0-9a-f]+}}, described at main {{.*}}describe.c:[[@LINE-1]]:
  // CHECK: freed
  // CHECK: CustodySanitizer: 1 verified, 0 unverified, 0 reported
  return 0;
}
