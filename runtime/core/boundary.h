/*===- boundary.h - boundaries that a thread is inside -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Each thread has a stack of the boundaries that it is inside. The outermost one counts. Inside a
 * release all other boundaries are silent; inside a reclaim those of the same pointer are. A
 * boundary that was left by longjmp or by an exception is recognised by its frame: stacks grow
 * down, so the frame of a boundary that is still entered is not below the frame of the code that
 * runs.
 */
#ifndef CUSTODY_RT_BOUNDARY_H
#define CUSTODY_RT_BOUNDARY_H

#include "base.h"
#include "custody/abi.h"
#include "ledger.h"
#include "thread_state.h"

struct boundary {
  uint64_t frame;                  /* frame address of the instrumented function */
  const struct custody_site *site; /* NULL: dropped */
  bool reclaim;
  bool silent;
  bool own_stack;   /* its frame is on the thread's stack, not on that of a signal or coroutine */
  uint64_t bits;    /* reclaim: of the pointer */
  custody_tag tag;  /* plain */
  bool from_memory; /* the tag came from memory that others may write */
  uint64_t payload; /* bytes, as its site or a boundary inside it says; 0: not known */
  struct extent extent; /* of the payload, exactly, as either of them says */
  struct ledger_claim claim;
};

enum { BOUNDARY_DEPTH = 32 };

/* Enters a boundary and sets all members of its entry but TAG, FROM_MEMORY and CLAIM. EXTENT is that
 * of the payload. If another boundary of the same kind makes it silent, that one learns the
 * extent from it if their families are the same, and a reclaim also the payload: the call of a
 * function that is defined in another unit knows less than the definition. Returns NULL if the stack
 * is full; then the boundary is ignored. The entry stays in place until the boundary is left. */
struct boundary *boundary_enter(uint64_t frame, const struct custody_site *site, bool reclaim,
                                uint64_t bits, struct extent extent);
/* Whether FRAME is on the thread's own stack, or that is not known. */
static inline bool is_on_own_stack(uint64_t frame) {
  const struct host_stack *s = thread_stack();
  return frame - s->low < s->high - s->low || !s->high;
}
/* Sets the members of B that boundary_enter sets, for a boundary that is not silent. */
static inline void boundary_fill(struct boundary *b, uint64_t frame,
                                 const struct custody_site *site, bool reclaim, uint64_t bits,
                                 struct extent extent) {
  b->frame = frame;
  b->site = site;
  b->reclaim = reclaim;
  b->bits = bits;
  b->own_stack = is_on_own_stack(frame);
  b->silent = false;
  b->payload = site->span;
  b->extent = extent;
}
/* Leaves the innermost boundary with this frame and site, and drops the boundaries inside it.
 * Returns its entry, which may be read until the next boundary is entered. Returns NULL if it was
 * not entered: the stack was full, or the guard kept a signal handler out. */
const struct boundary *boundary_leave(uint64_t frame, const struct custody_site *site);

#endif /* CUSTODY_RT_BOUNDARY_H */
