/*===- handover.h - tags of arguments and returns -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_HANDOVER_H
#define CUSTODY_RT_HANDOVER_H

#include "thread_state.h"

/* Set if a module has a list of types. Its code does not take the tags of some results, and passes
 * these pointers on. */
extern bool handover_has_types;

/* If argument tags are pending that no callee consumed, uninstrumented code was called: drops them
 * and notes that their pointers escaped. Any thread, for itself. */
void handover_settle_slow(void) __attribute__((preserve_most, noinline, cold));
static inline void handover_settle(void) {
  if (RT_UNLIKELY(handover_area()->callee))
    handover_settle_slow();
}
/* The same for a return that is pending. */
void handover_settle_return_slow(void) __attribute__((preserve_most, noinline, cold));
static inline void handover_settle_return(void) {
  if (RT_UNLIKELY(handover_area()->ret_name))
    handover_settle_return_slow();
}

#endif /* CUSTODY_RT_HANDOVER_H */
