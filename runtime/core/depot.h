/*===- depot.h - one copy of each stack ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_DEPOT_H
#define CUSTODY_RT_DEPOT_H

#include "base.h"
#include "custody/abi.h"

/* Name of a stack; 0: none. */
typedef uint32_t stack_id;

enum { STACK_MAX = 32 }; /* frames in a stack */

/* Returns the name of FRAMES[0..COUNT), the same for equal ones; 0 where COUNT is 0 or memory ran
 * out. Does not lock where the stack is known. pre: COUNT <= STACK_MAX. */
stack_id depot_put(const uintptr_t *frames, unsigned count);
/* How much memory the stacks take, about. */
uint64_t depot_bytes(void);
/* Returns the number of frames of ID, *FRAMES points to them for ever. */
unsigned depot_get(stack_id id, const uintptr_t **frames);

/* Held over a fork. */
void depot_hold(void);
void depot_release(void);

#endif /* CUSTODY_RT_DEPOT_H */
