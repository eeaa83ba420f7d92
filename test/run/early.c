// Boundaries in a constructor that runs before all others, in a destructor, in an atexit handler
// and beside an ifunc resolver. Either the runtime is ready, or the reclaim is unverified.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// CHECK: constructor, resolver, main, atexit, destructor
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}early.c:{{[0-9:]+}} in at_end

#include "owner.h"

static const char *names[5];
static int count;
static struct item *kept;
static const struct item *last;

static int one(void) {
  return 1;
}
static struct owner resolver_owner;

/* Runs while relocations are applied, so it cannot call library functions. */
static int (*resolve(void))(void) {
  return owner_from_raw(owner_into_raw(&resolver_owner)) == &resolver_owner ? one : NULL;
}
int resolved(void) __attribute__((ifunc("resolve")));

static __attribute__((constructor(101))) void first(void) {
  kept = owner_into_raw(owner_new());
  names[count++] = "constructor";
}

static void at_end(void) {
  names[count++] = "atexit";
  owner_put(owner_from_raw(last));
}

static __attribute__((destructor(101))) void destructor(void) {
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  names[count++] = "destructor";
  for (int i = 0; i < count; i++)
    fprintf(stderr, "%s%s", names[i], i + 1 < count ? ", " : "\n");
}

int main(int argc, char **argv) {
  (void)argv;
  if (resolved() == 1)
    names[count++] = "resolver";
  names[count++] = "main";
  atexit(at_end);
  owner_put(owner_from_raw(kept));
  last = owner_into_raw(owner_new());
  if (argc > 1)
    last = item_borrow(last);
  return 0;
}
