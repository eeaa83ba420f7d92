/*===- start.h - start and end of the runtime ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room start/: the start and the end of the runtime, the text of the options, and the interceptors
 * of the C library. It stands above core/, report/, host.h and text/, and uses all of them; only
 * entry.c uses it. The files in linux/ implement it for a Linux process.
 */
#ifndef CUSTODY_RT_START_H
#define CUSTODY_RT_START_H

#include "custody/abi.h"

/* Starts the runtime: reads the options and maps the shadow. A second call does nothing. If it
 * cannot start, it tells the user why and ends the process. pre: the thread is inside the guard. */
void start_runtime(void);
/* Reads the options from the program and the environment, and the suppressions. start_runtime
 * calls it; it may be called before, and a second call does nothing. A mistake in the options ends
 * the process. */
void start_options(void);
/* Registers an instrumented module; NULL is ignored. pre: the runtime has started. */
void start_module(const struct custody_module *module);

#endif /* CUSTODY_RT_START_H */
