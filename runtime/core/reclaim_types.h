/*===- reclaim_types.h - types that reclaims may concern ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * In Rust every reference is a borrow, and hardly any of them is ever taken for an owner. So if
 * the types are known, only some borrows are followed: those of a type that some reclaim in the
 * process rebuilds, of a part of such a type, or of a type that contains it. A borrow that
 * happened before the module with the reclaim was loaded is not followed.
 *
 * The caller makes sure that only one thread at a time calls these functions.
 */
#ifndef CUSTODY_RT_RECLAIM_TYPES_H
#define CUSTODY_RT_RECLAIM_TYPES_H

#include "base.h"
#include "custody/abi.h"

/* Notes the types of SITE, which is a reclaim or another site that asks for the history of a
 * pointer. Returns whether some borrow may concern a reclaim now that did not before. */
bool reclaim_types_add(const struct custody_site *site);
/* Whether a borrow at SITE may concern some reclaim in the process. */
bool reclaim_types_may_concern(const struct custody_site *site);

#endif /* CUSTODY_RT_RECLAIM_TYPES_H */
