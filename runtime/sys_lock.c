/*===- sys_lock.c - locks on Linux --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Spins, then yields, then sleeps. What the locks protect takes nanoseconds, and a futex would make
 * each unlock an atomic exchange, which costs as much as all of it. pthread's are out: other
 * sanitizers intercept them, and so do programs.
 */
#include "sys.h"
#include "sys_raw.h"

enum { SPINS = 64, YIELDS = 256 };

static bool try_lock(struct sys_lock *lock) {
  return __atomic_load_n(&lock->word, __ATOMIC_RELAXED) == 0 &&
         __atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE) == 0;
}

void sys_lock_wait(struct sys_lock *lock) {
  /* Sleeping lets go of the processor even where the holder has a lower real-time priority. */
  static const struct {
    int64_t seconds, nanoseconds;
  } nap = {0, 50000};
  for (int i = 0; !try_lock(lock); i++) {
    if (i < SPINS)
      __builtin_ia32_pause();
    else if (i < SPINS + YIELDS)
      RAW(sched_yield);
    else
      RAW(nanosleep, &nap, 0);
  }
}
