/*===- ledger_kill.h - an object is freed -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_LEDGER_KILL_H
#define CUSTODY_TEST_LEDGER_KILL_H

#include "core/trip_ledger.h"

/* The object [BASE, BASE + SIZE) is freed: its records become FREED. */
static inline void object_freed(uint64_t base, uint64_t size, stack_id stack) {
  if (index_is_near(base, size))
    trip_kill(shard_of_address(base), base, size, stack, false);
  else
    ledger_bury(ledger_detach(base, size), stack, 0);
}

#endif /* CUSTODY_TEST_LEDGER_KILL_H */
