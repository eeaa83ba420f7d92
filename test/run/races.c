// A slot and its tag are written in two steps. Threads exchange released pointers and borrows without
// locks, some with the same bits. If a reader sees only one of the two, the result is unknown, never a report.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs -I%include %s -o %t-O0 -lpthread
// RUN: %custody-clang -g -O2 -I%S/Inputs -I%include %s -o %t-O2 -lpthread
// RUN: %run-custody %t-O0 exchange good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O2 exchange good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O0 compare good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O2 compare good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O0 atomic good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O2 atomic good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O0 plain good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O2 plain good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t-O0 mixed good 2>&1 | FileCheck %s --check-prefix=MIXED --implicit-check-not=ERROR
// RUN: %run-custody %t-O2 mixed good 2>&1 | FileCheck %s --check-prefix=MIXED --implicit-check-not=ERROR
// RUN: not %run-custody %t-O0 exchange bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t-O2 exchange bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t-O2 compare bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t-O2 atomic bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t-O2 plain bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t-O2 mixed bad 2>&1 | FileCheck %s --check-prefix=BAD
// GOOD: 40000 taken
// GOOD: CustodySanitizer: {{[0-9]+}} verified, {{[0-9]+}} unverified, 0 reported
// MIXED: taken
// MIXED: CustodySanitizer: {{[0-9]+}} verified, {{[0-9]+}} unverified, 0 reported
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}races.c:{{[0-9:]+}} in take_back

#include "owner.h"
#include <custody/abi.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { PAIRS = 2, ROUNDS = 20000 };

/*===-- Ways to write and to take ------------------------------------------===*/

static _Atomic(void *) atomics[PAIRS];
static void *volatile plains[PAIRS];

static int put_exchange(int box, void *pointer) {
  return !atomic_load(&atomics[box]) && !atomic_exchange(&atomics[box], pointer);
}
static void *take_exchange(int box) {
  return atomic_exchange(&atomics[box], NULL);
}

static int put_compare(int box, void *pointer) {
  void *empty = NULL;
  return atomic_compare_exchange_weak(&atomics[box], &empty, pointer);
}
static void *take_compare(int box) {
  void *found = atomic_load(&atomics[box]);
  return found && atomic_compare_exchange_weak(&atomics[box], &found, NULL) ? found : NULL;
}

static int put_atomic(int box, void *pointer) {
  if (atomic_load(&atomics[box]))
    return 0;
  atomic_store(&atomics[box], pointer);
  return 1;
}
static void *take_atomic(int box) {
  void *found = atomic_load(&atomics[box]);
  if (found)
    atomic_store(&atomics[box], NULL);
  return found;
}

static int put_plain(int box, void *pointer) {
  if (plains[box])
    return 0;
  plains[box] = pointer;
  return 1;
}
static void *take_plain(int box) {
  void *found = plains[box];
  if (found)
    plains[box] = NULL;
  return found;
}

static const struct way {
  const char *name;
  int (*put)(int, void *);
  void *(*take)(int);
} ways[] = {{"exchange", put_exchange, take_exchange},
            {"compare", put_compare, take_compare},
            {"atomic", put_atomic, take_atomic},
            {"plain", put_plain, take_plain}},
  *way;

/* The writer waits until the box is empty, the reader until it is full. */
static void put(int box, void *pointer) {
  while (!way->put(box, pointer))
    sched_yield();
}
static void *take(int box) {
  void *pointer;
  while (!(pointer = way->take(box)))
    sched_yield();
  return pointer;
}

/*===-- The same bits: first as a borrow, then as the owner ----------------===*/

static _Atomic(int) taken;

static void *write_pairs(void *argument) {
  int box = (int)(long)argument;
  for (int i = 0; i < ROUNDS; i++) {
    struct item *raw = owner_into_raw(owner_new());
    put(box, (void *)item_borrow(raw));
    put(box, raw);
  }
  return NULL;
}
static void *read_pairs(void *argument) {
  int box = (int)(long)argument;
  for (int i = 0; i < ROUNDS; i++) {
    (void)take(box); /* the borrow */
    owner_put(owner_from_raw(take(box)));
    taken++;
  }
  return NULL;
}

/*===-- Other bits: writers that overwrite each other ----------------------===*/

static struct item *right, *other; /* released; borrowed, with other check bits */
static uintptr_t right_bits;       /* inverted */
static _Atomic(int) stop;

static __attribute__((noinline)) int is_right(const void *pointer) {
  __asm__ volatile("");
  return ~(uintptr_t)pointer == right_bits;
}

static void *write_right(void *argument) {
  (void)argument;
  while (!stop) {
    atomics[0] = right;
    plains[0] = right;
  }
  return NULL;
}
static void *write_other(void *argument) {
  (void)argument;
  while (!stop) {
    atomics[0] = (void *)item_borrow(other);
    plains[0] = (void *)item_borrow(other);
  }
  return NULL;
}
/* Rebuilds an owner each time. The owner is never put, so the object stays alive. */
static void *read_right(void *argument) {
  (void)argument;
  for (int i = 0; i < 4 * ROUNDS; i++) {
    void *pointer = i & 1 ? atomics[0] : plains[0];
    if (is_right(pointer) && owner_from_raw(pointer)->count)
      taken++;
    if (i % 64 == 0)
      sched_yield();
  }
  stop = 1;
  return NULL;
}

/*===-------------------------------------------------------------------------===*/

static void run(void *(*const bodies[])(void *), int count) {
  pthread_t threads[2 * PAIRS];
  for (int i = 0; i < count; i++)
    pthread_create(&threads[i], NULL, bodies[i], (void *)(long)(i / 2));
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

/* After the threads have ended, a borrow is reported again. */
static __attribute__((noinline)) void take_back(void) {
  struct item *raw = owner_into_raw(owner_new());
  put(1, (void *)item_borrow(raw));
  owner_put(owner_from_raw(take(1)));
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
    if (strcmp(argv[1], ways[i].name) == 0)
      way = &ways[i];
  if (way) {
    run((void *(*const[])(void *)){write_pairs, read_pairs, write_pairs, read_pairs}, 4);
  } else {
    way = ways;
    right = owner_into_raw(owner_new());
    right_bits = ~(uintptr_t)right;
    do
      other = &owner_new()->item;
    while (custody_check_bits((uintptr_t)other) == custody_check_bits((uintptr_t)right));
    run((void *(*const[])(void *)){write_right, write_other, read_right}, 3);
  }
  fprintf(stderr, "%d taken\n", taken);
  if (strcmp(argv[2], "bad") == 0)
    take_back();
  return 0;
}
