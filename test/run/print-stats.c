// print_stats=1 prints one line at exit, also after exit() and in a program without boundaries.
// Without the option nothing is printed.
//
// RUN: %custody-clang -g -I%S/Inputs %s -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: %run-custody %t some 2>&1 | FileCheck %s --check-prefix=SOME
// RUN: env CUSTODY_OPTIONS= %t some >%t.out 2>&1
// RUN: FileCheck %s --check-prefix=PLAIN --input-file=%t.out --implicit-check-not=CustodySanitizer
// NONE: done
// NONE-NEXT: CustodySanitizer: 0 verified, 0 unverified, 0 reported
// SOME: done
// SOME-NEXT: CustodySanitizer: 2 verified, 1 unverified, 0 reported
// PLAIN: done

#include "owner.h"

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1) {
    struct owner *owner = owner_new();
    owner->count = 3;
    struct item *raw = owner_into_raw(owner);
    owner_put(owner_from_raw(raw));
    owner_put(owner_from_raw(raw));
    owner_put(owner_from_raw(&owner->item)); /* not a borrow: unknown history, so unverified */
  }
  fprintf(stderr, "done\n");
  exit(0);
}
