/*===- tag.h - what a tag says ------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_TAG_H
#define CUSTODY_RT_TAG_H

#include "base.h"
#include "custody/abi.h"

/* A pointer further than this from its record's address is none of its offsets: the cell is
 * garbage. */
#define TAG_REACH (1ULL << 20)

/* TAG of the record INDEX in its generation GENERATION. */
static inline custody_tag tag_of_record(uint32_t index, uint32_t generation) {
  return CUSTODY_TAG_RECORD | (generation & CUSTODY_TAG_GEN_MASK) << CUSTODY_TAG_GEN_SHIFT | index;
}
static inline uint32_t tag_index(custody_tag tag) {
  return tag & CUSTODY_TAG_RECORD_MASK;
}
static inline uint32_t tag_generation(custody_tag tag) {
  return tag >> CUSTODY_TAG_GEN_SHIFT & CUSTODY_TAG_GEN_MASK;
}

/* Whether CELL can be that of a slot that holds VALUE. For a record tag that is a guess: VALUE must
 * be near some released address, which only the ledger knows, so any address in use will do. */
static inline bool tag_fits(uint32_t cell, uint64_t value) {
  if (cell & CUSTODY_TAG_RECORD)
    return value - 1 < CUSTODY_APP_HIGH_END && tag_index(cell) != 0;
  return custody_tag_of(cell, value) != 0;
}

#endif /* CUSTODY_RT_TAG_H */
