// A library opened by dlopen() finds every hook that it calls, even if the program calls none of them.
//
// RUN: %custody-clang -g -O1 -DLIBRARY -shared -fPIC %s -o %t.so
// RUN: %custody-clang -g -O1 %s -o %t
// RUN: %run-custody %t %t.so 2>&1 | FileCheck %s
// RUN: nm -D %t.so | FileCheck %s --check-prefix=NEEDED
// RUN: nm -D %t | FileCheck %s --check-prefix=THERE
//
// CHECK: 30 threads and bytes
// CHECK: CustodySanitizer: 0 verified, 0 unverified, 0 reported
// NEEDED-DAG: w __custody_realloc
// NEEDED-DAG: w __custody_reallocarray
// NEEDED-DAG: w __custody_pthread_create
// NEEDED-DAG: w __custody_thrd_create
// THERE-DAG: T __custody_release
// THERE-DAG: T __custody_va_begin

#ifdef LIBRARY
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

static void *grow(void *data) {
  return realloc(data, 10);
}
static int grow_more(void *data) {
  *(void **)data = reallocarray(*(void **)data, 2, 10);
  return 20;
}

int library_run(void);
int library_run(void) {
  pthread_t first;
  thrd_t second;
  void *bytes = NULL;
  int got;
  if (pthread_create(&first, NULL, grow, malloc(1)) || pthread_join(first, &bytes) || !bytes)
    return -1;
  if (thrd_create(&second, grow_more, &bytes) || thrd_join(second, &got) || !bytes)
    return -1;
  free(bytes);
  return 10 + got;
}

#else
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
  int (*run)(void) = NULL;
  if (library)
    *(void **)&run = dlsym(library, "library_run");
  if (!run)
    fprintf(stderr, "%s\n", dlerror());
  else
    fprintf(stderr, "%d threads and bytes\n", run());
  return 0;
}
#endif
