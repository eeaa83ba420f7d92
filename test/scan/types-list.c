// What custody-scan writes, the plug-in reads: the pointers of this program that reach its boundary are followed, and
// those that do not have no tag.
// REQUIRES: llvm-22
// RUN: %custody-scan --no-table --types=%t.list %s -- -I%root/include && FileCheck --check-prefix=LIST %s < %t.list
// LIST:      # {{.*}} Read by the plug-in: CUSTODY_BOUNDARIES=THIS-FILE
// LIST-NOT:  type:struct bystander
// LIST-DAG:  type:struct payload
// LIST-DAG:  type:struct handle
// LIST-NOT:  type:struct bystander
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O0 %s -o %t.0
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 %s -o %t.2
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O3 %s -o %t.3
// RUN: not %run-custody %t.0 key 2>&1 | FileCheck %s
// RUN: not %run-custody %t.2 key 2>&1 | FileCheck %s
// RUN: not %run-custody %t.3 key 2>&1 | FileCheck %s
// RUN: %run-custody %t.0 2>&1 | FileCheck --check-prefix=QUIET %s
// RUN: %run-custody %t.2 2>&1 | FileCheck --check-prefix=QUIET %s
// RUN: %run-custody %t.3 2>&1 | FileCheck --check-prefix=QUIET %s
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -S -emit-llvm %s -o - | FileCheck --check-prefix=IR %s
// IR-LABEL: define {{.*}}@pass_by(
// IR-NOT:   nosanitize
// IR:       ret
#include <custody/custody.h>
#include <stddef.h>
#include <stdlib.h>

struct payload { long bytes[2]; };
struct object { long count; struct payload payload; };
struct handle;
struct bystander { struct bystander *next; };

CUSTODY_RELEASE struct payload *give(struct object *o);
CUSTODY_RECLAIM(0) struct object *take(struct payload *p);
struct payload *give(struct object *o) { return &o->payload; }
struct object *take(struct payload *p) { return (struct object *)((char *)p - offsetof(struct object, payload)); }

static struct handle *volatile stored;
struct bystander *pass_by(struct bystander *b);
struct bystander *pass_by(struct bystander *b) { return b->next; }

int main(int argc, char **argv) {
  struct bystander b = {&b};
  struct payload *p = give(calloc(1, sizeof(struct object)));
  (void)argv;
  if (argc > 1)
    p = (struct payload *)custody_borrow_shared(p, sizeof *p);
  stored = (struct handle *)p;
  // CHECK: ERROR: CustodySanitizer: wrong-provenance
  // CHECK: permissions were lost here, at a shared borrow of 16 bytes
  // QUIET: 1 verified, 0 unverified, 0 reported
  return take((struct payload *)stored) == NULL || pass_by(&b) != &b;
}
