// A boundary list names the boundaries of code without annotations, by glob. The program is then checked
// as if it had annotations. The quiet twin reclaims the pointer that the lookup returned.
// RUN: split-file %s %t.dir
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O0 %t.dir/program.c -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %t.dir/program.c
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 %t.dir/program.c -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %t.dir/program.c
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 -DQUIET %t.dir/program.c -o %t
// RUN: %run-custody %t 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c
// Without the list there is nothing to check.
// RUN: %custody-clang -g -O2 %t.dir/program.c -o %t
// RUN: %run-custody %t 2>&1 | FileCheck --check-prefix=NONE %t.dir/program.c
// Two lists, one of which does not mention these functions.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list:%t.dir/other %custody-clang -g -O2 %t.dir/program.c -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %t.dir/program.c

//--- list
# What registry.c has.
fun:reg_g?ve*=release

fun: reg_take = reclaim:0
fun:reg_take=consumes
fun:reg_find=key:0
//--- other
fun:another_*=release
//--- program.c
#include <stdio.h>
#include <stdlib.h>

struct object { long count, payload[2]; };
static void *stored;

__attribute__((noinline)) void *reg_give(struct object *o) { return o->payload; }
__attribute__((noinline)) struct object *reg_take(void *p) {
  return (struct object *)((char *)p - sizeof(long));
}
__attribute__((noinline)) void *reg_find(void *key) { return stored == key ? key : NULL; }

int main(void) {
  struct object *o = malloc(sizeof *o);
  stored = reg_give(o);
  void *key = reg_find(o->payload);
#ifdef QUIET
  key = stored;
#endif
  // CHECK:      ERROR: CustodySanitizer: wrong-provenance
  // CHECK:      is being rebuilt into an owner by reg_take() from a lookup key
  // CHECK:      permissions were lost here, at a parameter that is only a lookup key
  // CHECK-NEXT: #0 reg_find
  // CHECK:      SUMMARY: CustodySanitizer: wrong-provenance
  // QUIET:      1 verified, 0 unverified, 0 reported
  // NONE:       0 verified, 0 unverified, 0 reported
  printf("%p\n", (void *)reg_take(key));
  return 0;
}
