// A suppression may name what its pattern matches: a function, a source file, a library or a boundary.
// print_suppressions=1 lists at exit how often each line matched, and which never did.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: echo "wrong-provenance:fun:known_*" >%t.d/fun
// RUN: echo "*:src:*/suppressions-what.c" >%t.d/src
// RUN: echo "wrong-provenance:lib:suppressions-what.c.tmp" >%t.d/lib
// RUN: echo "wrong-provenance:boundary:owner_from_raw" >%t.d/boundary
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/fun %t 2>&1 | count 0
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/src %t 2>&1 | count 0
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/lib %t 2>&1 | count 0
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/boundary %t 2>&1 | count 0
// RUN: cp %t %t.d/prog
// RUN: cp %t.d/fun %t.d/prog.supp
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/%%b.supp %t.d/prog 2>&1 | count 0
//
// The same patterns for something else do not match.
// RUN: echo "wrong-provenance:fun:owner_from_raw" >%t.d/1
// RUN: echo "wrong-provenance:boundary:known_*" >%t.d/2
// RUN: echo "wrong-provenance:lib:*/suppressions-what.c$" >%t.d/3
// RUN: echo "wrong-provenance:src:suppressions-what.c.tmp" >%t.d/4
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.d/1 %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.d/2 %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.d/3 %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// RUN: not env CUSTODY_OPTIONS=suppressions=%t.d/4 %t 2>&1 | FileCheck %s --check-prefix=PRINTED
// PRINTED: SUMMARY: CustodySanitizer: wrong-provenance
//
// RUN: sh -c '(echo "# used"; echo "*:fun:known_bug"; echo "stale:fun:known_bug"; echo "wrong-owner:boundary:other") >%t.d/list'
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/list:print_suppressions=1 %t 2>&1 | FileCheck %s --check-prefix=LIST
// LIST:      CustodySanitizer: suppression in line 2 matched {{[1-9][0-9]*}} time{{s?}}: *:fun:known_bug
// LIST-NEXT: CustodySanitizer: suppression in line 3 matched nothing: stale:fun:known_bug
// LIST-NEXT: CustodySanitizer: suppression in line 4 matched nothing: wrong-owner:boundary:other
// RUN: env CUSTODY_OPTIONS=suppressions=%t.d/list:print_suppressions=1:log_format=json %t 2>&1 | FileCheck %s --check-prefix=JSON
// JSON: "type":"suppression",{{.*}}"kind":"stale","what":"fun","pattern":"known_bug","line":3,"count":0}

#include "owner.h"

static __attribute__((noinline)) void known_bug(struct owner *owner) {
  owner->count = 5;
  owner_put(owner_from_raw(item_borrow(&owner->item)));
}

int main(void) {
  known_bug(owner_new());
  return 0;
}
