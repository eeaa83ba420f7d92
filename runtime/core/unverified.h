/*===- unverified.h - where reclaims are unverified ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Counts the unverified reclaims of each source location, for print_unverified=1. The table has a
 * fixed size. Any thread may call these functions.
 */
#ifndef CUSTODY_RT_UNVERIFIED_H
#define CUSTODY_RT_UNVERIFIED_H

#include "stack.h"
#include "verdict.h"

/* How often the reclaims of one source location were unverified for one reason. */
struct unverified {
  const struct custody_site *site;
  /* Where the site was reached, if SITE lies in Rust's standard library: the location that the user
   * wants to know is one of the callers. Otherwise 0. */
  stack_id stack;
  enum reason reason;
  uint64_t count;
};

enum { UNVERIFIED_MAX = 1 << 11 }; /* entries in the table */

/* Counts one reclaim at SITE, whose hook was called from FROM. */
void unverified_note(struct origin from, const struct custody_site *site, enum reason why);
/* Copies up to MAX entries to TO, in no order. Returns their number. */
unsigned unverified_copy(struct unverified *to, unsigned max);
/* The number of reclaims that were not counted, because the table was full. */
uint64_t unverified_lost(void);

/* For a module that is unloaded: replaces each site in [LOW, HIGH) by what REPLACE returns for it. */
void unverified_replace_sites(uintptr_t low, uintptr_t high,
                              const struct custody_site *(*replace)(const struct custody_site *));

/* Take and give back the lock, for a fork. */
void unverified_hold(void);
void unverified_release(void);

#endif /* CUSTODY_RT_UNVERIFIED_H */
