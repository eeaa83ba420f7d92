// A suppressed report is counted, but not printed, and does not end the program. The file suppresses only
// the reports that match its lines.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: echo "# a comment" >%t.function
// RUN: echo "wrong-provenance:known_*" >>%t.function
// RUN: env CUSTODY_OPTIONS=suppressions=%t.function:print_stats=1 %t 2>&1 | FileCheck %s --check-prefix=KNOWN --implicit-check-not=ERROR
// RUN: echo "wrong-provenance:*/suppressions.c" >%t.file
// RUN: env CUSTODY_OPTIONS=suppressions=%t.file:print_stats=1 %t 2>&1 | FileCheck %s --check-prefix=KNOWN --implicit-check-not=ERROR
// RUN: echo "stale:known_bug" >%t.kind
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.kind %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// RUN: echo "wrong-provenance:other" >%t.name
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.name %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.missing %t 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: rm -rf %t.directory && mkdir %t.directory
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.directory %t 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not env CUSTODY_OPTIONS=include=%t.directory %t 2>&1 | FileCheck %s --check-prefix=INCLUDE
// RUN: echo "wrong-provenance:fnu:known_bug" >%t.typo
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.typo %t 2>&1 | FileCheck %s --check-prefix=TYPO
// RUN: echo "wrong-provenance:known::bug" >%t.rust
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.rust %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// KNOWN: CustodySanitizer: 0 verified, 0 unverified, 1 reported
// PRINTED: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in known_bug
// MISSING: CustodySanitizer: ERROR: suppressions file '{{.*}}' cannot be read
// INCLUDE: CustodySanitizer: ERROR: include={{.*}}.directory: the file cannot be read
// TYPO: CustodySanitizer: ERROR: {{.*}}.typo:1: write kind:pattern, or kind:what:pattern with fun, src, lib or boundary

#include "owner.h"

static __attribute__((noinline)) void known_bug(struct owner *owner) {
  owner_put(owner_from_raw(item_borrow(&owner->item)));
}

int main(void) {
  known_bug(owner_new());
  return 0;
}
