/*===- by_thread.h - which thread it was --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_BY_THREAD_H
#define CUSTODY_RT_BY_THREAD_H

#include "names.h"
#include "text/text.h"

/* Writes the name of the thread NUMBER, which has the stack PC[0..COUNT), to NAME, which has room for
 * NAME_MAX bytes; "" if it has none. A name that was cut and not found ends in "...". */
void thread_full_name(uint32_t number, const uintptr_t *pc, unsigned count, char *name);
/* Appends " by thread T3 (tests::name)" for the thread NUMBER of core/threads.h, which has the stack
 * PC[0..COUNT). Appends nothing for the number 0, or if there is only the main thread. */
void write_by_thread(struct text *out, uint32_t number, const uintptr_t *pc, unsigned count);

#endif /* CUSTODY_RT_BY_THREAD_H */
