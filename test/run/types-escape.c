// A released pointer gets a type that is not in the list, and then uninstrumented code stores it over a borrow with the same bits.
// The tag of the borrow stays in the cell. The pointer is not reported, because the runtime was told where it lost its
// history. The twin, which stores nothing over the borrow and lets no such pointer go, is reported.
// RUN: split-file %s %t.dir
// RUN: %clang -g -O2 -c %S/Inputs/types-library.c -o %t.library.o
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O0 -c %t.dir/program.c -o %t.0.o && %custody-clang %t.0.o %t.library.o -o %t.0
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -O0 -c %t.dir/program.c -o %t.n.o && %custody-clang %t.n.o %t.library.o -o %t.n
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O1 -c %t.dir/program.c -o %t.1.o && %custody-clang %t.1.o %t.library.o -o %t.1
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -O2 -c %t.dir/program.c -o %t.2.o && %custody-clang %t.2.o %t.library.o -o %t.2
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O3 -c %t.dir/program.c -o %t.3.o && %custody-clang %t.3.o %t.library.o -o %t.3
// RUN: %run-custody %t.0 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.n 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.1 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.2 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.3 2>&1 | FileCheck %t.dir/program.c
// RUN: not %run-custody %t.0 twin 2>&1 | FileCheck --check-prefix=TWIN %t.dir/program.c
// RUN: not %run-custody %t.2 twin 2>&1 | FileCheck --check-prefix=TWIN %t.dir/program.c
// RUN: not %run-custody %t.3 twin 2>&1 | FileCheck --check-prefix=TWIN %t.dir/program.c
// If a unit does not know its types, and another one does, a pointer may lose its history in any place.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -O0 -c %t.dir/part.c -o %t.part.o && %custody-clang %t.2.o %t.part.o %t.library.o -o %t.mixed
// RUN: %if llvm-22 %{ %run-custody %t.mixed twin 2>&1 | FileCheck %t.dir/program.c %}
// RUN: %custody-clang %t.n.o %t.part.o %t.library.o -o %t.unknown
// RUN: not %run-custody %t.unknown twin 2>&1 | FileCheck --check-prefix=TWIN %t.dir/program.c

//--- part.c
void *stored;
void part(void *p);
void part(void *p) { stored = p; }
//--- list
fun:give=release
fun:take=reclaim:0
fun:lend=borrow.shared
type:void
//--- program.c
#include <stdio.h>
#include <stdlib.h>

struct object { long count; long payload[2]; };
struct other; /* not in the list */
struct holder { struct other *other; };
void library_keep(void *p);
void library_put(void **at);

const char *__custody_default_options(void);
const char *__custody_default_options(void) { return "halt_on_error=0"; }

__attribute__((noinline)) void *give(struct object *o) { return o->payload; }
__attribute__((noinline)) void *lend(void *p) { return p; }
__attribute__((noinline)) struct object *take(void *p) { return (struct object *)((char *)p - sizeof(long)); }

static struct holder *volatile holder;
static void by_argument(struct other *p) { library_keep(p); }
static void by_field(void *p) {
  holder->other = p;
  library_keep(holder->other);
}
__attribute__((noinline)) static struct other *returned(void *p) { return p; }
static void by_return(void *p) { library_keep(returned(p)); }
__attribute__((noinline)) static void *same(void *p) {
  __asm__("" : "+r"(p));
  return p;
}
static void by_local_result(void *p) {
  struct other *o = same(p);
  library_keep(o);
}
void *get(void *p);
__attribute__((noinline)) void *get(void *p) {
  __asm__("" : "+r"(p));
  return p;
}
static void *(*volatile gets)(void *) = get;
static void by_result(void *p) {
  struct other *o = gets(p);
  library_keep(o);
}
static void by_variable(void *p) {
  struct other *o = p;
  library_keep(o);
}
__attribute__((noinline)) static void inner(struct other *p) { library_keep(p); }
/* It says that it is instrumented, because it may store through OUT. That does not take the tag of P. */
static void with_out(struct other *p, void **out) {
  *out = 0;
  library_keep(p);
}
static void (*volatile second)(struct other *, void **) = with_out;
static void by_out(void *p) {
  void *out;
  second(p, &out);
}
static void by_parameter(void *p) { inner(p); }
static void (*volatile first)(struct other *) = by_argument;
static void argument(void *p) { first(p); }
static void (*volatile ways[])(void *) = {argument, by_field, by_return, by_local_result, by_result, by_variable, by_parameter, by_out};

int main(int argc, char **argv) {
  (void)argv;
  holder = malloc(sizeof *holder);
  for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
    struct object *o = calloc(1, sizeof *o);
    void *released = give(o), *volatile *slot = malloc(sizeof *slot);
    *slot = lend(released);
    if (argc == 1) {
      ways[i](released);
      library_put((void **)slot);
    }
    // CHECK: 0 verified, 8 unverified, 0 reported
    // CHECK: 8 unverified: overwritten
    // TWIN: 0 verified, 0 unverified, 8 reported
    printf("%p\n", (void *)take(*slot));
  }
  return 0;
}
