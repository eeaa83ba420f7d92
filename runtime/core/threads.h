/*===- threads.h - numbers and names of threads -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A report says which thread did something. A thread gets a number when the runtime first keeps a
 * stack of it. The main thread has 1, others follow. 0 is no thread.
 */
#ifndef CUSTODY_RT_THREADS_H
#define CUSTODY_RT_THREADS_H

#include "base.h"

enum { THREAD_NAME = 16, THREAD_NAMES = 1 << 12 }; /* bytes of a name, and how many are kept */

/* The number of the calling thread. Takes no lock. */
uint32_t thread_number(void);
/* The name that the program gave to the thread NUMBER before its first stack was kept. It may be
 * cut after THREAD_NAME - 1 bytes. "" if it has none, or if there were more than THREAD_NAMES
 * threads. Lives for ever. */
const char *thread_name(uint32_t number);
/* Whether a thread other than the main one has a number. */
bool threads_several(void);

#endif /* CUSTODY_RT_THREADS_H */
