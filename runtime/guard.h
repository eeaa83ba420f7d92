/*===- guard.h - the thread runs code of the runtime --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Every entry to the runtime, a hook or an interceptor, enters the guard first. If the thread is
 * inside already, the entry does nothing. That happens in a signal handler that interrupted a
 * hook, and in code that the runtime itself calls (the allocations of a symbolizer). The thread
 * may hold a lock then, and "unknown" is always an allowed answer.
 */
#ifndef CUSTODY_RT_GUARD_H
#define CUSTODY_RT_GUARD_H

#include "core/thread_state.h"

/* Returns false if the thread is inside already; then the caller must not call guard_leave. */
static inline bool guard_enter(void) {
  if (RT_UNLIKELY(thread_state()->inside))
    return false;
  thread_state()->inside = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return true;
}

static inline void guard_leave(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  thread_state()->inside = 0;
}

#endif /* CUSTODY_RT_GUARD_H */
