/*===- index_probe.h - does an object have records? ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The part of the index that ledger.h needs for its inlined functions. */
#ifndef CUSTODY_RT_INDEX_PROBE_H
#define CUSTODY_RT_INDEX_PROBE_H

#include "base.h"

/* Whether the index ever had a record. */
extern uint32_t index_in_use;
static inline bool index_has_any(void) {
  return __atomic_load_n(&index_in_use, __ATOMIC_RELAXED);
}
/* The work of ledger_may_hold. Takes no lock. */
bool index_may_hold(uint64_t base, uint64_t size);
/* Whether all addresses of an object of known size, its end included, are in one shard. */
enum { INDEX_PAGE_BITS = 12 };
static inline bool index_is_near(uint64_t base, uint64_t size) {
  return size && !((base ^ (base + size)) >> INDEX_PAGE_BITS);
}

#endif /* CUSTODY_RT_INDEX_PROBE_H */
