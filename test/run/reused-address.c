// Uninstrumented code gets the memory of a freed object, and stores its pointer where the old one was. The bits are
// the same, and the cell still has the old tag. That pointer is right and must not be reported. The old pointer is
// certainly stale only while the memory is in quarantine.
//
// RUN: %clang -O1 -DPLAIN -c %s -o %t.o
// RUN: %custody-clang -g -O0 -I%S/Inputs %s %t.o -o %t
// RUN: %run-custody %t reused 2>&1 | FileCheck %s --check-prefix=REUSED
// RUN: %run-custody %t made 2>&1 | FileCheck %s --check-prefix=REUSED
// RUN: not %run-custody %t stale 2>&1 | FileCheck %s --check-prefix=STALE
// RUN: %custody-clang -g -O2 -I%S/Inputs %s %t.o -o %t
// RUN: %run-custody %t reused 2>&1 | FileCheck %s --check-prefix=REUSED
// RUN: %run-custody %t made 2>&1 | FileCheck %s --check-prefix=REUSED
// RUN: not %run-custody %t stale 2>&1 | FileCheck %s --check-prefix=STALE
//
// REUSED-NOT: ERROR
// REUSED: the same address
// REUSED-NOT: ERROR
// STALE: ERROR: CustodySanitizer: stale reclaim
// STALE: SUMMARY: CustodySanitizer: stale {{.*}}reused-address.c:{{[0-9:]+}} in main

#ifdef PLAIN

#include <stdlib.h>

struct holder {
  void *item;
};

static void *from_malloc(void) {
  char *object = malloc(32);
  *(long *)object = 1;
  return object + 16;
}

// Allocates until it gets the address `was`.
void refill(struct holder *holder, void *was, void *(*make)(void)) {
  for (int i = 0; i < 100000; i++) {
    holder->item = make ? make() : from_malloc();
    if (holder->item == was)
      return;
  }
}

#else

#include "owner.h"

struct holder {
  void *item;
};
void refill(struct holder *holder, void *was, void *(*make)(void));

static void *make(void) {
  return owner_into_raw(owner_new());
}

// Empties the quarantine. These objects are larger than the others, so that other addresses stay free.
static void let_go(void) {
  for (int i = 0; i < 1000; i++) {
    struct owner *owner = calloc(1, 500);
    owner->count = 1;
    owner_put(owner_from_raw(owner_into_raw(owner)));
  }
}

int main(int argc, char **argv) {
  struct holder *holder = malloc(sizeof *holder);
  holder->item = make();
  void *was = holder->item;
  owner_put(owner_from_raw(holder->item));
  if (argc > 1 && strcmp(argv[1], "stale")) {
    let_go();
    refill(holder, was, strcmp(argv[1], "made") ? NULL : make);
    puts(holder->item == was ? "the same address" : "another address");
    fflush(stdout);
  }
  owner_put(owner_from_raw(holder->item));
  free(holder);
  return 0;
}

#endif
