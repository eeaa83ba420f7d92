/*===- thread_state.h - the variables of a thread -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * All thread-local variables of core, and the only header that knows how to find them. A host
 * whose threads have no thread-local storage (a kernel) needs other definitions of the two
 * functions below, and of nothing else.
 */
#ifndef CUSTODY_RT_THREAD_STATE_H
#define CUSTODY_RT_THREAD_STATE_H

#include "base.h"
#include "custody/abi.h"
#include "host/host.h"

/* The hand-over area of abi.h, and a second one for values that nobody reads. Instrumented code
 * uses both by name. */
extern RT_EXPORT _Thread_local struct custody_tls __custody_tls;
extern RT_EXPORT _Thread_local struct custody_tls __custody_sink;

/* The hand-over area of the calling thread. */
static inline struct custody_tls *handover_area(void) {
  return &__custody_tls;
}

/* Small variables, which are there from the start of the thread. All zero at first. */
struct thread_state {
  volatile uint8_t inside; /* the thread runs code of the runtime, see guard.h */
  bool stack_known;        /* STACK is filled in */
  struct host_stack stack; /* use thread_stack() */
  void *block;             /* use per_thread() */
  uint32_t exchanges;      /* atomic exchanges that the thread began */
  uint32_t exchange_mark;  /* cell of the exchange that it is in */
  uint64_t extent_of;      /* a pointer whose payload's size is known at run time only, 0: none */
  uint64_t extent_bytes;   /* its size, */
  uint32_t extent_align;   /* and its alignment; 0: not known */
  uint64_t transferred;    /* bits of the pointer that it reclaimed last by a transfer pair, */
  custody_tag transferred_tag; /* and the tag of that pointer's release */
};
extern _Thread_local struct thread_state thread_state_here;

/* The variables of the calling thread. */
static inline struct thread_state *thread_state(void) {
  return &thread_state_here;
}

void thread_find_stack(void);
/* The bounds of the calling thread's stack. The first call in a thread asks the host. */
static inline const struct host_stack *thread_stack(void) {
  if (RT_UNLIKELY(!thread_state()->stack_known))
    thread_find_stack();
  return &thread_state()->stack;
}

#endif /* CUSTODY_RT_THREAD_STATE_H */
