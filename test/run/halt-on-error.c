// With halt_on_error=0 every bad reclaim is reported, and the program runs to its end. Its exit status
// still shows that there was a report. By default the first report ends the program.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: sh -c 'CUSTODY_OPTIONS=halt_on_error=0:print_stats=1 %t >%t.log 2>&1; test $? -eq 66'
// RUN: FileCheck %s --check-prefix=ALL --input-file=%t.log
// RUN: sh -c 'CUSTODY_OPTIONS=halt_on_error=0:exitcode=0 %t >%t.log 2>&1; test $? -eq 5'
// RUN: not %run-custody %t 2>&1 | FileCheck %s --check-prefix=FIRST --implicit-check-not="the end"
// ALL: SUMMARY: CustodySanitizer: wrong-provenance
// ALL: between
// ALL: SUMMARY: CustodySanitizer: wrong-provenance
// ALL: the end
// ALL: CustodySanitizer: 1 verified, 0 unverified, 2 reported
// FIRST: SUMMARY: CustodySanitizer: wrong-provenance

#include "owner.h"

int main(void) {
  struct owner *owner = owner_new();
  owner->count = 3;
  struct item *raw = owner_into_raw(owner);
  owner_put(owner_from_raw(item_borrow(&owner->item)));
  fprintf(stderr, "between\n");
  owner_put(owner_from_raw(item_borrow(&owner->item)));
  owner_put(owner_from_raw(raw));
  fprintf(stderr, "the end\n");
  return 5;
}
