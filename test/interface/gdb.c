// A session in gdb. The script of lib/custody stops the program at a report. There, and at a breakpoint of one's own,
// gdb can ask what is known of a pointer.
//
// REQUIRES: gdb
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t
// RUN: env CUSTODY_OPTIONS=color=never gdb -q -nx -batch -x %S/Inputs/session.gdb -x %build/lib/custody/custody-gdb.py \
// RUN:   -ex 'break before' -ex run -ex up -ex 'custody-describe stored' -ex 'custody-describe key' -ex 'custody-describe unknown' \
// RUN:   -ex 'call custody_describe_address(stored)' -ex 'custody-describe 5 + 5' -ex 'custody-describe *c' -ex 'custody-counts' \
// RUN:   -ex continue -ex 'where' -ex 'custody-counts' -ex 'continue' \
// RUN:   %t 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=color=never gdb -q -nx -batch -x %S/Inputs/session.gdb -x %build/lib/custody/custody-gdb.py \
// RUN:   -ex 'run quiet' %t 2>&1 | FileCheck %s --check-prefix=QUIET

#include "counted.h"

__attribute__((noinline)) static void before(void) {
  __asm__ volatile("");
}

int main(int count, char **arguments) {
  (void)arguments;
  struct counted *c = (struct counted *)calloc(1, sizeof *c);
  void *unknown = &count;
  void *stored = counted_into_raw(c);
  void *key = counted_borrow(stored);
  before();
  if (unknown && count > 1)
    key = stored;
  counted_from_raw(key);
  return 0;
}
// CHECK: Breakpoint 1, before ()
// The variable stored:
// CHECK: CustodySanitizer: 0x{{[0-9a-f]+}}
// CHECK-NEXT: derives from a release of 0x{{[0-9a-f]+}}, 1 outstanding:
// CHECK-NEXT: #0 main {{.*}}gdb.c
// The variable key:
// CHECK: CustodySanitizer: 0x
// CHECK-NEXT: comes from a shared borrow of 8 bytes, {{.*}}write: no; full object: no, only what was borrowed
// CHECK: a pointer with these bits was released here, 1 outstanding:
// CHECK: CustodySanitizer: 0x
// CHECK-NEXT: no release of this address is known
// A call of the function, with the address alone:
// CHECK: CustodySanitizer: 0x
// CHECK-NEXT: a pointer with these bits was released here, 1 outstanding:
// CHECK: CustodySanitizer: 0xa
// CHECK-NEXT: no release of this address is known
// CHECK: '*c' is no pointer
// CHECK: CustodySanitizer: 0 verified, 0 unverified, 0 reported
// CHECK: ERROR: CustodySanitizer: wrong-provenance reclaim
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
// CHECK: Custody: the program stops at this report
// CHECK: #0 {{.*}}__custody_on_error
// CHECK: main {{.*}}gdb.c
// CHECK: CustodySanitizer: 0 verified, 0 unverified, 1 reported
// CHECK: exited with code 0102
// QUIET-NOT: Custody
// QUIET: exited normally
