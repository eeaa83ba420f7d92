/*===- callback.c - pointers that come back to a callback --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "callback.h"
#include "arena.h"
#include "called.h"
#include "handover.h"
#include "host/host.h"
#include "ledger.h"
#include "sites.h"

/* The pointers with the bits BITS that were given away with CALLBACK. */
struct given {
  uint64_t callback; /* 0: the entry is free */
  uint64_t bits;
  custody_tag tag; /* of the last one, as known_part() */
  bool mixed;      /* their histories differ */
};

enum { TABLE_BITS = 16, TABLE_SIZE = 1 << TABLE_BITS, MOST = TABLE_SIZE / 4 * 3 };
static struct host_lock lock;
static struct given *table;
static uint32_t used;
static bool unseen; /* some pointer was not noted */

/* Tags that name a borrow are those of sites. These two name none. */
enum : custody_tag {
  TAG_RELEASED = CALLED_FIRST + CALLED_MAX,
  TAG_AMBIGUOUS,
};
_Static_assert(TAG_AMBIGUOUS <= CUSTODY_TAG_SITE_MASK, "they look like tags of sites");

enum inferred inferred_by(custody_tag tag) {
  return tag == TAG_RELEASED    ? INFERRED_RELEASED
         : tag == TAG_AMBIGUOUS ? INFERRED_AMBIGUOUS
                                : INFERRED_NOTHING;
}

/* Whether TAG is that of the released pointer BITS, whose object lives. */
static bool is_released(custody_tag tag, uint64_t bits) {
  if (!(tag & CUSTODY_TAG_RECORD) || (tag & CUSTODY_TAG_REBORROWED))
    return false;
  struct record_view r = ledger_by_tag(tag, bits);
  return r.state == RECORD_LIVE && r.address == bits;
}

/* Whether uninstrumented code may have stored the released pointer BITS over a borrow with these bits,
 * which came from memory. As may_be_overwritten() of verdict.c. */
static bool may_be_overwritten(uint64_t bits) {
  if (sites_are_all())
    return false;
  handover_settle();
  handover_settle_return();
  struct record_view r = ledger_by_bits(bits);
  return r.state != RECORD_LIVE || r.escaped;
}

/* The plain form of TAG if it is certainly that of a released pointer, or of one that lacks
 * permissions; else 0. */
static custody_tag known_part(custody_tag tag, uint64_t bits) {
  if (tag & CUSTODY_TAG_RECORD)
    return is_released(tag, bits) ? tag : 0;
  bool from_memory = tag & (CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT);
  tag = custody_tag_of(tag, bits);
  bool lacks = tag & (CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL);
  return lacks && !(from_memory && may_be_overwritten(bits)) ? tag : 0;
}

/* The entry of CALLBACK and BITS, or the free one where it would be. pre: the lock is held, and there is
 * a table, which is never full. */
static struct given *find(uint64_t callback, uint64_t bits) {
  uint64_t at = (callback * 31 + bits) * RT_HASH >> (64 - TABLE_BITS);
  while (table[at].callback && (table[at].callback != callback || table[at].bits != bits))
    at = (at + 1) % TABLE_SIZE;
  return &table[at];
}

void callback_given_unseen(void) {
  __atomic_store_n(&unseen, true, __ATOMIC_RELAXED);
}

void callback_given(uint64_t callback, uint64_t bits, custody_tag tag) {
  custody_tag known = known_part(tag, bits);
  host_lock(&lock);
  if (!table)
    table = arena_take(TABLE_SIZE * sizeof *table);
  struct given *g = table ? find(callback, bits) : nullptr;
  if (!g || (!g->callback && used == MOST)) {
    callback_given_unseen();
  } else if (!g->callback) {
    *g = (struct given){callback, bits, known, false};
    used++;
  } else {
    g->mixed |= g->tag != known && !(g->tag & known & CUSTODY_TAG_RECORD);
    g->tag = known;
  }
  host_unlock(&lock);
}

custody_tag callback_entered(uint64_t callback, uint64_t bits, bool exact) {
  host_lock(&lock);
  struct given g = table ? *find(callback, bits) : (struct given){};
  host_unlock(&lock);
  if (!g.callback || __atomic_load_n(&unseen, __ATOMIC_RELAXED))
    return 0;
  if (g.mixed)
    return TAG_AMBIGUOUS;
  if (g.tag & CUSTODY_TAG_RECORD)
    return is_released(g.tag, bits) ? TAG_RELEASED : 0;
  if (!g.tag || !exact)
    return 0;
  uint32_t index = site_inferred(g.tag & CUSTODY_TAG_SITE_MASK);
  return index ? (g.tag & ~CUSTODY_TAG_SITE_MASK) | index : 0;
}

void callback_hold(void) {
  host_lock(&lock);
}
void callback_release(void) {
  host_unlock(&lock);
}
