/*===- thread_state.c - the variables of a thread -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "thread_state.h"

#if CUSTODY_KERNEL
struct custody_tls __custody_sink;
#else
_Thread_local struct custody_tls __custody_tls;
_Thread_local struct custody_tls __custody_sink;
_Thread_local struct thread_state thread_state_here;
#endif

RT_NOINLINE void thread_find_stack(void) {
  struct thread_state *t = thread_state();
  t->stack_known = true;
  t->stack = host_stack_bounds();
}
