// A session in LLDB, like that in gdb.c.
//
// REQUIRES: lldb
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t
// RUN: not env CUSTODY_OPTIONS=color=never %session -o 'custody-counts' %t 2>&1 | FileCheck %s --check-prefix=EARLY
// RUN: env CUSTODY_OPTIONS=color=never %session -o 'breakpoint set -n before' -o run -o up -o 'custody-describe stored' \
// RUN:   -o 'custody-describe key' -o 'custody-describe 5 + 5' -o 'custody-counts' -o continue -o bt -o 'custody-counts' -o continue \
// RUN:   %t 2>&1 | FileCheck %s
// RUN: not env CUSTODY_OPTIONS=color=never %session -o 'breakpoint set -n before' -o run -o up -o 'custody-describe *c' %t 2>&1 \
// RUN:   | FileCheck %s --check-prefix=STRUCT
// RUN: not env CUSTODY_OPTIONS=color=never %session -o 'breakpoint set -n before' -o run -o up -o 'custody-describe nothing' %t 2>&1 \
// RUN:   | FileCheck %s --check-prefix=WRONG
// RUN: env CUSTODY_OPTIONS=color=never %session -o 'run quiet' %t 2>&1 | FileCheck %s --check-prefix=QUIET
// What the program prints comes from its own terminal, so it may stand before or after the prompt.

#include "counted.h"

__attribute__((noinline)) static void before(void) {
  __asm__ volatile("");
}

int main(int count, char **arguments) {
  (void)arguments;
  struct counted *c = (struct counted *)calloc(1, sizeof *c);
  void *stored = counted_into_raw(c);
  void *key = counted_borrow(stored);
  before();
  if (count > 1)
    key = stored;
  counted_from_raw(key);
  return 0;
}
// EARLY: error: no program is running
// STRUCT: error: '*c' is no pointer
// WRONG: error: {{.*}}nothing
// CHECK: stop reason = breakpoint
// CHECK: CustodySanitizer: 0x
// CHECK-NEXT: derives from a release of 0x{{[0-9a-f]+}}, 1 outstanding:
// CHECK: #0 main {{.*}}lldb.c
// CHECK: CustodySanitizer: 0x
// CHECK-NEXT: comes from a shared borrow of 8 bytes, {{.*}}write: no; full object: no, only what was borrowed
// CHECK: a pointer with these bits was released here, 1 outstanding:
// CHECK: CustodySanitizer: 0xa
// CHECK-NEXT: no release of this address is known
// CHECK: CustodySanitizer: 0 verified, 0 unverified, 0 reported
// CHECK: ERROR: CustodySanitizer: wrong-provenance reclaim
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
// CHECK: Custody: the program stops at this report
// CHECK: main {{.*}}lldb.c
// CHECK: CustodySanitizer: 0 verified, 0 unverified, 1 reported
// CHECK: exited with status = 66
// QUIET-NOT: Custody
// QUIET: exited with status = 0
