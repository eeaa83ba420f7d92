// Without the wrapper: -fpass-plugin loads the plug-in, and custody-config prints the link options.
//
// RUN: %clang -g -O2 -fpass-plugin=%plugin -I%include -I%S/Inputs -c %s -o %t.o
// RUN: sh -c '%clang %t.o -o %t $(%custody-config --ldflags)'
// RUN: not %run-custody %t 2>&1 | FileCheck %s
// RUN: sh -c '%clang -DQUIET -g -O2 $(%custody-config --cflags) -I%S/Inputs %s -o %t $(%custody-config --ldflags)'
// RUN: %run-custody %t 2>&1 | FileCheck %s --check-prefix=QUIET --implicit-check-not=ERROR
// QUIET: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

int main(void) {
  struct item *raw = owner_into_raw(owner_new());
#ifdef QUIET
  owner_put(owner_from_raw(raw));
#else
  owner_put(owner_from_raw(item_borrow(raw)));
  // CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}by-hand.c:[[@LINE-1]]:{{[0-9]+}} in main
#endif
  return 0;
}
