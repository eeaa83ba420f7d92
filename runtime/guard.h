/*===- guard.h - the thread is inside the runtime -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A hook that is entered from a signal handler which interrupted a hook, or from code that the
 * runtime itself calls (a symbolizer's allocations), does nothing: its lock may be held by the very
 * same thread, and unknown is always an allowed answer.
 */
#ifndef CUSTODY_RT_GUARD_H
#define CUSTODY_RT_GUARD_H

#include "base.h"

extern _Thread_local volatile uint8_t guard_inside;

/* Returns false where the thread is inside already; then guard_leave must not be called. */
static inline bool guard_enter(void) {
  if (RT_UNLIKELY(guard_inside))
    return false;
  guard_inside = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return true;
}

static inline void guard_leave(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  guard_inside = 0;
}

#endif /* CUSTODY_RT_GUARD_H */
