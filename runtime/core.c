/*===- core.c - what the hooks do ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core.h"
#include "boundary.h"
#include "guard.h"
#include "hooks.h"
#include "quarantine.h"
#include "report.h"
#include "shadow.h"
#include "sites.h"
#include "sys.h"

/*===-- Counts -------------------------------------------------------------===*/

/* Several, so that threads do not share a cache line. The ledger counts the claims that are
 * plainly right. */
enum { COUNTERS = 16 };
static struct {
  alignas(64) struct counts counts;
} counters[COUNTERS];

static void count(enum answer a) {
  struct counts *c = &counters[(uint64_t)&guard_inside * RT_HASH >> 60].counts;
  uint64_t *counter = a == ANSWER_VERIFIED     ? &c->verified
                      : a == ANSWER_UNVERIFIED ? &c->unverified
                                               : &c->reported;
  __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

struct counts core_counts(void) {
  struct counts sum = {0};
  for (int i = 0; i < COUNTERS; i++) {
    sum.verified += __atomic_load_n(&counters[i].counts.verified, __ATOMIC_RELAXED);
    sum.unverified += __atomic_load_n(&counters[i].counts.unverified, __ATOMIC_RELAXED);
    sum.reported += __atomic_load_n(&counters[i].counts.reported, __ATOMIC_RELAXED);
  }
  sum.verified += ledger_fine();
  return sum;
}

/*===-- Facts --------------------------------------------------------------===*/

/* The site that TAG names, or NULL where it cannot be a tag that the pass made: then it is a torn
 * cell whose check bits happen to be right. */
static const struct custody_site *site_of_tag(custody_tag tag) {
  if (!tag || (tag & CUSTODY_TAG_RECORD))
    return nullptr;
  const struct custody_site *site = site_at(tag & CUSTODY_TAG_SITE_MASK);
  if (!site)
    return nullptr;
  bool lossless = !(tag & (CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL));
  if ((tag & CUSTODY_TAG_CELLS) && !(tag & CUSTODY_TAG_NO_WRITE))
    return nullptr; /* of an exchange under way */
  switch (site->kind) {
  case CUSTODY_KIND_FORGED:
    return site;
  case CUSTODY_KIND_SHARED:
  case CUSTODY_KIND_EXCLUSIVE:
  case CUSTODY_KIND_KEY:
    return lossless ? nullptr : site;
  default:
    return nullptr;
  }
}

static struct facts facts_at(uint64_t bits, custody_tag tag, const struct custody_site *site) {
  return (struct facts){.bits = bits, .tag = tag, .from = site_of_tag(tag), .site = site};
}

/* Whether nobody can have got the memory of R's object since it died. */
static bool is_dead(const struct record_view *r) {
  return r->state == RECORD_FREED && (quarantine_holds(r->held) || sys_is_poisoned(r->address));
}

struct facts core_facts(uint64_t bits, custody_tag tag, const struct custody_site *site) {
  struct facts f = facts_at(bits, tag, site);
  f.by_tag = ledger_by_tag(tag, bits);
  f.by_bits = ledger_by_bits(bits);
  f.dead = is_dead(&f.by_tag);
  return f;
}

/*===-- Releases -----------------------------------------------------------===*/

void core_boundary_enter(uint64_t frame, const struct custody_site *site) {
  boundary_enter(frame, site, false, 0);
}

custody_tag core_release(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                         const struct custody_site *site, uint64_t owner) {
  const struct boundary *left = boundary_leave(frame, site);
  if (left && left->silent)
    return tag;
  return pointer ? ledger_release(pointer, site, owner, stack_keep(from)) : 0;
}

/*===-- Reclaims -----------------------------------------------------------===*/

void core_reclaim_enter(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                        const struct custody_site *site) {
  struct boundary *b = boundary_enter(frame, site, true, pointer);
  if (!b) {
    count(ANSWER_UNVERIFIED);
    return;
  }
  handover_settle();
  handover_settle_return();
  b->claim.fine = false;
  b->claim.taken = 0;
  b->from_memory =
      !(tag & CUSTODY_TAG_RECORD) && (tag & (CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT));
  b->tag = tag = custody_tag_of(tag, pointer);
  if (b->silent || !pointer)
    return;
  /* Taken now: the boundary may free the object, or another thread may try the same. */
  bool consumes = site->flags & (CUSTODY_SITE_CONSUMES | CUSTODY_SITE_TRANSFER);
  ledger_claim(tag, pointer, site, consumes ? stack_keep(from) : 0, &b->claim);
}

/* What the thread took in by a transfer pair last. */
static _Thread_local struct transferred {
  uint64_t bits;
  custody_tag tag; /* of the release */
} transferred;

void core_reclaim_leave(struct origin from, uint64_t frame, uint64_t handle,
                        const struct custody_site *site) {
  const struct boundary *left = boundary_leave(frame, site);
  if (!left || left->silent || !left->reclaim)
    return;
  if (handle == CUSTODY_UNWOUND) {
    ledger_unclaim(&left->claim);
    return;
  }
  if (!left->bits) { /* no owner is rebuilt from NULL */
    count(ANSWER_UNVERIFIED);
    return;
  }
  if (RT_LIKELY(left->claim.fine)) {
    if (!left->claim.taken)
      count(ANSWER_VERIFIED);
    return;
  }
  struct facts f = facts_at(left->bits, left->tag, site);
  f.handle = handle;
  f.payload = left->payload;
  f.dropped = (site->flags & CUSTODY_SITE_UNDROPPED) && sites_drop(site->name);
  f.from_memory = left->from_memory;
  f.by_tag = left->claim.by_tag;
  f.by_bits = left->claim.by_bits;
  f.dead = is_dead(&f.by_tag);
  if (site->flags & CUSTODY_SITE_TRANSFER)
    transferred = (struct transferred){left->bits, left->claim.taken};
  struct verdict v = verdict_of(&f);
  enum answer a = v.answers[options.model];
  count(a);
  if (RT_LIKELY(!answer_is_report(a)))
    return;
  ledger_unclaim(&left->claim);
  report(&(struct report){.answer = a, .facts = &f, .verdict = &v, .from = from});
}

custody_tag core_recover(struct origin from, uint64_t key, custody_tag tag,
                         const struct custody_site *site) {
  if (!key)
    return 0;
  if (site->flags & CUSTODY_SITE_TRANSFER)
    return transferred.bits == key ? transferred.tag : 0;
  struct facts f = core_facts(key, tag, site);
  if (f.by_bits.state == RECORD_LIVE && f.by_bits.outstanding)
    return f.by_bits.tag;
  struct verdict v = {.answers = {ANSWER_RECOVER, ANSWER_RECOVER, ANSWER_RECOVER},
                      .header = CUSTODY_UNKNOWN_SIZE};
  count(ANSWER_RECOVER);
  report(&(struct report){.answer = ANSWER_RECOVER, .facts = &f, .verdict = &v, .from = from});
  return 0;
}

/*===-- Others -------------------------------------------------------------===*/

uint64_t core_freed(struct origin from, uint64_t pointer, uint64_t size, bool can_hold) {
  /* Who gets the memory next may store the same bits without a tag, and not say so. */
  if (shadow_in_use())
    shadow_clear(pointer, size);
  if (RT_LIKELY(!ledger_may_hold(pointer, size)))
    return 0;
  struct ledger_detached dead = ledger_detach(pointer, size);
  if (!dead.first)
    return 0;
  uint64_t ticket = can_hold ? quarantine_ticket() : 0;
  ledger_bury(dead, stack_keep_end(from), (uint32_t)ticket);
  return ticket;
}

void core_describe(struct origin from, uint64_t pointer, custody_tag tag,
                   const struct custody_site *site) {
  struct facts f = core_facts(pointer, tag, site);
  struct verdict v = {.header = CUSTODY_UNKNOWN_SIZE};
  report_describe(&(struct report){.facts = &f, .verdict = &v, .from = from});
}
