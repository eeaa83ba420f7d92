// With an unlimited stack the kernel lays out memory bottom-up. The program must start anyway.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: sh -c 'ulimit -s unlimited && %run-custody %t' 2>&1 | FileCheck %s
// CHECK: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

int main(void) {
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
