// If the symbolizer of the compiler is not installed, one in PATH serves, whose name may end in a version. If there is
// none at all, one line says what is missing and what to do.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: %python %S/Inputs/forget_symbolizer.py %t %t.lost
// RUN: rm -rf %t.path && mkdir %t.path
// RUN: env PATH=%t.path %t.lost >%t.out 2>&1 || true
// RUN: FileCheck %s --check-prefix=NONE --input-file=%t.out
// NONE: CustodySanitizer: WARNING: there is no llvm-symbolizer in PATH. So a report has the source location of its reclaim, loss and
// NONE-SAME: release, but of no other frame.
// NONE-NEXT: Install it (Debian's package is llvm), or set external_symbolizer_path.
// NONE-NEXT: ====
// NONE-NEXT: ERROR: CustodySanitizer: wrong-provenance
// NONE: #0 call {{.*}}no-symbolizer.c:[[#]]
// NONE: SUMMARY
//
// RUN: ln -s %symbolizer %t.path/llvm-symbolizer-19
// RUN: env PATH=/nowhere:%t.path %t.lost >%t.out 2>&1 || true
// RUN: FileCheck %s --check-prefix=FOUND --input-file=%t.out --implicit-check-not=WARNING
// RUN: ln -s %symbolizer %t.path/llvm-symbolizer && ln -sf /bin/false %t.path/llvm-symbolizer-19
// RUN: env PATH=/nowhere:%t.path %t.lost >%t.out 2>&1 || true
// RUN: FileCheck %s --check-prefix=FOUND --input-file=%t.out --implicit-check-not=WARNING
// FOUND: #1 main {{.*}}no-symbolizer.c:[[#]]

#include "owner.h"

static __attribute__((noinline)) void call(struct item *raw) {
  owner_put(owner_from_raw(item_borrow(raw)));
  __asm__ volatile("");
}

int main(void) {
  call(owner_into_raw(owner_new()));
  return 0;
}
