/*===- stack.h - where the program is -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_STACK_H
#define CUSTODY_RT_STACK_H

#include "base.h"
#include "custody/abi.h"
#include "depot.h"

/* The place of a hook's call, as the hook itself sees it. */
struct origin {
  uintptr_t pc;    /* return address of the hook: the first frame of a stack */
  uintptr_t frame; /* frame address of the hook */
};

/* In a hook, and only there: who called it. */
#define ORIGIN_HERE()                                                                              \
  ((struct origin){(uintptr_t)__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

/* Writes up to MAX return addresses to FRAMES, the hook's caller first; returns how many, at least
 * one where MAX is not 0. Follows frame pointers within the thread's stack; where these are
 * implausible, the unwind tables. */
unsigned stack_walk(struct origin from, uintptr_t *frames, unsigned max);
/* The same by the unwind tables, which are right for code without frame pointers too, and slow. */
unsigned stack_unwind(struct origin from, uintptr_t *frames, unsigned max);
/* Walks and keeps the option stack_depth's number of frames. 0: none are kept, or no memory. */
stack_id stack_keep(struct origin from);
/* The same for the end of an object, which is seen from further inside: four times as many. */
stack_id stack_keep_end(struct origin from);

#endif /* CUSTODY_RT_STACK_H */
