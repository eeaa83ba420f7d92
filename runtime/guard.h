/*===- guard.h - the thread runs code of the runtime --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Every entry to the runtime, a hook or an interceptor, enters the guard first. If the thread is
 * inside already, the entry does nothing. That happens in a signal handler that interrupted a
 * hook, and in code that the runtime itself calls (the allocations of a symbolizer). The thread
 * may hold a lock then, and "unknown" is always an allowed answer.
 *
 * A signal handler may also leave the hook that it interrupted, by siglongjmp(). Stacks grow down. So if
 * an entry runs in a frame that is not below that of the entry before it, that one was left.
 *
 * In a kernel interrupts are off inside the guard, so that an interrupt never finds a lock of its
 * own processor taken. There the code that the runtime calls (printk) may be instrumented too.
 */
#ifndef CUSTODY_RT_GUARD_H
#define CUSTODY_RT_GUARD_H

#include "core/thread_state.h"

/* Whether the entry that the thread is inside was left without guard_leave. FRAME is that of the new one.
 * Frames on different stacks cannot be compared. */
static RT_NOINLINE bool guard_was_left(uintptr_t frame) {
#if CUSTODY_KERNEL
  (void)frame;
  return false;
#else
  const struct thread_state *t = thread_state();
  const struct host_stack *s = &t->stack;
  return t->stack_known && s->low <= t->inside && t->inside <= frame && frame < s->high &&
         !host_on_signal_stack();
#endif
}

/* Returns false if the thread is inside already; then the caller must not call guard_leave. */
static inline bool guard_enter(void) {
  uint64_t interrupts = 0;
  if (RT_UNLIKELY(!host_enter(&interrupts)))
    return false;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  if (RT_UNLIKELY(thread_state()->inside) && !guard_was_left(frame)) {
    host_leave(interrupts);
    return false;
  }
  thread_state()->inside = frame;
  if (CUSTODY_KERNEL)
    thread_state()->interrupts = interrupts;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return true;
}

static inline void guard_leave(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  uint64_t interrupts = CUSTODY_KERNEL ? thread_state()->interrupts : 0;
  thread_state()->inside = 0;
  host_leave(interrupts);
}

#endif /* CUSTODY_RT_GUARD_H */
