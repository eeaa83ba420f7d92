// A report names the threads by number, and by name where they have one. In a program without threads it
// says nothing about them.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: not %run-custody %t 2>&1 | FileCheck %s
// RUN: not %run-custody %t alone 2>&1 | FileCheck %s --check-prefix=ALONE --implicit-check-not="by thread"
// CHECK: ERROR: CustodySanitizer: wrong-provenance reclaim of 0x{{[0-9a-f]+}} by thread T0{{$}}
// CHECK: was released here, and is outstanding:
// CHECK-NEXT: {{^ +}}by thread T{{[12]}} (releaser){{$}}
// CHECK-NEXT: #0 {{.*}}release
// ALONE: SUMMARY: CustodySanitizer: wrong-provenance

#define _GNU_SOURCE
#include "owner.h"

#include <pthread.h>

static struct owner *owner;

static void *release(void *unused) {
  owner_into_raw(owner);
  return unused;
}
static void *named(void *unused) {
  pthread_setname_np(pthread_self(), "releaser");
  return release(unused);
}

int main(int argc, char **argv) {
  (void)argv;
  owner = owner_new();
  owner->count = 3;
  if (argc > 1) {
    release(NULL);
  } else {
    pthread_t thread;
    pthread_create(&thread, NULL, named, NULL);
    pthread_join(thread, NULL);
  }
  owner_put(owner_from_raw(item_borrow(&owner->item)));
  return 0;
}
