// Several lists are one: all of their types are followed. A list of roles without types, beside one with both, gets a
// note. A list of types alone, which custody-scan writes beside the list of roles, is about all of them.
// REQUIRES: llvm-22
// RUN: split-file %s %t.dir
// RUN: env CUSTODY_BOUNDARIES=%t.dir/roles:%t.dir/types %custody-clang -Werror -g -O2 %t.dir/program.c -o %t.a 2>&1 | count 0
// RUN: not %run-custody %t.a 2>&1 | FileCheck %t.dir/program.c
// RUN: env CUSTODY_BOUNDARIES=%t.dir/types:%t.dir/more:%t.dir/roles %custody-clang -Werror -g -O2 %t.dir/program.c -o %t.b 2>&1 | count 0
// RUN: not %run-custody %t.b 2>&1 | FileCheck %t.dir/program.c
// RUN: env CUSTODY_BOUNDARIES=%t.dir/roles:%t.dir/more %custody-clang -Werror -g -O2 %t.dir/program.c -o %t.c 2>&1 | count 0
// RUN: %run-custody %t.c 2>&1 | FileCheck --check-prefix=MISSED %t.dir/program.c
// RUN: env CUSTODY_BOUNDARIES=%t.dir/roles:%t.dir/both %custody-clang -Werror -g -O2 %t.dir/program.c -o %t.d 2>&1 | FileCheck --check-prefix=NOTE %s
// RUN: not %run-custody %t.d 2>&1 | FileCheck %t.dir/program.c
// NOTE: note: Custody: the boundary list '{{.*}}roles' names no types, but '{{.*}}both' does: pointers of other types are not followed to the boundaries of either.
// The order of lines, comments, and other spellings of a type make no other list.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/roles:%t.dir/types:%t.dir/more %custody-clang -g -O2 -c %t.dir/program.c -o %t.o
// RUN: env CUSTODY_BOUNDARIES=%t.dir/again:%t.dir/roles %custody-clang -g -O2 -DOTHER -c %t.dir/program.c -o %t.other.o
// RUN: %custody-clang %t.o %t.other.o -o %t

//--- roles
fun:give=release
fun:take=reclaim:0
fun:lend=borrow.shared
//--- types
type:struct payload
//--- more
type:char
type:unsigned long
//--- both
fun:another=release
type:struct payload
//--- again
# Other words for the same.
type:long
type: volatile struct payload const
type:unsigned char

type:char
//--- program.c
#ifndef OTHER
#include <stdio.h>
#include <stdlib.h>
struct payload { long bytes[2]; };
struct object { long count; struct payload payload; };
__attribute__((noinline)) struct payload *give(struct object *o) { return &o->payload; }
__attribute__((noinline)) const struct payload *lend(struct payload *p) { return p; }
__attribute__((noinline)) struct object *take(const struct payload *p) {
  return (struct object *)((char *)p - sizeof(long));
}
const struct payload *volatile stored;
int main(void) {
  stored = lend(give(calloc(1, sizeof(struct object))));
  // CHECK: ERROR: CustodySanitizer: wrong-provenance
  // MISSED: 0 verified, 1 unverified, 0 reported
  printf("%p\n", (void *)take(stored));
  return 0;
}
#else
void other(void);
void other(void) {}
#endif
