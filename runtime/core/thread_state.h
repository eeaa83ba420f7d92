/*===- thread_state.h - the variables of a thread -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * All thread-local variables of core, and the only header that knows how to find them. In a process
 * they are thread-local storage. In a kernel they lie in the memory that the host has for each
 * context (host_context).
 */
#ifndef CUSTODY_RT_THREAD_STATE_H
#define CUSTODY_RT_THREAD_STATE_H

#include "base.h"
#include "custody/abi.h"
#include "host/host.h"

/* Small variables, which are there from the start of the thread. All zero at first. */
struct thread_state {
  volatile uintptr_t
      inside;       /* frame of the entry by which the thread is in the runtime, see guard.h */
  bool stack_known; /* STACK is filled in */
  struct host_stack stack; /* use thread_stack() */
  void *block;             /* use per_thread() */
  uint32_t number;         /* use thread_number() */
  uint32_t exchanges;      /* atomic exchanges that the thread began */
  uint32_t exchange_mark;  /* cell of the exchange that it is in */
  uint64_t extent_of;      /* a pointer whose payload's size is known at run time only; 0: none */
  uint64_t extent_bytes;   /* its size, */
  uint32_t extent_align;   /* and its alignment; 0: not known */
  uint64_t transferred;    /* bits of the pointer that it reclaimed last by a transfer pair, */
  custody_tag transferred_tag; /* and the tag of that pointer's release */
  uint64_t interrupts;         /* a kernel: what guard_leave gives to host_leave */
};

/* Instrumented code uses the hand-over area of abi.h by name, and a second one for values that
 * nobody reads. handover_area() is that of the calling thread, thread_state() its variables. */
#if CUSTODY_KERNEL
_Static_assert(sizeof(struct thread_state) <= HOST_CONTEXT_BYTES, "it fits");
_Static_assert(sizeof(struct custody_tls) <= HOST_AREA_BYTES, "it fits");
extern RT_EXPORT struct custody_tls __custody_sink;
#if CUSTODY_KERNEL_X86_64
extern RT_EXPORT struct custody_tls *__seg_gs __custody_area;
#endif
static inline struct custody_tls *handover_area(void) {
  return __custody_area;
}
static inline struct thread_state *thread_state(void) {
  return (struct thread_state *)host_context();
}
#else
extern RT_EXPORT _Thread_local struct custody_tls __custody_tls;
extern RT_EXPORT _Thread_local struct custody_tls __custody_sink;
extern _Thread_local struct thread_state thread_state_here;
static inline struct custody_tls *handover_area(void) {
  return &__custody_tls;
}
static inline struct thread_state *thread_state(void) {
  return &thread_state_here;
}
#endif

void thread_find_stack(void);
/* The bounds of the calling thread's stack. The first call in a thread asks the host. A context of
 * a kernel may change its stack, so there each call does. */
static inline const struct host_stack *thread_stack(void) {
  if (CUSTODY_KERNEL || RT_UNLIKELY(!thread_state()->stack_known))
    thread_find_stack();
  return &thread_state()->stack;
}

#endif /* CUSTODY_RT_THREAD_STATE_H */
