// A thread may have the smallest possible stack, because the runtime's thread data is not on the stack. The data is
// freed when the thread ends, and allocated again if a later destructor makes a release.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t -lpthread
// RUN: %run-custody %t 2>&1 | FileCheck %s
// CHECK-NOT: ERROR
// CHECK: CustodySanitizer: 2001 verified, 0 unverified, 0 reported

#include "owner.h"
#include <limits.h>
#include <pthread.h>

static void round_trip(void *unused) {
  (void)unused;
  owner_put(owner_from_raw(owner_into_raw(owner_new())));
}

static void *nothing(void *unused) {
  return unused;
}

static pthread_key_t key;

static void *some(void *unused) {
  round_trip(unused);
  pthread_setspecific(key, &key);
  return NULL;
}

static void run(size_t stack, void *(*start)(void *)) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) || pthread_attr_setstacksize(&attributes, stack) ||
      pthread_create(&thread, &attributes, start, NULL) || pthread_join(thread, NULL))
    abort();
}

int main(void) {
  round_trip(NULL);
  if (pthread_key_create(&key, round_trip))
    abort();
  run(PTHREAD_STACK_MIN, nothing);
  for (int i = 0; i < 1000; i++)
    run(1 << 16, some);
  return 0;
}
