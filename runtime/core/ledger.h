/*===- ledger.h - what was released -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The ledger has one record for each released address while its object lives; more releases of the
 * same address are counted in that record. When the object is freed, its records become FREED: the
 * ledger no longer finds them by address, but still by tag. They wait in a queue until their slot
 * is used again with another generation number.
 *
 * Any thread may call these functions. None allocates from the program's heap, and none calls code
 * outside of core and the host while it holds a lock. If memory runs out, a release gets tag 0 and
 * is counted as lost.
 */
#ifndef CUSTODY_RT_LEDGER_H
#define CUSTODY_RT_LEDGER_H

#include "base.h"
#include "custody/abi.h"
#include "index_probe.h"
#include "record_view.h"

/* Notes that the pointer ADDRESS was released at SITE. OWNER is the address of the handle that it
 * came from, or 0. EXTENT is that of its payload. STACK is the stack of the release, or 0. Returns
 * the tag of the record, or 0 if memory ran out. */
custody_tag ledger_release(uint64_t address, const struct custody_site *site, uint64_t owner,
                           struct extent extent, stack_id stack);

/* The record of TAG for a pointer BITS. The state is NONE if TAG is of an older generation, if
 * BITS is farther than TAG_REACH from the released address, or if BITS lies outside of the freed
 * object: a cell keeps its tag when uninstrumented code stores another pointer over the old one. */
struct record_view ledger_by_tag(custody_tag tag, uint64_t bits);
/* The LIVE record of exactly BITS. */
struct record_view ledger_by_bits(uint64_t bits);

/* Notes that a pointer with TAG was passed to uninstrumented code. TAG may be of any kind. Takes
 * no lock, so a signal handler may call it. */
void ledger_note_escape(custody_tag tag);
/* Notes that a pointer with TAG was returned and the caller did not take its tag. As above. */
void ledger_note_dropped_return(custody_tag tag);

/* What a reclaim found and took when it began. */
struct ledger_claim {
  struct extent extent; /* of the payload that is rebuilt; the caller fills it in */
  /* The tag names the live record of these very bits, a release is outstanding or none is needed,
   * the family fits, and no more is needed than was released. So the reclaim is right under every
   * model. Then the two views are not filled in. */
  bool proven;
  bool took_transfer;                 /* the release that was taken was made by a transfer pair */
  bool took_owned;                    /* it was one of record_view.owned */
  bool noted;                         /* this was the first reclaim since the release */
  custody_tag taken;                  /* the record from which one release was taken; 0: none */
  struct record_view by_tag, by_bits; /* what the records said before the claim */
};
/* Takes one outstanding release for a reclaim of BITS at SITE, and fills in CLAIM. The release is
 * taken from the record of TAG. It is taken from the record of BITS instead if TAG has no record,
 * if SITE is a transfer, or if BITS were released and TAG is the record of another address; in the
 * last case TAG is not believed. STACK is kept as that of the first consuming reclaim; it is 0 if
 * SITE does not consume. */
void ledger_claim(custody_tag tag, uint64_t bits, const struct custody_site *site, stack_id stack,
                  struct ledger_claim *claim);
/* Gives the release of CLAIM back, because the reclaim was wrong or did not happen. */
void ledger_unclaim(const struct ledger_claim *claim);
/* The number of claims that were proven, took a release and were not given back. */
uint64_t ledger_proven(void);

/* Whether anything was ever released. A load and a test; inlined into free. */
static inline bool ledger_in_use(void) {
  return index_has_any();
}
/* Whether a record may belong to the object [BASE, BASE + SIZE). If SIZE is 0 the size is not
 * known, and the records of exactly BASE and those released from the handle BASE are meant. Cheap,
 * and takes no lock. Sometimes true for an object that has no record. */
static inline bool ledger_may_hold(uint64_t base, uint64_t size) {
  return index_may_hold(base, size);
}
/* Records that were taken out of the index, so that no look-up by address finds them. */
struct ledger_detached {
  uint32_t first;      /* index of the first record, 0: none */
  uint64_t base, size; /* of the object */
};
/* For an object that may be freed or stay: takes its records out of the index. Then call
 * ledger_reattach if the object stays and may have another size, or ledger_bury if it was freed. HELD is the low half of the
 * ticket of the object in quarantine, or 0. */
struct ledger_detached ledger_detach(uint64_t base, uint64_t size);
void ledger_reattach(struct ledger_detached detached);
void ledger_bury(struct ledger_detached detached, stack_id stack, uint32_t held);
/* Releases of one address that are outstanding. */
struct ledger_outstanding {
  const struct custody_site *site; /* of the latest one */
  stack_id released;               /* its stack */
  uint32_t count;
};
/* Copies up to MAX of them to TO, and returns their number. Begins at the record *CURSOR, which is 0
 * at first, and sets *CURSOR to where to go on. Returns 0 at the end. A release that is made or
 * reclaimed meanwhile may be missed or counted. */
unsigned ledger_outstanding(uint32_t *cursor, struct ledger_outstanding *to, unsigned max);

/* The number of releases that got no record because memory ran out. */
uint64_t ledger_lost(void);

/* Take and give back all locks of the ledger, for a fork. */
void ledger_hold(void);
void ledger_unhold(void);

#endif /* CUSTODY_RT_LEDGER_H */
