/*===- shadow.h - tags of memory ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Two bytes of memory have one byte of shadow; the 4-byte cell of a slot is the shadow of its 8
 * bytes (abi.h). None of these functions writes to shadow that is clean and stays clean, so that it
 * is never committed. None takes a lock: they may be called from a signal handler.
 */
#ifndef CUSTODY_RT_SHADOW_H
#define CUSTODY_RT_SHADOW_H

#include "base.h"

/* Maps the shadow; ends the process with an explanation where that cannot be. Repeats do
 * nothing. */
void shadow_init(void);

/* Tags follow memmove(TO, FROM, BYTES); called before or after it. A slot that is only partly
 * copied over loses its tag, and one that is only partly copied takes none along. Where TO and FROM
 * differ by an odd number all tags are dropped. */
void shadow_copy(uint64_t to, uint64_t from, uint64_t bytes);
/* Every slot that overlaps [AT, AT + BYTES) loses its tag. */
void shadow_clear(uint64_t at, uint64_t bytes);
/* Whether a slot that overlaps [AT, AT + BYTES) has a cell that is not zero. */
bool shadow_any(uint64_t at, uint64_t bytes);

/* Whether any tag was ever stored; where not, memory that is freed has none to clear. */
extern uint32_t shadow_used;
static inline bool shadow_in_use(void) {
  return __atomic_load_n(&shadow_used, __ATOMIC_RELAXED);
}
/* pre for whoever stores a tag: says so, before it does. */
static inline void shadow_use(void) {
  if (RT_UNLIKELY(!shadow_in_use()))
    __atomic_store_n(&shadow_used, 1, __ATOMIC_RELAXED);
}

/* Tags of memory that is about to be freed, kept until it is known where its contents go. */
struct shadow_kept {
  uint64_t from, bytes; /* 0 bytes: there are no tags */
  uint8_t *saved;       /* NULL: no memory, the tags are lost */
  uint8_t small[256];
};
/* Keeps the tags of the whole slots in [AT, AT + BYTES). pre: AT is a multiple of 8. */
void shadow_keep(struct shadow_kept *kept, uint64_t at, uint64_t bytes);
/* Gives them to the first BYTES bytes at TO, where what was kept was moved. Where TO is 0 or the
 * old place nothing is changed. One of these must follow each shadow_keep. */
void shadow_give(struct shadow_kept *kept, uint64_t to, uint64_t bytes);

#endif /* CUSTODY_RT_SHADOW_H */
