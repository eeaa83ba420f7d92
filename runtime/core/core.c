/*===- core.c - the work of the hooks -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "arena.h"
#include "handover.h"
#include "sites.h"
#include "tag.h"
#include "thread_state.h"
#include "trip.h"

/* Whether some modules have a list of types and know their types, and some do not know them. */
static bool types_mixed;

void core_note_types(uint64_t types, uint64_t names) {
  static bool listed, unknown;
  if (types)
    __atomic_store_n(&handover_has_types, true, __ATOMIC_RELAXED);
  if (types && names == CUSTODY_TYPE_NAMES_KNOWN)
    __atomic_store_n(&listed, true, __ATOMIC_RELAXED);
  if (names == CUSTODY_TYPE_NAMES_UNKNOWN)
    __atomic_store_n(&unknown, true, __ATOMIC_RELAXED);
  if (__atomic_load_n(&listed, __ATOMIC_RELAXED) && __atomic_load_n(&unknown, __ATOMIC_RELAXED))
    __atomic_store_n(&types_mixed, true, __ATOMIC_RELAXED);
}

/*===-- Counts -------------------------------------------------------------===*/

/* There are several counters, so that threads do not share a cache line. The ledger counts the
 * claims that are right under every model. */
enum { COUNTERS = 16 };
static struct {
  alignas(64) struct counts counts;
} counters[COUNTERS];

static void add_one(uint64_t *counter) {
  __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

static struct counts *own_counts(void) {
  return &counters[(uint64_t)thread_state() * RT_HASH >> 60].counts;
}

void core_count_unverified(struct origin from, const struct custody_site *site, enum reason why) {
  struct counts *c = own_counts();
  add_one(&c->unverified);
  add_one(&c->reasons[why]);
  if (RT_UNLIKELY(options.print_unverified))
    unverified_note(from, site, why);
}

void core_count_proven(void) {
  add_one(&own_counts()->verified);
}

struct counts core_counts(void) {
  struct counts sum = {0};
  for (int i = 0; i < COUNTERS; i++) {
    const struct counts *c = &counters[i].counts;
    sum.verified += __atomic_load_n(&c->verified, __ATOMIC_RELAXED);
    sum.unverified += __atomic_load_n(&c->unverified, __ATOMIC_RELAXED);
    sum.reported += __atomic_load_n(&c->reported, __ATOMIC_RELAXED);
    for (int r = 0; r < REASONS; r++)
      sum.reasons[r] += __atomic_load_n(&c->reasons[r], __ATOMIC_RELAXED);
  }
  sum.verified += ledger_proven();
  return sum;
}

/*===-- Facts --------------------------------------------------------------===*/

/* The site that TAG names. NULL if the pass cannot have made TAG: then it is a torn cell whose
 * check bits are right by chance. */
static const struct custody_site *site_of_tag(custody_tag tag) {
  if (!tag || (tag & CUSTODY_TAG_RECORD))
    return nullptr;
  const struct custody_site *site = site_at(tag & CUSTODY_TAG_SITE_MASK);
  if (!site)
    return nullptr;
  bool lossless = !(tag & (CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL));
  if ((tag & CUSTODY_TAG_CELLS) && !(tag & CUSTODY_TAG_NO_WRITE))
    return nullptr; /* the mark of an atomic exchange that is not finished */
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
  enum inferred inferred = inferred_by(tag);
  if (RT_UNLIKELY(inferred))
    tag = 0;
  return (struct facts){
      .bits = bits, .tag = tag, .from = site_of_tag(tag), .site = site, .inferred = inferred};
}

/* Whether nobody can have got the memory of R's object since it was freed. */
static bool is_dead(const struct record_view *r) {
  return r->state == RECORD_FREED && (quarantine_holds(r->held) || host_is_poisoned(r->address));
}

/* Whether BITS are an address in a stack frame that is in use. FROM is inside of the innermost one.
 * False if the thread runs on a stack that is not its own, as a signal handler may. */
static bool is_on_stack(struct origin from, uint64_t bits) {
  const struct host_stack *s = thread_stack();
  return s->low <= from.frame && from.frame < s->high && from.frame <= bits && bits < s->high;
}

/* Whether F rebuilds an Arc or Rc from what its Weak released, or the other way round, and the counts
 * say that there is no such owner. The handle points to the strong count and the weak one behind it.
 * All strong owners together have one of the weak count, which keeps the memory alive. */
static bool is_partner_gone(const struct facts *f) {
  unsigned family = family_of(f->site);
  const struct record_view *r = f->by_tag.state == RECORD_LIVE ? &f->by_tag : &f->by_bits;
  if (!family_partner(family) || r->state != RECORD_LIVE || !r->outstanding ||
      r->address != f->bits || f->bits - f->handle != r->header)
    return false;
  const uint64_t *counts = (const uint64_t *)f->handle;
  if (family == CUSTODY_FAMILY_ARC || family == CUSTODY_FAMILY_RC)
    return !__atomic_load_n(&counts[0], __ATOMIC_RELAXED);
  /* A strong count of 0 never rises. So if it is not 0 now, it was not when the weak one was read. */
  return __atomic_load_n(&counts[1], __ATOMIC_ACQUIRE) == 1 &&
         __atomic_load_n(&counts[0], __ATOMIC_RELAXED);
}

struct facts core_facts(uint64_t bits, custody_tag tag, const struct custody_site *site) {
  struct facts f = facts_at(bits, tag, site);
  f.by_tag = ledger_by_tag(tag, bits);
  f.by_bits = ledger_by_bits(bits);
  f.dead = is_dead(&f.by_tag);
  return f;
}

void core_begin(bool closed) {
  sites_begin(closed);
}

uint32_t core_called(uint32_t index, uint64_t pc) {
  return site_called(index, pc);
}

/*===-- Releases -----------------------------------------------------------===*/

void core_extent(uint64_t pointer, uint64_t bytes, uint64_t align) {
  struct thread_state *t = thread_state();
  t->extent_of = pointer;
  t->extent_bytes = bytes;
  t->extent_align = align && align <= 1u << 29 && !(align & (align - 1)) ? (uint32_t)align : 0;
}

void core_boundary_enter(uint64_t frame, const struct custody_site *site) {
  trip_boundary_enter(frame, site);
}

/* Whether the owner of SITE is a type of the standard library, perhaps with another allocator. */
static bool is_of_library(const struct custody_site *site) {
  static const char room[] = "alloc::";
  const struct custody_owner_site *o = owner_of(site);
  for (unsigned i = 0; o && o->name && o->name[i] == room[i]; i++)
    if (!room[i + 1])
      return true;
  return false;
}

/* Whether the POINTER with TAG, which SITE releases, is a reference that does not reach all of its
 * owner, or may be one. This is asked only of types of a crate in Rust: the standard library is
 * trusted, and a function in C may take a new count through a borrow. So may an ARef. */
static bool is_borrow_released(uint64_t pointer, custody_tag tag, const struct custody_site *site,
                               uint64_t owner, struct extent extent) {
  if (!tag || family_of(site) != CUSTODY_FAMILY_OWN || !family_hash(site) ||
      (site->flags & CUSTODY_SITE_UNDROPPED) || is_of_library(site))
    return false;
  if (tag & CUSTODY_TAG_RECORD)
    return tag & CUSTODY_TAG_REBORROWED;
  const struct custody_site *from = site_of_tag(tag);
  if (!from || from->kind != CUSTODY_KIND_EXCLUSIVE)
    return from && from->kind == CUSTODY_KIND_SHARED;
  uint64_t header = owner && pointer - owner <= TAG_REACH ? pointer - owner : 0;
  return from->span && from->span < header + (extent.known ? extent.bytes : site->span);
}

custody_tag core_mark_borrow(custody_tag made, uint64_t pointer, custody_tag tag,
                             const struct custody_site *site, uint64_t owner,
                             struct extent extent) {
  return made && is_borrow_released(pointer, tag, site, owner, extent)
             ? made | CUSTODY_TAG_REBORROWED
             : made;
}

custody_tag core_release(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                         const struct custody_site *site, uint64_t owner) {
  return trip_release(from, frame, pointer, tag, site, owner);
}

/*===-- Reclaims -----------------------------------------------------------===*/

void core_reclaim_enter(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                        const struct custody_site *site) {
  trip_reclaim_enter(from, frame, pointer, tag, site);
}

bool core_judge(struct origin from, uint64_t handle, const struct custody_site *site,
                const struct boundary *left, struct finding *found) {
  struct facts *f = &found->facts;
  *f = facts_at(left->bits, left->tag, site);
  f->handle = handle;
  f->payload = left->payload;
  f->extent = extent_at(left->bits, left->extent);
  f->on_stack = is_on_stack(from, left->bits);
  f->dropped = (site->flags & CUSTODY_SITE_UNDROPPED) && sites_drop(site->name);
  f->from_memory = left->from_memory && !sites_are_all();
  f->by_tag = left->claim.by_tag;
  f->by_bits = left->claim.by_bits;
  f->by_bits.escaped |= __atomic_load_n(&types_mixed, __ATOMIC_RELAXED);
  f->dead = is_dead(&f->by_tag);
  f->partner_gone = is_partner_gone(f);
  if (site->flags & CUSTODY_SITE_TRANSFER) {
    thread_state()->transferred = left->bits;
    thread_state()->transferred_tag = left->claim.taken;
  }
  found->verdict = verdict_of(f);
  found->answer = found->verdict.answers[options.model];
  if (RT_LIKELY(!answer_is_report(found->answer))) {
    if (found->answer == ANSWER_VERIFIED)
      add_one(&own_counts()->verified);
    else
      core_count_unverified(from, site, found->verdict.reason);
    return false;
  }
  add_one(&own_counts()->reported);
  ledger_unclaim(&left->claim);
  found->from = from;
  return true;
}

bool core_reclaim_leave(struct origin from, uint64_t frame, uint64_t handle,
                        const struct custody_site *site, struct finding *found) {
  return trip_reclaim_leave(from, frame, handle, site, found);
}

bool core_recover(struct origin from, uint64_t key, custody_tag tag,
                  const struct custody_site *site, custody_tag *recovered, struct finding *found) {
  const struct thread_state *t = thread_state();
  *recovered = 0;
  if (!key)
    return false;
  if (site->flags & CUSTODY_SITE_TRANSFER) {
    *recovered = t->transferred == key ? t->transferred_tag : 0;
    return false;
  }
  found->facts = core_facts(key, tag, site);
  const struct record_view *live = &found->facts.by_bits;
  if (live->state == RECORD_LIVE && live->outstanding) {
    *recovered = live->tag;
    return false;
  }
  found->answer = ANSWER_RECOVER;
  found->verdict = (struct verdict){.answers = {ANSWER_RECOVER, ANSWER_RECOVER, ANSWER_RECOVER},
                                    .header = CUSTODY_UNKNOWN_SIZE};
  found->from = from;
  add_one(&own_counts()->reported);
  return true;
}

void core_describe(struct origin from, uint64_t pointer, custody_tag tag,
                   const struct custody_site *site, struct finding *found) {
  found->facts = core_facts(pointer, tag, site);
  found->verdict = (struct verdict){.header = CUSTODY_UNKNOWN_SIZE};
  found->from = from;
}

/*===-- Objects that are freed or moved ------------------------------------===*/

uint64_t core_dies(struct origin from, uint64_t pointer, uint64_t size, bool can_hold) {
  /* Uninstrumented code may get this memory next and store the same bits in it, without a tag. */
  if (shadow_in_use() && !shadow_is_blank(pointer, size))
    shadow_clear(pointer, size);
  if (RT_LIKELY(index_is_near(pointer, size))) {
    struct shard *shard = shard_of_address(pointer);
    if (!index_may_hold_near(shard, pointer, size))
      return 0;
    /* The stack must not be walked under a lock. It nearly always is remembered. */
    stack_id known = fast_stack(from, stack_frames(4));
    if (RT_LIKELY(known))
      return trip_kill(shard, pointer, size, known, can_hold);
  } else if (RT_LIKELY(!ledger_may_hold(pointer, size))) {
    return 0;
  }
  struct ledger_detached dead = ledger_detach(pointer, size);
  if (!dead.first)
    return 0;
  uint64_t ticket = can_hold ? quarantine_ticket() : 0;
  ledger_bury(dead, stack_keep_end(from), (uint32_t)ticket);
  return ticket;
}

/* The pointers in a local are aligned. Tags of other addresses in it are cleared. */
void core_disarm(uint64_t slot, uint64_t bytes) {
  const uint64_t *word = (const uint64_t *)slot;
  for (uint64_t i = 0; i < bytes / sizeof *word; i++) {
    custody_tag tag = *(const uint32_t *)CUSTODY_CELL_AT(&word[i]);
    struct record_view view = ledger_by_tag(tag, word[i]);
    if (view.state != RECORD_LIVE || !view.outstanding || slot % sizeof *word)
      shadow_clear((uint64_t)&word[i], sizeof *word);
  }
  if (bytes % sizeof *word)
    shadow_clear(slot + bytes - bytes % sizeof *word, bytes % sizeof *word);
}

void core_move_begin(struct core_move *move, uint64_t at, uint64_t size) {
  move->at = at;
  move->size = size;
  move->records = (struct ledger_detached){0};
  if (ledger_may_hold(at, size))
    move->records = ledger_detach(at, size);
  shadow_keep(&move->tags, at, size);
}

void core_move_end(struct core_move *move, struct origin from, uint64_t moved, uint64_t bytes) {
  shadow_give(&move->tags, moved, move->size < bytes ? move->size : bytes);
  if (moved == move->at || (!moved && bytes))
    ledger_reattach(move->records);
  else if (move->records.first)
    ledger_bury(move->records, stack_keep_end(from), 0);
}

/*===-- Forks --------------------------------------------------------------===*/

void core_hold(void) {
  callback_hold();
  unload_hold();
  unverified_hold();
  sites_hold();
  ledger_hold();
  depot_hold();
  arena_hold();
}

void core_release_hold(void) {
  arena_release();
  depot_release();
  ledger_unhold();
  sites_release();
  unverified_release();
  unload_release();
  callback_release();
}
