/*===- depot.h - one copy of each stack ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_DEPOT_H
#define CUSTODY_RT_DEPOT_H

#include "base.h"
#include "custody/abi.h"

/* The name of a stack; 0: no stack. */
typedef uint32_t stack_id;

enum { STACK_MAX = 32 }; /* frames in a stack */

/* Keeps the stack FRAMES[0..COUNT) for ever and returns its name. Equal stacks have the same name.
 * THREAD is the number of the thread that the stack is of, or 0 if that is not to be kept.
 * Returns 0 if COUNT is 0 or memory ran out. Takes no lock if the stack is known. pre: COUNT <=
 * STACK_MAX. */
stack_id depot_put_of(uint32_t thread, const uintptr_t *frames, unsigned count);
static inline stack_id depot_put(const uintptr_t *frames, unsigned count) {
  return depot_put_of(0, frames, count);
}
/* About how many bytes the stacks take. */
uint64_t depot_bytes(void);
/* Returns the number of frames of ID and sets *FRAMES to them. They stay valid for ever. */
unsigned depot_get(stack_id id, const uintptr_t **frames);

/* Replaces each kept frame PC in [LOW, HIGH) by REPLACE(PC), while it holds the lock. What is put
 * afterwards is not equal to a stack that was changed. */
void depot_replace(uintptr_t low, uintptr_t high, uintptr_t (*replace)(uintptr_t pc));
/* See depot_replaced. */
extern uint32_t depot_replacements;
/* How often depot_replace was called. A name that was returned before belongs to other frames by
 * now. */
static inline uint32_t depot_replaced(void) {
  return __atomic_load_n(&depot_replacements, __ATOMIC_RELAXED);
}

/* The number of the thread that the stack ID is of; 0: not known. */
uint32_t depot_thread(stack_id id);

/* Take and give back the lock, for a fork. */
void depot_hold(void);
void depot_release(void);

#endif /* CUSTODY_RT_DEPOT_H */
