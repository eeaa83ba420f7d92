/*===- per_thread.h - what the runtime keeps for each thread ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Mapped when a thread first releases or reclaims. The hand-over area is thread-local storage, since
 * instrumented code reads it; the rest is not, since the C library takes that from a thread's stack,
 * which may be the smallest there is.
 */
#ifndef CUSTODY_RT_PER_THREAD_H
#define CUSTODY_RT_PER_THREAD_H

#include "boundary.h"
#include "stack.h"
#include "sys.h"

/* What was found at a place, see stack.c. */
struct stack_memory {
  struct origin from;
  unsigned count, asked;
  stack_id kept; /* under this name in the depot; 0: not yet */
  struct sys_frame frames[STACK_MAX];
};
enum { REMEMBERED_BITS = 4, REMEMBERED = 1 << REMEMBERED_BITS };

struct per_thread {
  unsigned depth;   /* of boundaries */
  unsigned unwound; /* stacks taken from the unwind tables */
  struct boundary boundaries[BOUNDARY_DEPTH];
  struct stack_memory memories[REMEMBERED];
};
_Static_assert(sizeof(struct per_thread) <= SYS_THREAD_BYTES, "it fits");

/* The calling thread's; NULL where the host has no memory. */
static inline struct per_thread *per_thread(void) {
  return (struct per_thread *)sys_thread();
}

#endif /* CUSTODY_RT_PER_THREAD_H */
