// A child process knows the releases of its parent, prints its own reports, and does not change the
// parent's records. A fork while other threads release and reclaim must not deadlock.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t -lpthread
// RUN: %run-custody %t 2>&1 | FileCheck %s
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
// CHECK: the child ended with 66
// CHECK: 20 children of a busy process ended well
// CHECK: CustodySanitizer: {{[1-9][0-9]*}} verified, 0 unverified, 0 reported

#include "owner.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_int stop;

static void *busy(void *unused) {
  while (!stop)
    owner_put(owner_from_raw(owner_into_raw(owner_new())));
  return unused;
}

static int in_child(void (*run)(struct item *), struct item *raw) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    run(raw);
    exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
    return -1;
  return WEXITSTATUS(status);
}

static void reclaim_key(struct item *raw) {
  owner_put(owner_from_raw(item_borrow(raw)));
}

static void reclaim_both(struct item *raw) {
  owner_put(owner_from_raw(raw));
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
  _exit(0); /* the counts of the child are not checked */
}

int main(void) {
  struct item *raw = owner_into_raw(owner_new());
  fprintf(stderr, "the child ended with %d\n", in_child(reclaim_key, raw));

  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, busy, NULL);
  int well = 0;
  for (int i = 0; i < 20; i++)
    well += in_child(reclaim_both, raw) == 0;
  stop = 1;
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  fprintf(stderr, "%d children of a busy process ended well\n", well);

  owner_put(owner_from_raw(raw));
  return 0;
}
