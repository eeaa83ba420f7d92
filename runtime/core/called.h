/*===- called.h - copies of sites with more in them ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Many borrows are made in a function of Rust's standard library, such as `Arc::deref`. The user
 * wants to know who called that function. So each pair of a site and a return address gets an index
 * of its own, for a copy of the site that also holds the return address. These indices lie above
 * those of the modules' sites. The copies that say that a history was inferred (callback.h) have
 * such indices too.
 *
 * The caller holds the lock of sites.c.
 */
#ifndef CUSTODY_RT_CALLED_H
#define CUSTODY_RT_CALLED_H

#include "base.h"
#include "custody/abi.h"

/* The two indices behind these name no site (callback.c). */
enum { CALLED_FIRST = CUSTODY_TAG_SITE_MASK + 1 - (1 << 14), CALLED_MAX = (1 << 14) - 2 };

/* Returns the index of the copy of SITE, which has the index INDEX, for the return address PC. Makes
 * the copy if there is none. Returns INDEX if the indices or the memory ran out. */
uint32_t called_index(uint32_t index, const struct custody_site *site, uint64_t pc);
/* The same for the copy of INDEX, which may be a copy itself, that says that the history was inferred.
 * SITE is the original. 0 if the indices or the memory ran out. */
uint32_t called_inferred(uint32_t index, const struct custody_site *site);
/* The index of the site that INDEX is a copy of; 0 if there is none. pre: INDEX is at least
 * CALLED_FIRST. */
uint32_t called_original(uint32_t index);
/* The copy with the number INDEX, which says what SITE, its original, says now. NULL if SITE is
 * NULL. */
const struct custody_site *called_at(uint32_t index, const struct custody_site *site);
/* The library with the addresses [LOW, HIGH) is unloaded: forgets the return addresses in it. */
void called_unload(uint64_t low, uint64_t high);

#endif /* CUSTODY_RT_CALLED_H */
