/*===- ledger.h - what was released -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * One record for each released address while its object lives; releases of one address coalesce.
 * When the object dies its records become FREED: they leave the address index, can still be found
 * by their tags, and wait in a queue until their slot is used again in another generation.
 *
 * All functions may be called from any thread; none calls out with a lock held or allocates from
 * the program's heap. Where memory runs out a release gets tag 0 and is counted.
 */
#ifndef CUSTODY_RT_LEDGER_H
#define CUSTODY_RT_LEDGER_H

#include "base.h"
#include "depot.h"

enum record_state { RECORD_NONE = 0, RECORD_LIVE, RECORD_FREED };

/* A copy of what a record said at some moment. */
struct record_view {
  enum record_state state; /* NONE: there is none, and the rest is zero */
  custody_tag tag;
  uint64_t address;
  const struct custody_site *site; /* of the latest release */
  uint32_t outstanding;            /* transfers included */
  uint32_t transfers;              /* releases by the transfer pair, outstanding */
  bool given_away;                 /* code that is not instrumented was given the pointer */
  bool not_taken;     /* it was returned to such code, or to some that had no use for it */
  bool had_transfer;  /* it was released by the transfer pair at some time */
  stack_id released;  /* the latest release */
  stack_id reclaimed; /* the first consuming reclaim since then */
  stack_id freed;
  uint32_t held; /* low half of the ticket of the object that died, see quarantine.h; 0: none */
};

/* The pointer ADDRESS was released at SITE. OWNER is the handle it came from, or 0. Returns its
 * record's tag; 0 where memory ran out. */
custody_tag ledger_release(uint64_t address, const struct custody_site *site, uint64_t owner,
                           stack_id stack);

/* The record of TAG for a pointer BITS: NONE where the tag is of an older generation, or BITS is
 * too far from the released address to be an offset of it, or outside of the object that died. A cell
 * keeps its record's tag when code that is not instrumented stores another pointer over it. */
struct record_view ledger_by_tag(custody_tag tag, uint64_t bits);
/* The LIVE record of exactly BITS. */
struct record_view ledger_by_bits(uint64_t bits);

/* The pointer with TAG, of a record or not, was passed to code that is not instrumented. Takes no
 * lock: may be called from anywhere. */
void ledger_give_away(custody_tag tag);
/* The same, it was returned, and nobody took it. */
void ledger_return_away(custody_tag tag);

/* A reclaim under way. */
struct ledger_claim {
  /* TAG is that of a live record of these very bits, and there was one to take or none is needed:
   * right under every model. The views are not filled in then. */
  bool fine;
  struct record_view by_tag, by_bits; /* before the claim */
  custody_tag taken;                  /* record of which one release was taken; 0: none */
  bool took_transfer;
  bool noted; /* it was the first reclaim since the release */
};
/* Takes one release of the record of TAG, or of BITS where TAG has none (always, where SITE is a
 * transfer; and where these very bits were released by themselves: then TAG is not believed, if it is
 * of another address). STACK is kept as the first reclaim; 0 where the site consumes nothing. */
void ledger_claim(custody_tag tag, uint64_t bits, const struct custody_site *site, stack_id stack,
                  struct ledger_claim *claim);
/* Gives it back: the reclaim was wrong, or there was none. */
void ledger_unclaim(const struct ledger_claim *claim);
/* How many claims were fine, took a release and were not given back. */
uint64_t ledger_fine(void);

/* Whether anything was ever released. A load and a test; inlined into free. */
extern uint32_t index_in_use;
static inline bool ledger_in_use(void) {
  return __atomic_load_n(&index_in_use, __ATOMIC_RELAXED);
}
/* Whether a record may lie in the object [BASE, BASE + SIZE). SIZE 0 is unknown: then the records
 * of exactly BASE and those released from the handle BASE are meant. Cheap, takes no lock. True for
 * an object that has none now and then. */
bool ledger_may_hold(uint64_t base, uint64_t size);
/* The object is about to die: its records become FREED. */
void ledger_kill(uint64_t base, uint64_t size, stack_id stack);

/* Records taken out of the index, where no lookup by bits finds them. */
struct ledger_detached {
  uint32_t first;      /* index of the first record, 0: none */
  uint64_t base, size; /* of the object */
};
/* For an object that may die or stay: takes its records out; one of the other two must follow. HELD is
 * the low half of the ticket of the object in quarantine, or 0. */
struct ledger_detached ledger_detach(uint64_t base, uint64_t size);
void ledger_reattach(struct ledger_detached detached);
void ledger_bury(struct ledger_detached detached, stack_id stack, uint32_t held);

/* Releases that got no record because memory ran out. */
uint64_t ledger_lost(void);

/* Held over a fork. */
void ledger_hold(void);
void ledger_unhold(void);

#endif /* CUSTODY_RT_LEDGER_H */
