// A function that only reads through the address of a local does not say that it is instrumented. The tag of an
// outstanding release stays in the local anyway, because a pointer with the same bits is as good. So exact verifies it.
//
// RUN: %custody-clang -g -O2 -DCALLEES -c %s -o %t.o
// RUN: %custody-clang -g -O2 -I%S/Inputs %s %t.o -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --check-prefix=KEPT
// RUN: env CUSTODY_OPTIONS=model=exact:print_stats=1 %t 2>&1 | FileCheck %s --check-prefix=KEPT
// KEPT-NOT: ERROR
// KEPT: CustodySanitizer: 1 verified, 0 unverified, 0 reported
//
// The tag of a borrow is dropped: uninstrumented code may have stored the released pointer there.
// RUN: %clang -O2 -DCALLEES -c %s -o %t.plain.o
// RUN: %custody-clang -g -O2 -I%S/Inputs %s %t.plain.o -o %t.plain
// RUN: %run-custody %t.plain key 2>&1 | FileCheck %s --check-prefix=LOST
// LOST-NOT: ERROR
// LOST: CustodySanitizer: 0 verified, 1 unverified, 0 reported

struct box {
  void *data;
};
void box_set(struct box *box, void *data);
const void *box_look(const struct box *box);

#ifdef CALLEES

void box_set(struct box *box, void *data) {
  box->data = data;
}
const void *box_look(const struct box *box) {
  return box->data;
}

#else

#include "owner.h"

static const void *volatile seen;

int main(int argc, char **argv) {
  (void)argv;
  struct box box;
  struct item *raw = owner_into_raw(owner_new());
  box_set(&box, argc > 1 ? (void *)item_borrow(raw) : raw);
  if (argc > 1)
    box.data = (void *)item_borrow(raw);
  seen = box_look(&box);
  owner_put(owner_from_raw((struct item *)box.data));
  return 0;
}

#endif
