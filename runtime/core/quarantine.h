/*===- quarantine.h - freed objects that had owners ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A cell keeps the tag of an object that died. If code that is not instrumented gets the same
 * memory from the allocator and stores its pointer over the old one, the cell does not change, and
 * looks like a stale pointer. So a small object that had records is not given back at once: while
 * its address belongs to nobody, who comes with its tag is stale for certain.
 *
 * Any thread, no locks.
 */
#ifndef CUSTODY_RT_QUARANTINE_H
#define CUSTODY_RT_QUARANTINE_H

#include "base.h"
#include "custody/abi.h"

/* A larger object does not stay. How many do is the option quarantine. */
enum { QUARANTINE_BYTES = 4096 };

/* A place for an object that is about to be freed, for quarantine_swap, which must follow; 0 where
 * there are no places. */
uint64_t quarantine_ticket(void);
/* Puts the object AT in its place. Returns the one that leaves, for the caller to free, or NULL; AT
 * itself if a later one was quicker. */
void *quarantine_swap(uint64_t ticket, void *at);
/* Whether the object with TICKET, of which the low half is enough, is still there. False for 0. */
bool quarantine_holds(uint32_t ticket);

#endif /* CUSTODY_RT_QUARANTINE_H */
