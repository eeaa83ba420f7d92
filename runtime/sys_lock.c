/*===- sys_lock.c - locks on Linux --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A futex word. pthread mutexes are out: other sanitizers intercept them, and the runtime is inside
 * programs that interpose them.
 */
#include "sys.h"
#include "sys_raw.h"

#include <linux/futex.h>

enum { FREE = 0, HELD = 1, AWAITED = 2, SPINS = 64 };

static RT_NOINLINE void lock_slow(struct sys_lock *lock) {
  for (int i = 0; i < SPINS; i++) {
    uint32_t expected = FREE;
    if (__atomic_load_n(&lock->word, __ATOMIC_RELAXED) == FREE &&
        __atomic_compare_exchange_n(&lock->word, &expected, HELD, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED))
      return;
    __builtin_ia32_pause();
  }
  while (__atomic_exchange_n(&lock->word, AWAITED, __ATOMIC_ACQUIRE) != FREE)
    RAW(futex, &lock->word, FUTEX_WAIT_PRIVATE, AWAITED, 0);
}

void sys_lock(struct sys_lock *lock) {
  uint32_t expected = FREE;
  if (RT_UNLIKELY(!__atomic_compare_exchange_n(&lock->word, &expected, HELD, false,
                                               __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)))
    lock_slow(lock);
}

void sys_unlock(struct sys_lock *lock) {
  if (RT_UNLIKELY(__atomic_exchange_n(&lock->word, FREE, __ATOMIC_RELEASE) == AWAITED))
    RAW(futex, &lock->word, FUTEX_WAKE_PRIVATE, 1);
}
