/*===- arena.h - memory of the runtime ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_ARENA_H
#define CUSTODY_RT_ARENA_H

#include "base.h"

/* Returns BYTES of zeroed memory, aligned to 64, that lives as long as the process; NULL where the
 * host has none. May be called with any other lock of the runtime held. */
void *arena_take(size_t bytes);

/* Held over a fork; the innermost lock. */
void arena_hold(void);
void arena_release(void);

#endif /* CUSTODY_RT_ARENA_H */
