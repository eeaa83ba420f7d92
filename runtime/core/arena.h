/*===- arena.h - memory of the runtime ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_ARENA_H
#define CUSTODY_RT_ARENA_H

#include "base.h"

/* Returns BYTES of zeroed memory, aligned to 64 bytes, that lives as long as the process. Returns
 * NULL if the host has none. Any thread; the caller may hold any other lock of the runtime. */
void *arena_take(size_t bytes);

/* Take and give back the lock, for a fork. It is the innermost one. */
void arena_hold(void);
void arena_release(void);

#endif /* CUSTODY_RT_ARENA_H */
