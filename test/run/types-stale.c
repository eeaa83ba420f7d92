// Memory that is read by a listed type may have been written by another one. The store by the other type clears the
// cell, so a pointer with the same bits does not get the history of the one before it: it is unverified, and not reported.
// RUN: split-file %s %t.dir
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O0 %t.dir/program.c -o %t.0
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O1 %t.dir/program.c -o %t.1
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 %t.dir/program.c -o %t.2
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O3 %t.dir/program.c -o %t.3
// RUN: %run-custody %t.0 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.1 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.2 2>&1 | FileCheck %t.dir/program.c
// RUN: %run-custody %t.3 2>&1 | FileCheck %t.dir/program.c
// The same where nothing is stored over the key.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 -DKEEP %t.dir/program.c -o %t.k
// RUN: not %run-custody %t.k 2>&1 | FileCheck --check-prefix=KEPT %s
// KEPT: ERROR: CustodySanitizer: wrong-provenance
// KEPT: 0 verified, 0 unverified, 9 reported

//--- list
fun:give=release
fun:take=reclaim:0
fun:lend=borrow.shared
type:char
type:void
//--- program.c
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct object { long count; long payload[2]; };
struct other; /* not in the list */
union slot { void *any; struct other *other; uintptr_t bits; };
struct words { void *data; union slot slot; };
struct typed { struct other *data; union slot slot; };

const char *__custody_default_options(void);
const char *__custody_default_options(void) { return "halt_on_error=0"; }

__attribute__((noinline)) void *give(struct object *o) { return o->payload; }
__attribute__((noinline)) void *lend(void *p) { return p; }
__attribute__((noinline)) struct object *take(void *p) { return (struct object *)((char *)p - sizeof(long)); }

static struct other *owner; /* no tag comes out of here, at -O1 and above */
#ifdef KEEP
#define IS_STORED 0
#else
#define IS_STORED 1
#endif
static volatile int stored = IS_STORED;

static void put(struct other **at) { if (stored) *at = owner; }
static void put_twice(struct other **at) { if (stored) at[0] = owner, at[1] = owner; }
static void put_bits(uintptr_t *at) { if (stored) *at = (uintptr_t)owner; }
static void put_bits_plus(uintptr_t *at) { if (stored) *at = (uintptr_t)owner + 8 - (stored ? 8 : 0); }
static void (*volatile puts_it)(struct other **) = put, (*volatile puts_both)(struct other **) = put_twice;
static void (*volatile puts_bits)(uintptr_t *) = put_bits, (*volatile puts_plus)(uintptr_t *) = put_bits_plus;
static void escape(void *p) { __asm__ volatile("" : : "r"(p) : "memory"); }

static void judge(void *p) { printf("%p\n", (void *)take(p)); }

/* A frame leaves the key on the stack, and another one stores another type there. */
__attribute__((noinline)) static void leave(void *key) {
  void *volatile all[8];
  for (int i = 0; i < 8; i++) all[i] = key;
  escape((void *)all);
}
__attribute__((noinline)) static void *reuse(void *key) {
  struct other *all[8];
  void *one;
  if (!stored) return key;
  for (int i = 0; i < 8; i++) puts_it(&all[i]);
  escape(all);
  memcpy(&one, &all[3], sizeof one);
  return one;
}

int main(void) {
  struct object *o = calloc(1, sizeof *o);
  void *released = give(o), *key = lend(released);
  owner = IS_STORED ? released : NULL; /* a released pointer that gets this type may be anywhere (types-escape.c) */
  escape(&owner);

  union slot *u = malloc(sizeof *u); /* a union */
  u->any = key;
  puts_it(&u->other);
  judge(u->any);
  void **slot = malloc(sizeof *slot); /* a void * that is written as another pointer */
  *slot = key;
  escape(slot);
  puts_it((struct other **)slot);
  judge(*slot);
  struct words *w = malloc(sizeof *w); /* a field that another structure has */
  w->data = key;
  escape(w);
  if (stored) ((struct typed *)w)->data = owner;
  escape(w);
  judge(w->data);
  void **two = malloc(2 * sizeof *two); /* two at once */
  two[0] = two[1] = key;
  escape(two);
  puts_both((struct other **)two);
  judge(two[0]);
  judge(two[1]);
  w->slot.any = key; /* an integer */
  puts_bits(&w->slot.bits);
  judge(w->slot.any);
  w->slot.any = key;
  puts_plus(&w->slot.bits);
  judge(w->slot.any);
  struct typed t = {(struct other *)key, {key}}; /* a copy */
  escape(&t);
  if (stored) t.data = owner, t.slot.other = owner;
  escape(&t);
  memcpy(w, &t, sizeof t);
  escape(w);
  judge(stored ? w->data : key);
  leave(key); /* the stack */
  judge(reuse(key));
  // CHECK-NOT: ERROR
  // CHECK:     0 reported
  return 0;
}
