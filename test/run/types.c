// With a list of types, pointers to other types are not followed. What goes through listed types is judged as
// before, at all levels. What goes through another type is unverified: a bug is missed there, and the counts say so.
// RUN: split-file %s %t.dir
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O0 -c %t.dir/program.c -o %t.0.o && %custody-clang %t.0.o -o %t.0
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 -c %t.dir/program.c -o %t.2.o && %custody-clang %t.2.o -o %t.2
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O3 -c %t.dir/program.c -o %t.3.o && %custody-clang %t.3.o -o %t.3
// RUN: not %run-custody %t.0 listed key 2>&1 | FileCheck %t.dir/program.c
// RUN: not %run-custody %t.2 listed key 2>&1 | FileCheck %t.dir/program.c
// RUN: not %run-custody %t.3 listed key 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.0 listed owner 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c
// RUN: %run-custody %t.2 listed owner 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c
// RUN: %run-custody %t.3 listed owner 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c
// Types are known where clang optimizes, and names them (from Clang 22 on).
// RUN: not %run-custody %t.0 other key 2>&1 | FileCheck %t.dir/program.c
// RUN: %if llvm-22 %{ %run-custody %t.2 other key 2>&1 | FileCheck --check-prefix=OTHER %t.dir/program.c %}
// RUN: %if llvm-22 %{ %run-custody %t.3 other key 2>&1 | FileCheck --check-prefix=OTHER %t.dir/program.c %}
// RUN: %run-custody %t.0 other owner 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c
// RUN: %if llvm-22 %{ %run-custody %t.2 other owner 2>&1 | FileCheck --check-prefix=OTHER %t.dir/program.c %}
// RUN: %if llvm-22 %{ %run-custody %t.3 other owner 2>&1 | FileCheck --check-prefix=OTHER %t.dir/program.c %}
// Where the program has no strict aliasing, clang names no types, and all pointers are followed.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 -fno-strict-aliasing %t.dir/program.c -o %t.a
// RUN: not %run-custody %t.a other key 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.a other owner 2>&1 | FileCheck --check-prefix=QUIET %t.dir/program.c

//--- list
fun:give=release
fun:take=reclaim:0
fun:lend=borrow.shared
type: const struct payload
type:char
type:void
//--- program.c
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct payload { long bytes[2]; };
struct object { long count; struct payload payload; };
struct other; /* not in the list */
struct record { struct payload *listed; struct other *other; };

__attribute__((noinline)) struct payload *give(struct object *o) { return &o->payload; }
__attribute__((noinline)) const struct payload *lend(struct payload *p) { return p; }
__attribute__((noinline)) struct object *take(const struct payload *p) {
  return (struct object *)((char *)p - sizeof(long));
}

static struct record *records;
static void *of(struct record *r, const char *which) { return strcmp(which, "other") ? (void *)r->listed : (void *)r->other; }

int main(int argc, char **argv) {
  struct object *o = calloc(1, sizeof *o);
  struct payload *owner = give(o);
  const struct payload *key = lend(owner);
  void *moved = argc > 2 && !strcmp(argv[2], "key") ? (void *)key : owner;
  records = malloc(sizeof *records);
  records->listed = moved;
  records->other = moved;
  // CHECK: ERROR: CustodySanitizer: wrong-provenance
  // CHECK: permissions were lost here, at a shared borrow
  // QUIET: 1 verified, 0 unverified, 0 reported
  // OTHER: 0 verified, 1 unverified, 0 reported
  printf("%p\n", (void *)take(of(records, argv[1])));
  return 0;
}
