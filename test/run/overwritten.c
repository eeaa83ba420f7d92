// A borrow that lay in memory, and no release was seen: uninstrumented code may have stored the owner's own
// pointer there. That is so only if there is such code.
// RUN: %custody-clang -g -O1 %s -o %t.alone
// RUN: not %run-custody %t.alone 2>&1 | FileCheck %s --check-prefix=ALONE
// RUN: %clang -g -O1 -I %include -DELSEWHERE -c %s -o %t.plain.o
// RUN: %custody-clang -g -O1 -DWITH_OTHERS %s %t.plain.o -o %t.others
// RUN: %run-custody %t.others 2>&1 | FileCheck %s --check-prefix=OTHERS
// RUN: %clang -g -O1 -I %include -DMAIN_ELSEWHERE -c %s -o %t.main.o
// RUN: %custody-clang -g -O1 -DNO_MAIN %s %t.main.o -o %t.called
// RUN: %run-custody %t.called 2>&1 | FileCheck %s --check-prefix=OTHERS
#include <custody/custody.h>
#include <stdlib.h>

struct object {
  long count, values[3];
};
struct slot {
  long *volatile stored;
};

#ifdef ELSEWHERE
/* It stores the owner's own pointer over the borrow, which has the same bits. */
void store_again(struct slot *slot, struct object *o) {
  slot->stored = o->values;
}
#elif defined MAIN_ELSEWHERE
int test(void);
int main(void) {
  return test();
}
#else
static CUSTODY_RECLAIM(0) struct object *from_raw(long *p) {
  return (struct object *)((char *)p - sizeof(long));
}
static CUSTODY_BORROW_SHARED(0) long *key(long *p) {
  return p;
}
void store_again(struct slot *slot, struct object *o);

#ifdef NO_MAIN
int test(void)
#else
int main(void)
#endif
{
  struct object *o = calloc(1, sizeof *o);
  struct slot *slot = malloc(sizeof *slot);
  slot->stored = key(o->values);
#ifdef WITH_OTHERS
  store_again(slot, o);
#endif
  return from_raw(slot->stored) != o;
}
#endif

// ALONE:      ERROR: CustodySanitizer: wrong-provenance
// OTHERS-NOT:  ERROR
// OTHERS:      CustodySanitizer: 0 verified, 1 unverified, 0 reported
// OTHERS-NEXT: 1 unverified: overwritten:
