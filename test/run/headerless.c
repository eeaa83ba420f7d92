// An owner without a header in front of its payload. A borrow that spans the payload is enough to
// rebuild it. A smaller or a read-only borrow is reported.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t shared 2>&1 | FileCheck %s --check-prefix=SHARED
// RUN: not %run-custody %t part 2>&1 | FileCheck %s --check-prefix=PART
// GOOD: CustodySanitizer: 1 verified, 1 unverified, 0 reported
// SHARED: missing: write permission
// SHARED: SUMMARY: CustodySanitizer: wrong-provenance
// PART: missing: full-object permission
// PART: SUMMARY: CustodySanitizer: wrong-provenance

#include "owner.h"

CUSTODY_RECLAIM_PAYLOAD(0)
static struct item *box_from_raw(const void *pointer) {
  return (struct item *)pointer;
}
CUSTODY_RELEASE
static struct item *box_into_raw(struct item *box) {
  return box;
}
CUSTODY_BORROW_EXCLUSIVE(0)
static struct item *whole(struct item *item) {
  return item;
}
CUSTODY_BORROW_EXCLUSIVE(0)
static long *part(long *member) {
  return member;
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "good";
  struct item *raw = box_into_raw(malloc(sizeof(struct item)));
  if (strcmp(way, "shared") == 0)
    free(box_from_raw(item_borrow(raw)));
  else if (strcmp(way, "part") == 0)
    free(box_from_raw(part(&raw->a)));
  else {
    struct item *again = box_from_raw(raw);
    free(box_from_raw(whole(again)));
  }
  return 0;
}
