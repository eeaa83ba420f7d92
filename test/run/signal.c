// A signal handler releases and reclaims, and so does the program that it interrupts. There is no wrong
// report and no deadlock. An interrupted reclaim may be unverified.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: %custody-clang -g -O3 -I%S/Inputs %s -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// CHECK: handled enough
// CHECK: CustodySanitizer: {{[1-9][0-9]*}} verified, {{[0-9]+}} unverified, 0 reported

#include "owner.h"
#include <signal.h>
#include <sys/time.h>

static struct owner pool[2] = {{.count = 1}, {.count = 1}};
static volatile sig_atomic_t handled;
static struct item *volatile given;

static __attribute__((noinline)) struct item *pass(struct item *item, const struct item *key) {
  return item == key ? item : NULL;
}

/* A handler must not call malloc, so the object exists already. */
static void on_timer(int signal) {
  (void)signal;
  given = owner_into_raw(&pool[0]);
  struct item *item = pass(given, item_borrow(&pool[0].item));
  if (owner_from_raw(item) == &pool[0])
    handled++;
}

int main(void) {
  signal(SIGALRM, on_timer);
  struct itimerval timer = {{0, 200}, {0, 200}};
  setitimer(ITIMER_REAL, &timer, NULL);
  long rounds = 0;
  while (handled < 300 || rounds < 100000) {
    struct item *item = owner_into_raw(&pool[1]);
    item = pass(item, item_borrow(&pool[1].item));
    if (owner_from_raw(item) != &pool[1])
      return 2;
    rounds++;
  }
  timer = (struct itimerval){{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &timer, NULL);
  fprintf(stderr, "handled enough\n");
  return 0;
}
