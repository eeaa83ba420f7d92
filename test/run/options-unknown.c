// An unknown option ends the program before it runs. The message suggests the option that was
// probably meant. A misspelled `model` must not select the default silently.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: not env CUSTODY_OPTIONS=print_stats=1:halt_on_eror=0 %t 2>&1 | FileCheck %s --check-prefix=NEAR --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=no_such_option %t 2>&1 | FileCheck %s --check-prefix=NAMED --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS==4 %t 2>&1 | FileCheck %s --check-prefix=EMPTY --implicit-check-not="the program ran"
// RUN: env CUSTODY_OPTIONS=:::,print_stats=1:,: %t 2>&1 | FileCheck %s --check-prefix=RUNS
// NEAR: CustodySanitizer: ERROR: unknown option 'halt_on_eror' in CUSTODY_OPTIONS
// NEAR-SAME: did you mean 'halt_on_error'?
// NAMED: CustodySanitizer: ERROR: unknown option 'no_such_option' in CUSTODY_OPTIONS
// NAMED: known: model
// EMPTY: CustodySanitizer: ERROR: unknown option '' in CUSTODY_OPTIONS
// RUNS: the program ran
// RUNS: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

int main(void) {
  fprintf(stderr, "the program ran\n");
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
