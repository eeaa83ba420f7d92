// No symbolizer takes a report away: not one that is not there, is no program, is unknown, ends at once, or
// answers nothing. The report is printed with the locations of the sites, and a line says why.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: %python -c "import os, sys; open(sys.argv[1], 'w').write('#!/bin/sh\nexit 0\n'); os.chmod(sys.argv[1], 0o755)" %t.dir/llvm-symbolizer
// RUN: %python -c "import os, sys; open(sys.argv[1], 'w').write('#!/bin/sh\nread line\nexit 1\n'); os.chmod(sys.argv[1], 0o755)" %t.dir/llvm-symbolizer-1
//
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=%t.dir/none not %t 2>&1 | FileCheck %s --check-prefixes=NONE,REPORT
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=%s not %t 2>&1 | FileCheck %s --check-prefixes=NONE,REPORT
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=/bin/true not %t 2>&1 | FileCheck %s --check-prefixes=UNKNOWN,REPORT
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=/ not %t 2>&1 | FileCheck %s --check-prefixes=UNKNOWN,REPORT
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=%t.dir/llvm-symbolizer not %t 2>&1 | FileCheck %s --check-prefixes=WARNED,REPORT
// RUN: env CUSTODY_OPTIONS=external_symbolizer_path=%t.dir/llvm-symbolizer-1 not %t 2>&1 | FileCheck %s --check-prefixes=WARNED,REPORT
// RUN: env UBSAN_OPTIONS=external_symbolizer_path=/bin/true not %t 2>&1 | FileCheck %s --check-prefixes=UNKNOWN,REPORT
//
// NONE: CustodySanitizer: WARNING: external_symbolizer_path '{{.*}}' cannot be started
// UNKNOWN: External symbolizer path is set to '{{.*}}' which isn't a known symbolizer
// WARNED: WARNING: {{.*}}ymbolizer
// REPORT: ERROR: CustodySanitizer: wrong-provenance
// REPORT: #0 main {{.*}}symbolizer.c:[[#LINE:]]
// REPORT: permissions were lost here
// REPORT: #0 item_borrow {{.*}}owner.h
// REPORT: #0 main {{.*}}symbolizer.c
// REPORT: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}symbolizer.c:[[#LINE]]

#include "owner.h"

int main(void) {
  struct item *raw = owner_into_raw(owner_new());
  owner_put(owner_from_raw(item_borrow(raw)));
  return 0;
}
