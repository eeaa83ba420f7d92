// A process forks while its threads are born and die, and each thread needs memory of the runtime. No child
// waits for a lock that another thread of the parent held.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t -lpthread
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// CHECK: 400 children ended well
// CHECK: CustodySanitizer: {{[1-9][0-9]*}} verified, 0 unverified, 0 reported

#include "owner.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_int stop;

static void *live_shortly(void *unused) {
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return unused;
}

static void *bear(void *unused) {
  while (!stop) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
      pthread_create(&threads[i], NULL, live_shortly, NULL);
    for (int i = 0; i < 4; i++)
      pthread_join(threads[i], NULL);
  }
  return unused;
}

int main(void) {
  pthread_t mothers[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&mothers[i], NULL, bear, NULL);
  int well = 0;
  for (int i = 0; i < 400; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(20); /* a child that waits for ever dies, and so fails the test */
      live_shortly(NULL);
      _exit(0);
    }
    int status;
    well += child > 0 && waitpid(child, &status, 0) == child && status == 0;
  }
  stop = 1;
  for (int i = 0; i < 3; i++)
    pthread_join(mothers[i], NULL);
  fprintf(stderr, "%d children ended well\n", well);
  live_shortly(NULL);
  return 0;
}
