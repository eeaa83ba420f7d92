// An uninstrumented program, which the wrapper links with the runtime, calls an instrumented library.
// The boundaries inside the library are judged as usual.
//
// RUN: %custody-clang -g -O1 -DLIBRARY -shared -fPIC -I%S/Inputs %s -o %t.so
// RUN: %clang -g -O1 -I%S/Inputs -I%include -c %s -o %t.o
// RUN: %custody-clang %t.o %t.so -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: %run-custody %t around 2>&1 | FileCheck %s --check-prefix=AROUND --implicit-check-not=ERROR
//
// Without the runtime, the name of the missing symbol shows the reason.
// RUN: not %clang %t.o %t.so -o %t.none 2>&1 | FileCheck %s --check-prefix=NONE
//
// GOOD: CustodySanitizer: 1 verified, 0 unverified, 0 reported
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}plain-main.c:{{[0-9:]+}} in library_bad
// AROUND: CustodySanitizer: 0 verified, 1 unverified, 0 reported
// NONE: undefined {{.*}}__custody_

#include "owner.h"

void library_good(struct owner *owner);
void library_bad(struct owner *owner);
struct item *library_release(struct owner *owner);
void library_reclaim(const struct item *item);

#ifdef LIBRARY
void library_good(struct owner *owner) {
  owner_put(owner_from_raw(owner_into_raw(owner)));
}
void library_bad(struct owner *owner) {
  owner_put(owner_from_raw(item_borrow(&owner->item)));
}
struct item *library_release(struct owner *owner) {
  return owner_into_raw(owner);
}
void library_reclaim(const struct item *item) {
  owner_put(owner_from_raw(item));
}
#else
int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "good";
  if (strcmp(way, "good") == 0)
    library_good(owner_new());
  else if (strcmp(way, "bad") == 0)
    library_bad(owner_new());
  else
    library_reclaim(library_release(owner_new()));
  return 0;
}
#endif
