// Boundaries that call boundaries. The outermost one counts, and the inner ones are ignored. An
// inner boundary on another pointer is judged separately.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: %custody-clang -g -O3 -I%S/Inputs %s -o %t && %run-custody %t 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// GOOD: CustodySanitizer: 3 verified, 0 unverified, 0 reported
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}nested.c:{{[0-9:]+}} in outer_from_raw

#include "owner.h"

static const struct item *other;

CUSTODY_RELEASE
static struct item *outer_into_raw(struct owner *owner) {
  struct item *item = owner_into_raw(owner);
  return owner_into_raw(owner_from_raw(item)); /* ignored: inside a release */
}

CUSTODY_RECLAIM(0)
static struct owner *outer_from_raw(const struct item *item) {
  if (other) {
    owner_put(owner_from_raw(other)); /* counted: another pointer */
    other = NULL;
  }
  return owner_from_raw(item); /* ignored: the same pointer */
}

int main(int argc, char **argv) {
  (void)argv;
  owner_put(outer_from_raw(outer_into_raw(owner_new())));
  struct item *raw = owner_into_raw(owner_new());
  other = argc > 1 ? item_borrow(raw) : raw;
  owner_put(outer_from_raw(outer_into_raw(owner_new())));
  return 0;
}
