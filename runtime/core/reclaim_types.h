/*===- reclaim_types.h - what the process may judge ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * In Rust every reference is a borrow, and next to none of them is ever taken for an owner. Where
 * the types are known, only those are followed that a reclaim in the process may be about: of what
 * it reclaims, of a part of that, or of something that has that as a part. Where nothing is
 * judged, all that is known of pointers would be carried around for nobody. What was borrowed
 * before the module that judges it came is unknown.
 *
 * Not for several threads at a time.
 */
#ifndef CUSTODY_RT_JUDGED_H
#define CUSTODY_RT_JUDGED_H

#include "base.h"
#include "custody/abi.h"

/* Notes the types of SITE, which asks for histories. Returns whether more may be judged than
 * before. */
bool reclaim_types_add(const struct custody_site *site);
/* Whether something in the process may judge what was borrowed at SITE. */
bool reclaim_types_may_be(const struct custody_site *site);

#endif /* CUSTODY_RT_JUDGED_H */
