/*===- summary.c - where tags and records are ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "summary.h"
#include "host/host.h"

enum summary_state summary_state;
#if !CUSTODY_KERNEL
const uint8_t *__custody_summary;
#endif

void summary_map(void) {
  enum summary_state expected = SUMMARY_NONE;
  if (host_reserve(SUMMARY_BEG, SUMMARY_BYTES) ||
      !__atomic_compare_exchange_n(&summary_state, &expected, SUMMARY_MAPPED, false,
                                   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    return;
#if !CUSTODY_KERNEL
  __atomic_store_n(&__custody_summary, (const uint8_t *)SUMMARY_BEG, __ATOMIC_RELEASE);
#endif
}

void summary_miss(void) {
  if (!summary_exists())
    __atomic_store_n(&summary_state, SUMMARY_MISSED, __ATOMIC_RELAXED);
}
