/*===- summary.h - where tags and records are ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The summary has one byte for each 512 bytes of memory. The byte is 1 if a tag was ever stored
 * there, or if a record was ever made for an address there. So one load tells nearly always that a
 * free, a memset or a copy of a few dozen bytes concerns no tag and no record.
 *
 * A byte never becomes 0 again. Whoever stores a tag or adds a record marks the byte first, so
 * another thread that learned of the pointer sees the mark too. If the host has no memory for a byte,
 * the summary is given up. The functions take no lock.
 */
#ifndef CUSTODY_RT_SUMMARY_H
#define CUSTODY_RT_SUMMARY_H

#include "base.h"
#include "custody/abi.h"
#include "host/host.h"

enum { SUMMARY_BITS = CUSTODY_SUMMARY_BITS };
#if CUSTODY_KERNEL_X86_64
/* As for the shadow, two addresses may share a byte, and the host says which bytes can be written. */
#define SUMMARY_BEG HOST_SUMMARY_BEG
#define SUMMARY_BYTES ((CUSTODY_SHADOW_MASK >> SUMMARY_BITS) + 9)
#define SUMMARY_AT(address) HOST_SUMMARY_AT(address)
_Static_assert((int)SUMMARY_BITS == (int)HOST_SUMMARY_BITS, "the host prepares these bytes");
#else
/* The summary lies behind the low half of the shadow, in front of the high half (abi.h). */
#define SUMMARY_BEG (CUSTODY_SHADOW_A_END + 0x10000)
#define SUMMARY_BYTES ((CUSTODY_APP_HIGH_END >> SUMMARY_BITS) + 8)
#define SUMMARY_AT(address) (SUMMARY_BEG + ((uint64_t)(address) >> SUMMARY_BITS))
#endif

/* Whether the summary exists. If not, every answer is that there may be a tag or a record. */
enum summary_state : uint32_t { SUMMARY_NONE, SUMMARY_MISSED, SUMMARY_MAPPED };
extern enum summary_state summary_state;
#if !CUSTODY_KERNEL
extern RT_EXPORT const uint8_t *__custody_summary; /* abi.h */
#endif

/* Reserves the address space of the summary, unless a mark was missed before. If the host cannot
 * reserve it, everything works as before, but slower. */
void summary_map(void);
/* Called for a mark that comes before the summary exists. */
void summary_miss(void);

static inline bool summary_exists(void) {
  return RT_LIKELY(__atomic_load_n(&summary_state, __ATOMIC_RELAXED) == SUMMARY_MAPPED);
}

static inline void summary_mark_byte(uint64_t address) {
  volatile uint8_t *at = (volatile uint8_t *)SUMMARY_AT(address);
  if (*at)
    return;
  if (RT_LIKELY(host_shadow_ready((const void *)at, 1)))
    *at = 1;
  else
    __atomic_store_n(&summary_state, SUMMARY_MISSED, __ATOMIC_RELAXED);
}

/* Whether [FIRST, LAST] are addresses that the summary knows. */
static inline bool summary_covers(uint64_t first, uint64_t last) {
#if CUSTODY_KERNEL_X86_64
  return first >= CUSTODY_APP_HIGH_BEG && first <= last && last - first < CUSTODY_SHADOW_MASK &&
         (first & CUSTODY_SHADOW_MASK) <= (last & CUSTODY_SHADOW_MASK);
#else
  return (first | (last - first) | last) < CUSTODY_APP_HIGH_END;
#endif
}

/* Must be called before a record for ADDRESS is added. */
static inline void summary_mark(uint64_t address) {
  if (RT_UNLIKELY(!summary_exists()))
    summary_miss();
  else if (summary_covers(address, address))
    summary_mark_byte(address);
}

/* Must be called before a byte other than 0 is stored in the BYTES bytes of shadow at SHADOW. pre:
 * BYTES is at least 1 and at most 256; the bytes are shadow. */
static inline void summary_mark_shadow(const void *shadow, uint64_t bytes) {
  if (RT_UNLIKELY(!summary_exists())) {
    summary_miss();
    return;
  }
  summary_mark_byte(CUSTODY_ADDRESS_OF_CELL((uint64_t)shadow));
  summary_mark_byte(CUSTODY_ADDRESS_OF_CELL((uint64_t)shadow + bytes - 1));
}

/* Whether the summary has the mark of the aligned cell at SHADOW. pre: the summary exists. */
static inline bool summary_has_mark(const void *shadow) {
  return *(const volatile uint8_t *)SUMMARY_AT(CUSTODY_ADDRESS_OF_CELL((uint64_t)shadow));
}

/* Whether the summary has the marks of the addresses FIRST and LAST, which it covers. pre: it exists. */
static inline bool summary_has_marks(uint64_t first, uint64_t last) {
  return *(const volatile uint8_t *)SUMMARY_AT(first) &&
         *(const volatile uint8_t *)SUMMARY_AT(last);
}

/* False: no slot that overlaps [AT, AT + BYTES) has a tag, and no address in there has a record.
 * pre: BYTES is not 0. */
static inline bool summary_any(uint64_t at, uint64_t bytes) {
  typedef uint64_t unaligned_u64 __attribute__((aligned(1), may_alias));
  /* A slot that overlaps the range may begin up to 7 bytes in front of it. */
  uint64_t begin = at & ~7ULL, end = at + bytes - 1;
  if (RT_UNLIKELY(!summary_exists() || !summary_covers(begin, end)))
    return true;
  const uint8_t *first = (const uint8_t *)SUMMARY_AT(begin);
  uint64_t last = (end >> SUMMARY_BITS) - (begin >> SUMMARY_BITS);
  if (RT_LIKELY(last < 8))
    return *(const unaligned_u64 *)first << (56 - 8 * last);
  uint64_t any = *(const unaligned_u64 *)(first + last - 7);
  for (uint64_t i = 0; i + 8 <= last; i += 8)
    any |= *(const unaligned_u64 *)(first + i);
  return any;
}

#endif /* CUSTODY_RT_SUMMARY_H */
