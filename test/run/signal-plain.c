// A signal handler passes the address of a local with a tag to uninstrumented code, while the program that
// it interrupts releases and reclaims. The runtime then looks the tag up in the ledger, which is locked by
// the interrupted release. There is no deadlock, in either direction, and no wrong report.
//
// RUN: %clang -g -O1 -DPLAIN -c %s -o %t.plain.o
// RUN: %custody-clang -g -O1 -I%S/Inputs %s %t.plain.o -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: %custody-clang -g -O3 -I%S/Inputs %s %t.plain.o -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// CHECK: handled enough
// CHECK: CustodySanitizer: {{[1-9][0-9]*}} verified, {{[0-9]+}} unverified, 0 reported

#if defined(PLAIN)
void look_at(void **local);
void look_at(void **local) {
  __asm__ volatile("" : : "r"(local) : "memory");
}
#else
#include "owner.h"
#include <signal.h>
#include <sys/time.h>

void look_at(void **local);

static struct owner pool[2] = {{.count = 1}, {.count = 1}};
static volatile sig_atomic_t handled;

static void on_timer(int signal) {
  (void)signal;
  for (int i = 0; i < 20; i++) {
    void *local = owner_into_raw(&pool[0]);
    look_at(&local);
    if (owner_from_raw(local) == &pool[0])
      handled++;
  }
}

int main(void) {
  signal(SIGALRM, on_timer);
  struct itimerval timer = {{0, 200}, {0, 200}};
  setitimer(ITIMER_REAL, &timer, NULL);
  long rounds = 0;
  while (handled < 20 * 1000 || rounds < 100000) {
    void *item = owner_into_raw(&pool[1]);
    look_at(&item); /* the handler interrupts this too */
    if (owner_from_raw(item) != &pool[1])
      return 2;
    rounds++;
  }
  timer = (struct itimerval){{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &timer, NULL);
  fprintf(stderr, "handled enough\n");
  return 0;
}
#endif
