/*===- shadow.c - tags of memory ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The code works on runs of shadow bytes. A run belongs to memory within one CUSTODY_SHADOW_BLOCK,
 * where the mapping is contiguous; a longer range is cut into several runs.
 */
#include "shadow.h"
#include "host/host.h"
#include "summary.h"
#include "tag.h"

typedef uint64_t unaligned_u64 __attribute__((aligned(1), may_alias));
typedef uint32_t unaligned_u32 __attribute__((aligned(1), may_alias));

enum { WIDE = 32 }; /* bytes that a scan looks at in one step */

uint32_t shadow_used;
static uint32_t mapped;

bool shadow_map(struct shadow_failure *failure) {
  /* A slot that straddles the end of a block has a cell that reaches behind its range. */
  static const struct {
    uint64_t begin, end;
  } ranges[] = {
      {CUSTODY_SHADOW_A_BEG, CUSTODY_SHADOW_A_END + 4096},
#ifdef CUSTODY_SHADOW_B_BEG
      {CUSTODY_SHADOW_B_BEG, CUSTODY_SHADOW_B_END + 4096},
#endif
  };
  if (__atomic_exchange_n(&mapped, 1, __ATOMIC_ACQ_REL))
    return true;
  for (size_t i = 0; i < RT_COUNT(ranges); i++) {
    uint64_t bytes = ranges[i].end - ranges[i].begin;
    int error = host_reserve(ranges[i].begin, bytes);
    if (error) {
      *failure = (struct shadow_failure){ranges[i].begin, bytes, error};
      return false;
    }
  }
  summary_map();
  return true;
}

/*===-- Ranges -------------------------------------------------------------===*/

static uint8_t *shadow_of(uint64_t at) {
  return (uint8_t *)CUSTODY_CELL_AT(at);
}

static bool has_shadow(uint64_t at, uint64_t bytes) {
#if CUSTODY_KERNEL_X86_64
  return at >= CUSTODY_APP_HIGH_BEG && bytes <= -at;
#else
  if (bytes > CUSTODY_APP_HIGH_END)
    return false;
  uint64_t end = at + bytes;
  return at <= CUSTODY_APP_LOW_END ? end <= CUSTODY_APP_LOW_END
                                   : at >= CUSTODY_APP_HIGH_BEG && end <= CUSTODY_APP_HIGH_END;
#endif
}

/* Bytes from AT to the end of its block. */
static uint64_t block_left(uint64_t at) {
  return CUSTODY_SHADOW_BLOCK - (at & (CUSTODY_SHADOW_BLOCK - 1));
}
/* Bytes from the start of AT's block to AT. A whole block if AT is the start of one. */
static uint64_t block_before(uint64_t at) {
  return CUSTODY_SHADOW_BLOCK - (-at & (CUSTODY_SHADOW_BLOCK - 1));
}

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/*===-- Runs of shadow bytes -----------------------------------------------===*/

static uint64_t load(const uint8_t *at) {
  return *(const unaligned_u64 *)at;
}

static bool wide_is_zero(const uint8_t *at) {
  return (load(at) | load(at + 8) | load(at + 16) | load(at + 24)) == 0;
}

typedef uint64_t wide __attribute__((vector_size(16), aligned(1), may_alias));

/* Whether N bytes are zero. They nearly always are, so the loop does not leave early. pre: N is a
 * multiple of 4. */
static inline bool run_is_zero(const uint8_t *at, uint64_t n) {
  enum { STEP = 2 * sizeof(wide) };
  if (n < STEP) {
    /* Two loads, which may overlap. */
    if (n >= 16) {
      wide both = *(const wide *)at | *(const wide *)(at + n - 16);
      return !(both[0] | both[1]);
    }
    if (n >= 8)
      return !(load(at) | load(at + n - 8));
    return !n || !*(const unaligned_u32 *)at;
  }
  wide any = {0};
  const uint8_t *last = at + n - STEP; /* overlaps what comes before it */
  for (; at < last; at += STEP) {
    any |= *(const wide *)at | *(const wide *)(at + sizeof(wide));
    if (RT_UNLIKELY((n -= STEP) % 512 < STEP) && (any[0] | any[1]))
      return false;
  }
  any |= *(const wide *)last | *(const wide *)(last + sizeof(wide));
  return !(any[0] | any[1]);
}

static void clear_run(uint8_t *at, uint64_t n) {
  while (n >= WIDE) {
    if (RT_UNLIKELY(!wide_is_zero(at)))
      for (int i = 0; i < WIDE; i += 8)
        *(unaligned_u64 *)(at + i) = 0;
    at += WIDE, n -= WIDE;
  }
  for (; n >= 4; at += 4, n -= 4)
    if (RT_UNLIKELY(*(unaligned_u32 *)at))
      *(unaligned_u32 *)at = 0;
  for (; n; at++, n--)
    if (*at)
      *at = 0;
}

static bool any_in_run(const uint8_t *at, uint64_t n) {
  for (; n >= WIDE; at += WIDE, n -= WIDE)
    if (!wide_is_zero(at))
      return true;
  for (; n >= 4; at += 4, n -= 4)
    if (*(const unaligned_u32 *)at)
      return true;
  for (; n; at++, n--)
    if (*at)
      return true;
  return false;
}

/* Copies four bytes, if they differ. */
static inline void copy_cell(uint8_t *to, const uint8_t *from) {
  uint32_t cell = *(const unaligned_u32 *)from;
  if (*(unaligned_u32 *)to == cell)
    return;
  if (cell)
    summary_mark_shadow(to, 4);
  *(unaligned_u32 *)to = cell;
}

/* Copies WIDE bytes; reads all before it writes any, so that overlap does no harm. */
static inline void copy_wide(uint8_t *to, const uint8_t *from) {
  uint64_t a = load(from), b = load(from + 8), c = load(from + 16), d = load(from + 24);
  if (RT_LIKELY((a | b | c | d | load(to) | load(to + 8) | load(to + 16) | load(to + 24)) == 0))
    return;
  uint64_t word[] = {a, b, c, d};
  if (a | b | c | d)
    summary_mark_shadow(to, WIDE);
  for (int i = 0; i < 4; i++)
    if (load(to + 8 * i) != word[i])
      *(unaligned_u64 *)(to + 8 * i) = word[i];
}

/* Copies one byte, if it differs. */
static inline void copy_byte(uint8_t *to, const uint8_t *from) {
  if (*to == *from)
    return;
  if (*from)
    summary_mark_shadow(to, 1);
  *to = *from;
}

/* Whether the N bytes at FROM may be copied to TO. If the host has no memory for them, the tags at TO
 * are dropped and the answer is false. */
static inline bool may_copy(uint8_t *to, const uint8_t *from, uint64_t n) {
  if (host_shadow_ready(to, n) || !any_in_run(from, n))
    return true;
  clear_run(to, n);
  return false;
}

static void copy_run_up(uint8_t *to, const uint8_t *from, uint64_t n) {
  if (!may_copy(to, from, n))
    return;
  for (; n >= WIDE; to += WIDE, from += WIDE, n -= WIDE)
    copy_wide(to, from);
  for (; n >= 4; to += 4, from += 4, n -= 4)
    copy_cell(to, from);
  for (; n; to++, from++, n--)
    copy_byte(to, from);
}

static void copy_run_down(uint8_t *to, const uint8_t *from, uint64_t n) {
  if (!may_copy(to, from, n))
    return;
  for (; n & 3; n--)
    copy_byte(to + n - 1, from + n - 1);
  for (; n & (WIDE - 1); n -= 4)
    copy_cell(to + n - 4, from + n - 4);
  while (n) {
    n -= WIDE;
    copy_wide(to + n, from + n);
  }
}

/*===-- Ranges of memory ---------------------------------------------------===*/

/* pre: AT and BYTES are even. */
static void clear_even(uint64_t at, uint64_t bytes) {
  while (bytes) {
    uint64_t step = least(bytes, block_left(at));
    clear_run(shadow_of(at), step / 2);
    at += step, bytes -= step;
  }
}

/* pre: all three are even. */
static void copy_even(uint64_t to, uint64_t from, uint64_t bytes) {
  if (to == from)
    return;
  if (to < from || to >= from + bytes) {
    while (bytes) {
      uint64_t step = least(bytes, least(block_left(to), block_left(from)));
      copy_run_up(shadow_of(to), shadow_of(from), step / 2);
      to += step, from += step, bytes -= step;
    }
    return;
  }
  while (bytes) {
    uint64_t step = least(bytes, least(block_before(to + bytes), block_before(from + bytes)));
    bytes -= step;
    copy_run_down(shadow_of(to + bytes), shadow_of(from + bytes), step / 2);
  }
}

/* True if no slot that overlaps [AT, AT + BYTES) has a tag. False if one has, or if a check would
 * take long. */
static inline bool is_clean(uint64_t at, uint64_t bytes) {
  if (!summary_any(at, bytes))
    return true;
  uint64_t low = at & ~7ULL, size = ((at + bytes + 7) & ~7ULL) - low;
  return has_shadow(low, size) && size <= block_left(low) && run_is_zero(shadow_of(low), size / 2);
}

void shadow_clear(uint64_t at, uint64_t bytes) {
  uint64_t low = at & ~7ULL, high = (at + bytes + 7) & ~7ULL;
  if (RT_LIKELY(!bytes || is_clean(at, bytes)))
    return;
  if (has_shadow(low, high - low))
    clear_even(low, high - low);
}

bool shadow_any(uint64_t at, uint64_t bytes) {
  uint64_t low = at & ~7ULL, high = (at + bytes + 7) & ~7ULL;
  if (!bytes || !has_shadow(low, high - low) || !summary_any(at, bytes))
    return false;
  while (low < high) {
    uint64_t step = least(high - low, block_left(low));
    if (any_in_run(shadow_of(low), step / 2))
      return true;
    low += step;
  }
  return false;
}

/*===-- Copies -------------------------------------------------------------===*/

/* Whether the unaligned slot at AT holds a tag: its cell fits the pointer that is there, or the
 * one at OTHER, the other end of the copy. This tells a pointer in a packed struct from pieces of
 * two aligned slots. */
static bool is_slot(uint64_t at, uint64_t other) {
  uint32_t cell = *(const unaligned_u32 *)shadow_of(at);
  bool names_loss = cell & (CUSTODY_TAG_RECORD | CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL);
  return names_loss && (tag_fits(cell, load((const uint8_t *)at)) ||
                        tag_fits(cell, load((const uint8_t *)other)));
}

void shadow_copy(uint64_t to, uint64_t from, uint64_t bytes) {
  if (!bytes || to == from)
    return;
  if (RT_LIKELY(is_clean(from, bytes) && is_clean(to, bytes)))
    return;
  if (!has_shadow(to, bytes))
    return;
  /* Nearly all copies are of whole slots. */
  if (RT_LIKELY(((to | from | bytes) & 7) == 0) && has_shadow(from, bytes)) {
    copy_even(to, from, bytes);
    return;
  }
  if (!has_shadow(from, bytes) || ((to ^ from) & 1)) {
    shadow_clear(to, bytes);
    return;
  }
  /* Copy whole shadow bytes only. An odd first or last byte of memory has half a shadow byte. */
  uint64_t odd = from & 1, end = (from + bytes) & ~1ULL;
  uint64_t source = from + odd, target = to + odd;
  uint64_t n = end > source ? end - source : 0;

  /* The slots at both ends of the source are copied in part: the bytes up to the first aligned
   * slot, and those from the last one on. Their tags are dropped below, unless they are an
   * unaligned pointer. */
  uint64_t head = least(-source & 7, n);
  uint64_t tail = least(end & 7, n - head);
  bool first = n >= 8 && head && is_slot(source, target);
  bool last = n >= 8 && tail && is_slot(end - 8, target + n - 8);
  head = first ? 0 : last ? least(head, n - 8) : head;
  tail = last ? 0 : first ? least(tail, n - 8) : tail;

  copy_even(target, source, n);
  clear_even(target, head);
  clear_even(target + n - tail, tail);
  /* The slots at both ends of the target are written in part. */
  uint64_t before = target & ~7ULL, after = target + n;
  if (before != target)
    clear_even(before, target - before);
  if (after & 7)
    clear_even(after, -after & 7);
  /* The odd bytes cut off above may lie in slots that the ranges above do not touch. */
  if (odd && !(target & 7))
    shadow_clear(to, 1);
  if (((from + bytes) & 1) && !(after & 7))
    shadow_clear(to + bytes - 1, 1);
}

/*===-- Kept shadow --------------------------------------------------------===*/

void shadow_keep(struct shadow_kept *kept, uint64_t at, uint64_t bytes) {
  kept->from = at;
  kept->bytes = 0;
  kept->saved = nullptr;
  bytes &= ~7ULL;
  if (!shadow_in_use() || !shadow_any(at, bytes))
    return;
  kept->bytes = bytes;
  uint8_t *to = bytes / 2 <= sizeof kept->small ? kept->small : host_map(bytes / 2);
  kept->saved = to;
  for (uint64_t step; to && bytes; at += step, bytes -= step, to += step / 2) {
    step = least(bytes, block_left(at));
    __builtin_memcpy(to, shadow_of(at), step / 2);
  }
}

void shadow_give(struct shadow_kept *kept, uint64_t to, uint64_t bytes) {
  const uint8_t *saved = kept->saved;
  if (to && to != kept->from) {
    /* Old tags at the new place. */
    shadow_clear(to, bytes);
    bytes = least(bytes & ~7ULL, saved ? kept->bytes : 0);
    if (!has_shadow(to, bytes))
      bytes = 0;
    for (uint64_t step; bytes; to += step, bytes -= step, saved += step / 2) {
      step = least(bytes, block_left(to));
      copy_run_up(shadow_of(to), saved, step / 2);
    }
  }
  if (kept->saved && kept->saved != kept->small)
    host_unmap(kept->saved, kept->bytes / 2);
}
