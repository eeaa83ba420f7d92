// Many threads release, pass on and reclaim at the same time. Nothing is lost and nothing is reported,
// and a bug in one of the threads is found. If no lock orders a slot and its shadow cell (a mailbox of
// atomics), a few of the pointers may be unknown.
//
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t -lpthread
// RUN: %run-custody %t locked good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: %run-custody %t atomic good 2>&1 | FileCheck %s --check-prefix=ATOMIC --implicit-check-not=ERROR
// RUN: not %run-custody %t locked bad 2>&1 | FileCheck %s --check-prefix=BAD
// GOOD: CustodySanitizer: 20000 verified, 0 unverified, 0 reported
// ATOMIC: CustodySanitizer: {{[0-9]+}} verified, {{[0-9]+}} unverified, 0 reported
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}threads.c:{{[0-9:]+}} in take

#include "owner.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define THREADS 4
#define ROUNDS 5000

static _Atomic(struct item *) mailbox[THREADS];
static struct item *locked_mailbox[THREADS];
static pthread_mutex_t locks[THREADS];
static int locked, bad;

/* Exchanges ITEM for the contents of BOX, if BOX is full (or empty) as WANTED. */
static struct item *exchange(int box, int wanted, struct item *item) {
  struct item *old = NULL;
  pthread_mutex_lock(&locks[box]);
  if (!locked_mailbox[box] == !wanted) {
    old = locked_mailbox[box];
    locked_mailbox[box] = item;
    item = NULL;
  }
  pthread_mutex_unlock(&locks[box]);
  return wanted ? old : item;
}

static void take(int box) {
  struct item *item;
  while (!(item = locked ? exchange(box, 1, NULL) : atomic_exchange(&mailbox[box], NULL)))
    sched_yield();
  owner_put(owner_from_raw(item));
}

static void give(int box, struct owner *owner, int round) {
  struct item *raw = owner_into_raw(owner);
  if (bad && round == ROUNDS / 2)
    raw = (struct item *)item_borrow(raw);
  if (locked) {
    while ((raw = exchange(box, 0, raw)))
      sched_yield();
    return;
  }
  struct item *empty = NULL;
  while (!atomic_compare_exchange_weak(&mailbox[box], &empty, raw)) {
    empty = NULL;
    sched_yield();
  }
}

/* Each thread puts into its own box and takes from the next one. */
static void *work(void *argument) {
  int self = (int)(long)argument;
  for (int i = 0; i < ROUNDS; i++) {
    give(self, owner_new(), i);
    take((self + 1) % THREADS);
  }
  return NULL;
}

int main(int argc, char **argv) {
  locked = argc > 1 && strcmp(argv[1], "locked") == 0;
  bad = argc > 2 && strcmp(argv[2], "bad") == 0;
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    pthread_mutex_init(&locks[i], NULL);
  for (long i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, work, (void *)i);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
