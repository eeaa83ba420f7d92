/*===- lock.c - locks on Linux ------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A waiting thread spins, then yields, then sleeps. The locks are held for nanoseconds. A futex
 * would turn each unlock into an atomic exchange, which costs as much as the work under the lock.
 * The locks of pthread are not usable: other sanitizers and some programs intercept them.
 */
#include "host/host.h"
#include "raw.h"

enum { SPINS = 64, YIELDS = 256 };

uint64_t host_lock_forks;

/* Whether HOLDER cannot give its lock back: it is the calling thread itself, which left the code that
 * took the lock, or a thread of a parent process. */
static bool is_abandoned(uint64_t holder, uint64_t self) {
  uint64_t differ = holder ^ self;
  return !(differ % HOST_LOCK_FORK) || differ / HOST_LOCK_FORK;
}

static bool try_lock(struct host_lock *lock) {
  uint64_t holder = __atomic_load_n(&lock->word, __ATOMIC_RELAXED), self = host_lock_holder();
  return (!holder || is_abandoned(holder, self)) &&
         __atomic_compare_exchange_n(&lock->word, &holder, self, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

void host_lock_wait(struct host_lock *lock) {
  /* Sleep at last: yielding does not run a holder of lower real-time priority. */
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
