/*===- per_thread.h - what the runtime keeps for each thread ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The large part of a thread's data. It is mapped when the thread first releases or reclaims. It
 * is no thread-local storage, because the C library takes that from the thread's stack, which may
 * be very small. For small variables see thread_state.h.
 */
#ifndef CUSTODY_RT_PER_THREAD_H
#define CUSTODY_RT_PER_THREAD_H

#include "boundary.h"
#include "options.h"
#include "stack.h"
#include "thread_state.h"

/* A stack that was walked before, see stack.c. */
struct stack_memory {
  struct origin from; /* where the walk began */
  unsigned count, asked;
  stack_id kept;     /* its name in the depot; 0: it is not there yet */
  uint32_t replaced; /* depot_replaced() when it got that name */
  struct host_frame frames[STACK_MAX];
};
enum { REMEMBERED_BITS = CUSTODY_KERNEL ? 4 : 6, REMEMBERED = 1 << REMEMBERED_BITS };
/* A stack that was walked from FROM is in this entry, or in the other one of its pair, whose number
 * differs in the lowest bit. */
static inline uint64_t memory_index(struct origin from) {
  return (from.pc ^ from.frame) * RT_HASH >> (64 - REMEMBERED_BITS);
}
/* How many frames a stack may have: TIMES as many as the option stack_depth says. */
static inline unsigned stack_frames(unsigned times) {
  unsigned wanted = (unsigned)options.stack_depth * times;
  return wanted < STACK_MAX ? wanted : STACK_MAX;
}

enum { OTHER_BITS = CUSTODY_KERNEL ? 5 : 9 };

struct per_thread {
  unsigned depth;     /* of boundaries */
  unsigned unwound;   /* stacks taken from the unwind tables */
  uint32_t used_last; /* a bit for each pair of memories, see stack.c */
  struct boundary boundaries[BOUNDARY_DEPTH];
  struct stack_memory memories[REMEMBERED];
  stack_id others[1 << OTHER_BITS]; /* names of stacks, by a hash of their frames; see stack.c */
};
_Static_assert(sizeof(struct per_thread) <= HOST_THREAD_BYTES, "it fits");

/* The block of the calling thread, or NULL if the host has no memory. */
static inline struct per_thread *per_thread(void) {
  void *block = thread_state()->block;
  return (struct per_thread *)(RT_LIKELY(block) ? block
                                                : host_thread_block(&thread_state()->block));
}

#endif /* CUSTODY_RT_PER_THREAD_H */
