/*===- tell.h - tells the program of a report ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_TELL_H
#define CUSTODY_RT_TELL_H

#include "core/core.h"
#include "frames.h"

#if !CUSTODY_KERNEL
#include "custody/custody.h"
#endif

#if CUSTODY_KERNEL
static inline void tell(const struct finding *found, const struct frames *stack, uint64_t id) {
  (void)found, (void)stack, (void)id;
}
static inline bool is_telling(void) {
  return false;
}
#else
/* Calls the program's callback, if it has one, and then the function at which debuggers stop. ID is
 * that of json_finding. pre: the lock of report.c is held, and FOUND was printed. */
void tell(const struct finding *found, const struct frames *stack, uint64_t id);
/* Sets the program's callback. pre: the lock of report.c is held. */
void tell_set_callback(custody_report_callback call, void *data);
/* Whether the calling thread is in tell(): it holds the lock of report.c, and no other lock of the runtime. */
bool is_telling(void);
#endif

#endif /* CUSTODY_RT_TELL_H */
