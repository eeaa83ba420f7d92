// A function that the user turns off, by CUSTODY_NO_SANITIZE or by a list at compile time, is like code that was
// compiled without Custody: a pointer that it makes has an unknown history, and nothing is reported.
//
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t.O0
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t.O2
// RUN: %custody-clang -g -O3 -I%S/Inputs %s -o %t.O3
// RUN: not %run-custody %t.O0 2>&1 | FileCheck %s --check-prefix=ON
// RUN: not %run-custody %t.O2 2>&1 | FileCheck %s --check-prefix=ON
// RUN: not %run-custody %t.O3 2>&1 | FileCheck %s --check-prefix=ON
// ON: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}no-sanitize.c
//
// RUN: %custody-clang -g -O0 -DOFF=CUSTODY_NO_SANITIZE -I%S/Inputs %s -o %t.O0
// RUN: %custody-clang -g -O2 -DOFF=CUSTODY_NO_SANITIZE -I%S/Inputs %s -o %t.O2
// RUN: %custody-clang -g -O3 -DOFF=CUSTODY_NO_SANITIZE -I%S/Inputs %s -o %t.O3
// RUN: %run-custody %t.O0 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// RUN: %run-custody %t.O2 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// RUN: %run-custody %t.O3 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// OFF: CustodySanitizer: 1 verified, 1 unverified, 0 reported
//
// RUN: sh -c '(echo "# a list"; echo "fun:make_*") > %t.d/fun; echo "src:*/no-sanitize.c" > %t.d/src'
// RUN: sh -c '(echo "[address]"; echo "fun:*"; echo "[custody]"; echo "fun:nothing") > %t.d/other'
// RUN: env CUSTODY_IGNORELIST=%t.d/other:%t.d/fun %custody-clang -g -O0 -I%S/Inputs %s -o %t.O0
// RUN: env CUSTODY_IGNORELIST=%t.d/fun %custody-clang -g -O2 -I%S/Inputs %s -o %t.O2
// RUN: env CUSTODY_IGNORELIST=%t.d/fun %custody-clang -g -O3 -I%S/Inputs %s -o %t.O3
// RUN: %run-custody %t.O0 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// RUN: %run-custody %t.O2 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// RUN: %run-custody %t.O3 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR
// RUN: env CUSTODY_IGNORELIST=%t.d/src %custody-clang -g -O2 -I%S/Inputs %s -o %t.src
// RUN: %run-custody %t.src 2>&1 | FileCheck %s --check-prefix=SRC --implicit-check-not=ERROR
// SRC: CustodySanitizer: 0 verified,
// RUN: env CUSTODY_IGNORELIST=%t.d/other %custody-clang -g -O2 -I%S/Inputs %s -o %t.other
// RUN: not %run-custody %t.other 2>&1 | FileCheck %s --check-prefix=ON
//
// Mistakes in a list.
// RUN: sh -c '(echo; echo "fun:x=release") > %t.d/wrong'
// RUN: not env CUSTODY_IGNORELIST=%t.d/wrong %custody-clang -c -I%S/Inputs %s -o %t.o 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: wrong:2: expected 'fun:GLOB' or 'src:GLOB'
// RUN: not env CUSTODY_IGNORELIST=%t.d/none %custody-clang -c -I%S/Inputs %s -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: the ignore list '{{.*}}none' cannot be read: {{.*}} (CUSTODY_IGNORELIST)

// The attribute that turns all sanitizers off does the same. A call in such a function once crashed the compiler.
// RUN: %custody-clang -g -O0 "-DOFF=__attribute__((disable_sanitizer_instrumentation,noinline))" -I%S/Inputs %s -o %t.O0
// RUN: %run-custody %t.O0 2>&1 | FileCheck %s --check-prefix=OFF --implicit-check-not=ERROR

#include "owner.h"

#ifndef OFF
#define OFF
#endif

OFF static const struct item *make_key(struct item *raw) {
  return item_borrow(raw);
}

int main(void) {
  struct owner *owner = owner_new();
  owner->count = 2;
  struct item *raw = owner_into_raw(owner);
  owner_put(owner_from_raw(make_key(raw)));
  owner_put(owner_from_raw(raw));
  return 0;
}
