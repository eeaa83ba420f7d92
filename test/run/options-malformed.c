// An invalid value ends the program before it runs. The message lists the valid values.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: not env CUSTODY_OPTIONS=model=nonsense %t 2>&1 | FileCheck %s --check-prefix=MODEL --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=model= %t 2>&1 | FileCheck %s --check-prefix=EMPTY --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=exitcode=abc %t 2>&1 | FileCheck %s --check-prefix=INT --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=halt_on_error=maybe %t 2>&1 | FileCheck %s --check-prefix=BOOL --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=stack_depth=99999999999999999999 %t 2>&1 | FileCheck %s --check-prefix=RANGE --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=stack_depth=-1 %t 2>&1 | FileCheck %s --check-prefix=NEGATIVE --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=color=green %t 2>&1 | FileCheck %s --check-prefix=COLOR --implicit-check-not="the program ran"
// RUN: not env CUSTODY_OPTIONS=print_stats %t 2>&1 | FileCheck %s --check-prefix=EQUALS --implicit-check-not="the program ran"
// RUN: not env "CUSTODY_OPTIONS=log_path='unclosed" %t 2>&1 | FileCheck %s --check-prefix=QUOTE --implicit-check-not="the program ran"
// MODEL: CustodySanitizer: ERROR: 'model=nonsense' in CUSTODY_OPTIONS: the value must be permission, exact or address
// EMPTY: CustodySanitizer: ERROR: 'model=' in CUSTODY_OPTIONS: the value must be permission, exact or address
// INT: CustodySanitizer: ERROR: 'exitcode=abc' in CUSTODY_OPTIONS: the value must be a number
// BOOL: CustodySanitizer: ERROR: 'halt_on_error=maybe' in CUSTODY_OPTIONS: the value must be 0 or 1
// RANGE: CustodySanitizer: ERROR: 'stack_depth=99999999999999999999' in CUSTODY_OPTIONS: the value must be a number from 0 to 32
// NEGATIVE: CustodySanitizer: ERROR: 'stack_depth=-1' in CUSTODY_OPTIONS: the value must be a number from 0 to 32
// COLOR: CustodySanitizer: ERROR: 'color=green' in CUSTODY_OPTIONS: the value must be auto, always or never
// EQUALS: CustodySanitizer: ERROR: entry 'print_stats' in CUSTODY_OPTIONS has no '='
// QUOTE: CustodySanitizer: ERROR: entry 'log_path' in CUSTODY_OPTIONS has an opening quote only
//
// Booleans as words, quotes, and every separator.
// RUN: env "CUSTODY_OPTIONS=print_stats=yes,model='exact' halt_on_error=off:color=\"never\"" %t 2>&1 | FileCheck %s --check-prefix=RUNS
// RUNS: the program ran
// RUNS: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

int main(void) {
  fprintf(stderr, "the program ran\n");
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return 0;
}
