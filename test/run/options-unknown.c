// An unknown option is named, with the one that was probably meant, and the program runs: another version of
// Custody may know the option. A known option with a wrong value still ends the program (options-malformed.c).
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: env CUSTODY_OPTIONS=halt_on_eror=0:print_stats=1 %t 2>&1 | FileCheck %s --check-prefixes=NEAR,RUNS
// RUN: env CUSTODY_OPTIONS=no_such_option:print_stats=1 %t 2>&1 | FileCheck %s --check-prefixes=NAMED,RUNS
// RUN: env CUSTODY_OPTIONS==4:print_stats=1 %t 2>&1 | FileCheck %s --check-prefixes=EMPTY,RUNS
// RUN: env CUSTODY_OPTIONS=:::,print_stats=1:,: %t 2>&1 | FileCheck %s --check-prefix=RUNS --implicit-check-not=WARNING
// NEAR: CustodySanitizer: WARNING: unknown option 'halt_on_eror' in CUSTODY_OPTIONS is ignored; did you mean 'halt_on_error'?
// NAMED: CustodySanitizer: WARNING: unknown option 'no_such_option' in CUSTODY_OPTIONS is ignored
// NAMED: known: model
// EMPTY: CustodySanitizer: WARNING: unknown option '' in CUSTODY_OPTIONS is ignored
// RUNS: the program ran
// RUNS: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

int main(void) {
  fprintf(stderr, "the program ran\n");
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
