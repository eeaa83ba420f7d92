/*===- threads.h - the same thing in several threads --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_THREADS_H
#define CUSTODY_TEST_THREADS_H

#include "unit.h"

#include <pthread.h>

enum { THREADS = 2 };

/* Runs BODY in THREADS threads, with the number of the thread, and waits for all. */
static inline void run_threads(void *(*body)(void *)) {
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++)
    CHECK(!pthread_create(&threads[i], nullptr, body, (void *)i));
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], nullptr);
}

/* Numbers of a thread's own, the same in every run; *STATE is not 0. */
static inline uint64_t next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  return *state ^= *state << 17;
}

#endif /* CUSTODY_TEST_THREADS_H */
