/*===- stack.h - stacks -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_STACK_H
#define CUSTODY_RT_STACK_H

#include "base.h"
#include "custody/abi.h"
#include "depot.h"

/* Where a hook was called, as the hook itself sees it. */
struct origin {
  uintptr_t pc;    /* return address of the hook: the first frame of a stack */
  uintptr_t frame; /* frame address of the hook */
};

/* To be used in the hook itself: its caller. */
#define ORIGIN_HERE()                                                                              \
  ((struct origin){(uintptr_t)__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

/* Writes up to MAX return addresses to FRAMES, that of the hook first. Returns their number, which
 * is at least 1 if MAX is not 0. Reads the unwind tables: slow, but right for code without frame
 * pointers. */
unsigned stack_unwind(struct origin from, uintptr_t *frames, unsigned max);
/* Walks the stack and keeps as many frames as the option stack_depth says. Follows frame pointers
 * within the thread's stack, and reads the unwind tables only if those lead nowhere. Returns the
 * name of the stack, or 0 if stack_depth is 0 or memory ran out. */
stack_id stack_keep(struct origin from);
/* The same for a free, with four times as many frames: between the program and the hook stand
 * frames of the allocator and of destructors. */
stack_id stack_keep_end(struct origin from);

#endif /* CUSTODY_RT_STACK_H */
