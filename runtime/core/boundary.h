/*===- boundary.h - boundaries that the thread is inside of -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A stack for each thread. The outermost boundary counts: inside a release all others are silent,
 * inside a reclaim those of the same pointer. One that is never left, because of longjmp or an
 * exception, is known by its frame: the stack grows down, so the frame of a live boundary is not
 * below the frame of the code that runs.
 */
#ifndef CUSTODY_RT_BOUNDARY_H
#define CUSTODY_RT_BOUNDARY_H

#include "base.h"
#include "custody/abi.h"
#include "ledger.h"

struct boundary {
  uint64_t frame;                  /* frame address of the marking function */
  const struct custody_site *site; /* NULL: dropped */
  bool reclaim;
  bool silent;
  bool own_stack;   /* its frame is on the thread's stack, not on a signal's or a coroutine's */
  uint64_t bits;    /* reclaim: of the pointer */
  custody_tag tag;  /* plain */
  bool from_memory; /* the tag lay in memory that others may write */
  uint64_t payload; /* bytes, where a boundary inside it knows and it does not; 0: unknown */
  struct ledger_claim claim;
};

enum { BOUNDARY_DEPTH = 32 };

/* Enters a boundary; its frame, site, bits and silence are set. Where another reclaim of the same
 * bits makes it silent, that one learns what this one's site knows of the payload: the call of a
 * function that is defined elsewhere knows less than its definition. Returns NULL where the stack
 * is full: it then counts for nothing. The entry stays where it is until it is left. */
struct boundary *boundary_enter(uint64_t frame, const struct custody_site *site, bool reclaim,
                                uint64_t bits);
/* Leaves the innermost boundary of that frame and site, and drops those inside it. Returns what it
 * was, to be read until the next one is entered; NULL where it was not entered (the stack was full,
 * or a signal came). */
const struct boundary *boundary_leave(uint64_t frame, const struct custody_site *site);

/* How many are entered and not dropped. */
unsigned boundary_depth(void);

#endif /* CUSTODY_RT_BOUNDARY_H */
