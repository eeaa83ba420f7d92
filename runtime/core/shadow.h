/*===- shadow.h - tags of memory ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Two bytes of memory have one byte of shadow: the 8 bytes of a slot have a 4-byte cell (abi.h).
 * Shadow that is clean and stays clean is not written, so the host gives it no memory. No function
 * takes a lock, so a signal handler may call them.
 */
#ifndef CUSTODY_RT_SHADOW_H
#define CUSTODY_RT_SHADOW_H

#include "base.h"
#include "custody/abi.h"

/* The range that the host could not reserve, and its error number. */
struct shadow_failure {
  uint64_t at, bytes;
  int error;
};
/* Reserves the address space of the shadow. Returns false, with *FAILURE filled in, if the host
 * cannot. A second call does nothing and returns true. */
bool shadow_map(struct shadow_failure *failure);

/* Copies tags as memmove(TO, FROM, BYTES) copies memory; call it before or after that. A slot that
 * is only partly written loses its tag, and a slot that is only partly read gives none. If TO and
 * FROM differ by an odd number, all tags are dropped. */
void shadow_copy(uint64_t to, uint64_t from, uint64_t bytes);
/* Clears the tag of every slot that overlaps [AT, AT + BYTES). */
void shadow_clear(uint64_t at, uint64_t bytes);
/* Whether a slot that overlaps [AT, AT + BYTES) has a cell that is not zero. */
bool shadow_any(uint64_t at, uint64_t bytes);

/* True only if no slot that overlaps [AT, AT + BYTES) has a cell that is not zero. Answers for small
 * objects in few instructions; false for all others. */
static inline bool shadow_is_blank(uint64_t at, uint64_t bytes) {
#if CUSTODY_KERNEL
  (void)at, (void)bytes;
  return false;
#else
  typedef uint64_t unaligned_u64 __attribute__((aligned(1), may_alias));
  enum { WORD = sizeof(uint64_t) };
  uint64_t n = (bytes + 7) / 8 * 4; /* bytes of shadow */
  uint64_t room = at < CUSTODY_APP_LOW_END ? CUSTODY_APP_LOW_END - at : CUSTODY_APP_HIGH_END - at;
  bool has_shadow = at < CUSTODY_APP_LOW_END || at >= CUSTODY_APP_HIGH_BEG;
  if (at % 8 || n - WORD > 3 * WORD || !has_shadow || room < 8 * WORD ||
      room > CUSTODY_APP_HIGH_END)
    return false;
  const uint8_t *first = (const uint8_t *)CUSTODY_CELL_AT(at), *last = first + n - WORD;
  uint64_t any = *(const unaligned_u64 *)first | *(const unaligned_u64 *)last;
  if (n > 2 * WORD)
    any |= *(const unaligned_u64 *)(first + WORD) | *(const unaligned_u64 *)(last - WORD);
  return !any;
#endif
}

/* Whether any tag was ever stored. If not, there are none to clear in memory that is freed. */
extern uint32_t shadow_used;
static inline bool shadow_in_use(void) {
  return __atomic_load_n(&shadow_used, __ATOMIC_RELAXED);
}
/* Must be called before a tag is stored in the shadow. */
static inline void shadow_use(void) {
  if (RT_UNLIKELY(!shadow_in_use()))
    __atomic_store_n(&shadow_used, 1, __ATOMIC_RELAXED);
}

/* A copy of the tags of memory that realloc may move. */
struct shadow_kept {
  uint64_t from, bytes; /* 0 bytes: there are no tags */
  uint8_t *saved;       /* NULL: memory ran out and the tags are lost */
  uint8_t small[256];
};
/* Saves the tags of the whole slots in [AT, AT + BYTES). pre: AT is a multiple of 8. */
void shadow_keep(struct shadow_kept *kept, uint64_t at, uint64_t bytes);
/* Stores the saved tags for the first BYTES bytes at TO, the new place of the memory. If TO is 0
 * or the old place, nothing changes. Each shadow_keep must be followed by one shadow_give. */
void shadow_give(struct shadow_kept *kept, uint64_t to, uint64_t bytes);

#endif /* CUSTODY_RT_SHADOW_H */
