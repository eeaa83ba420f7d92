// A signal handler leaves the hook that it interrupted by siglongjmp(). The next hook in an outer frame
// notices that, so that nothing is dropped from there on, and no lock stays taken. The same with a
// process that is forked in the handler.
//
// RUN: %custody-clang -g -O0 -fno-omit-frame-pointer -I%S/Inputs %s -o %t0 -pthread
// RUN: %run-custody %t0 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t0 bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: %custody-clang -g -O3 -fno-omit-frame-pointer -I%S/Inputs %s -o %t3 -pthread
// RUN: %run-custody %t3 2>&1 | FileCheck %s --implicit-check-not=ERROR
// RUN: not %run-custody %t3 bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t3 bad-stack 2>&1 | FileCheck %s --check-prefix=BAD
// CHECK: jumped enough
// CHECK: CustodySanitizer: {{[1-9][0-9]*}} verified, {{[0-9]+}} unverified, 0 reported
// BAD: jumped enough
// BAD: SUMMARY: CustodySanitizer: wrong-provenance

#include "owner.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JUMPS = 400, FORKS = 20 };

static struct owner pool[3] = {{.count = 1}, {.count = 1}, {.count = 1}};
static sigjmp_buf back;
static volatile sig_atomic_t jumps, stopping;

static void use(struct owner *owner) {
  struct item *item = owner_into_raw(owner);
  if (owner_from_raw(item) != owner)
    _exit(2);
}

static void on_timer(int number) {
  (void)number;
  if (jumps < FORKS) {
    pid_t child = fork();
    if (!child) {
      signal(SIGALRM, SIG_DFL);
      alarm(60); /* a lock that nobody gives back */
      siglongjmp(back, 2);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
      ;
    if (status)
      _exit(3);
  }
  siglongjmp(back, 1);
}

static void *other_thread(void *unused) {
  (void)unused;
  while (!stopping)
    use(&pool[2]);
  return NULL;
}

static __attribute__((noinline)) void work(void) {
  for (;;)
    use(&pool[1]);
}

int main(int argc, char **argv) {
  use(&pool[0]);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &set, NULL); /* in the other thread */
  pthread_t thread;
  pthread_create(&thread, NULL, other_thread, NULL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  static char memory[1 << 16];
  struct sigaction action = {.sa_handler = on_timer};
  if (argc > 1 && !strcmp(argv[1], "bad-stack")) {
    sigaltstack(&(stack_t){.ss_sp = memory, .ss_size = sizeof memory}, NULL);
    action.sa_flags = SA_ONSTACK;
  }
  sigaction(SIGALRM, &action, NULL);
  switch (sigsetjmp(back, 1)) {
  case 0:
    break;
  case 1:
    jumps++;
    break;
  default: /* a child */
    for (int i = 0; i < 100; i++)
      use(&pool[i % 3]);
    _exit(0);
  }
  if (jumps < JUMPS) {
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 100 + jumps % 50}}, NULL);
    work();
  }
  use(&pool[2]); /* takes the lock that the last jump may have left */
  stopping = 1;
  pthread_join(thread, NULL);
  fprintf(stderr, "jumped enough\n");
  struct item *item = owner_into_raw(&pool[0]);
  owner_from_raw(argc > 1 ? item_borrow(item) : item);
  return 0;
}
