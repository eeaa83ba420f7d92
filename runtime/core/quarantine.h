/*===- quarantine.h - objects whose memory is held back ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A cell keeps the tag of an object that was freed. If uninstrumented code gets the same memory
 * from the allocator and stores its pointer over the old one, the cell does not change, and the
 * new pointer looks stale. So a small object that had records is not given back to the allocator
 * at once: while nobody can have its address, a pointer with its tag is stale for certain.
 *
 * Any thread may call these functions; they take no lock.
 */
#ifndef CUSTODY_RT_QUARANTINE_H
#define CUSTODY_RT_QUARANTINE_H

#include "base.h"
#include "custody/abi.h"

/* Larger objects are not held. The option quarantine says how many small ones are: of each thread, or in
 * a kernel and with many threads, of several together. */
enum { QUARANTINE_BYTES = 4096 };

/* Returns a ticket for an object that is about to be freed, or 0 if the quarantine holds none. The
 * caller must call quarantine_swap with it. */
uint64_t quarantine_ticket(void);
/* Puts the object AT, a multiple of 8, into quarantine. Returns the object that the caller must free: one that
 * leaves the quarantine, or AT if a thread with a later ticket for the same place was quicker.
 * NULL: none. */
void *quarantine_swap(uint64_t ticket, void *at);
/* Whether the object with TICKET is still held. TICKET is the low half of a ticket; false for 0. */
bool quarantine_holds(uint32_t ticket);

#endif /* CUSTODY_RT_QUARANTINE_H */
