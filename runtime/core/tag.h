/*===- tag.h - the parts of a tag ------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_TAG_H
#define CUSTODY_RT_TAG_H

#include "base.h"
#include "custody/abi.h"

/* A pointer that is farther than this from the address of its record is no offset of it; then the
 * cell is left over from something else. */
#define TAG_REACH (1ULL << 20)

/* The tag of the record INDEX in GENERATION. */
static inline custody_tag tag_of_record(uint32_t index, uint32_t generation) {
  return CUSTODY_TAG_RECORD | (generation & CUSTODY_TAG_GEN_MASK) << CUSTODY_TAG_GEN_SHIFT | index;
}
static inline uint32_t tag_index(custody_tag tag) {
  return tag & CUSTODY_TAG_RECORD_MASK;
}
static inline uint32_t tag_generation(custody_tag tag) {
  return tag >> CUSTODY_TAG_GEN_SHIFT & CUSTODY_TAG_GEN_MASK;
}

/* Whether CELL can be the cell of a slot that holds VALUE. For a record tag this is a guess: VALUE
 * must be near the released address, which only the ledger knows, so any address that a program
 * can use is accepted. */
static inline bool tag_fits(uint32_t cell, uint64_t value) {
  if (cell & CUSTODY_TAG_RECORD)
#if CUSTODY_KERNEL_X86_64
    return value >= CUSTODY_APP_HIGH_BEG && tag_index(cell) != 0;
#else
    return value - 1 < CUSTODY_APP_HIGH_END && tag_index(cell) != 0;
#endif
  return custody_tag_of(cell, value) != 0;
}

#endif /* CUSTODY_RT_TAG_H */
