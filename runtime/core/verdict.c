/*===- verdict.c - may this pointer be that owner? ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "verdict.h"
#include "tag.h"
#include "text/demangle.h"

const char *answer_name(enum answer a) {
  static const char *const names[] = {
      [ANSWER_VERIFIED] = "verified",
      [ANSWER_UNVERIFIED] = "unverified",
      [ANSWER_WRONG_PROVENANCE] = "wrong-provenance",
      [ANSWER_STAND_IN] = "stand-in",
      [ANSWER_UNPROVEN] = "unproven",
      [ANSWER_NEVER_RELEASED] = "never-released",
      [ANSWER_ALREADY_RECLAIMED] = "already-reclaimed",
      [ANSWER_STALE] = "stale",
      [ANSWER_RECOVER] = "recover-without-release",
      [ANSWER_WRONG_OWNER] = "wrong-owner",
      [ANSWER_WRONG_SIZE] = "wrong-size",
      [ANSWER_INTERIOR] = "interior",
      [ANSWER_NOT_ON_HEAP] = "not-on-the-heap",
  };
  return names[a];
}

const char *reason_slug(enum reason r) {
  static const char *const slugs[] = {
      [REASON_NONE] = "",
#define CUSTODY_REASON(name, slug, sentence) [REASON_##name] = slug,
#include "reasons.def"
#undef CUSTODY_REASON
  };
  return slugs[r];
}

const char *reason_sentence(enum reason r) {
  static const char *const sentences[] = {
      [REASON_NONE] = "",
#define CUSTODY_REASON(name, slug, sentence) [REASON_##name] = sentence,
#include "reasons.def"
#undef CUSTODY_REASON
  };
  return sentences[r];
}

/*===-- Need and lack ------------------------------------------------------===*/

static void measure_need(const struct facts *f, struct verdict *v) {
  v->header = f->site->header;
  if (f->site->flags & CUSTODY_SITE_PAYLOAD)
    v->header = 0;
  else if (v->header == CUSTODY_UNKNOWN_SIZE && f->handle && f->bits - f->handle <= TAG_REACH)
    v->header = f->bits - f->handle;
  v->payload = f->extent.known ? f->extent.bytes : f->site->span ? f->site->span : f->payload;
  if (!v->payload && f->by_bits.state == RECORD_LIVE && f->by_bits.site)
    v->payload = f->by_bits.site->span;
}

/* Whether a borrow of SPAN bytes is smaller than the need. False if SPAN is 0, which is unknown. */
static bool span_is_small(const struct verdict *v, uint64_t span) {
  if (!span)
    return false;
  if (v->header == CUSTODY_UNKNOWN_SIZE)
    return v->payload && span < v->payload;
  if (!v->payload)
    return v->header && span <= v->header;
  return span < v->header + v->payload;
}

static void find_lack(const struct facts *f, struct verdict *v) {
  if (!f->from)
    return;
  bool cells = f->tag & CUSTODY_TAG_CELLS;
  bool no_write = f->tag & CUSTODY_TAG_NO_WRITE;
  v->lacks_full = f->from->kind == CUSTODY_KIND_KEY ||
                  ((f->tag & CUSTODY_TAG_NO_FULL) && span_is_small(v, f->from->span));
  v->cells_only = no_write && cells;
  /* The borrow may write inside cells. If the owner has a header, its reference count is such a
   * cell, so only FULL decides. */
  v->lacks_write = no_write && (!cells || (v->header != 0 && v->lacks_full));
}

/* What is said here follows from the reclaim and the last borrow. */
static void judge_borrows(const struct facts *f, struct verdict *v) {
  bool empty = (f->site->flags & CUSTODY_SITE_EMPTY) && v->header == 0;
  bool shared = f->from && f->from->kind == CUSTODY_KIND_SHARED;
  if (!f->from || empty)
    return; /* an owner of no bytes writes none */
  if (shared && (f->site->flags & CUSTODY_SITE_LENDS)) {
    v->stacked = v->tree = BORROWS_UNKNOWN; /* what is lent may only be read */
  } else if (shared && (f->tag & CUSTODY_TAG_CELLS)) {
    /* Inside the borrow's span the owner may write no more than cells. */
    v->stacked = v->lacks_full ? BORROWS_VIOLATED : BORROWS_UNKNOWN;
    v->tree = BORROWS_ALLOWED_CELLS;
  } else if (shared) {
    v->stacked = v->tree = BORROWS_VIOLATED; /* the owner writes: a count, or it frees the object */
  } else if (f->from->kind == CUSTODY_KIND_EXCLUSIVE && v->lacks_full) {
    v->stacked = BORROWS_VIOLATED;
    v->tree = BORROWS_ALLOWED;
  }
}

/*===-- The models ---------------------------------------------------------===*/

static bool outstanding(const struct record_view *r) {
  return r->state == RECORD_LIVE && r->outstanding;
}

/* Notes WHY, unless another model has noted a reason. The model `permission` is asked first. */
static enum answer unverified(struct verdict *v, enum reason why) {
  if (!v->reason)
    v->reason = why;
  return ANSWER_UNVERIFIED;
}

/* Whether uninstrumented code may have got the memory of the freed object and stored its new
 * pointer over the old one. It cannot if nobody has the memory yet, or if the new object was
 * released by instrumented code and its pointer did not escape. */
static bool may_be_reused(const struct facts *f) {
  return f->by_tag.state == RECORD_FREED && !f->dead &&
         (f->by_bits.state != RECORD_LIVE || f->by_bits.escaped || f->by_bits.return_dropped);
}

/* Whether the boundary rebuilds an owner of the standard library, whose memory is from the global
 * allocator. */
static bool is_standard(const struct custody_site *site) {
  return family_of(site) >= CUSTODY_FAMILY_ARC;
}

/* Whether what is rebuilt may be the owner that was released, whose address it has. */
static enum answer judge_owner(const struct facts *f, const struct record_view *r,
                               struct verdict *v) {
  switch (family_fit(&r->what, r->site, f->site)) {
  case FIT_NO:
    return ANSWER_WRONG_OWNER;
  case FIT_PARTNER:
    return f->partner_gone ? ANSWER_WRONG_OWNER : unverified(v, REASON_OTHER_OWNER);
  case FIT_UNKNOWN:
    return unverified(v, REASON_OTHER_OWNER);
  case FIT_YES:
    break;
  }
  switch (need_of(&r->what, r->site, f->site, f->extent)) {
  case NEED_MORE:
    return ANSWER_WRONG_SIZE;
  case NEED_OTHER:
    return unverified(v, REASON_OTHER_TYPE);
  case NEED_UNKNOWN:
    return unverified(v, REASON_TYPE_UNKNOWN);
  case NEED_MET:
    break;
  }
  return ANSWER_VERIFIED;
}

/* Whether the memory of the rebuilt owner begins inside of what was released, so that it cannot
 * have been allocated on its own. Both must be owners of the standard library: others may get their
 * memory from anywhere. */
static bool is_inside(const struct facts *f, const struct verdict *v) {
  const struct record_view *r = &f->by_tag;
  uint32_t header = FAMILY_HEADERLESS >> family_of(r->site) & 1 ? 0 : r->header;
  if (r->state != RECORD_LIVE || header == UINT32_MAX || v->header == CUSTODY_UNKNOWN_SIZE ||
      !is_standard(f->site) || !is_standard(r->site) || !v->payload ||
      (r->what.families & FAMILY_UNNUMBERED) || (r->what.vague & RELEASED_VAGUE_BYTES))
    return false;
  uint64_t released = r->address - header, rebuilt = f->bits - v->header;
  return rebuilt > released && rebuilt - released < header + (uint64_t)r->what.bytes;
}

/* The same for a reclaim that consumes a release. */
static enum answer judge_consumer(const struct facts *f, const struct record_view *r,
                                  struct verdict *v) {
  if (!r->outstanding)
    return ANSWER_ALREADY_RECLAIMED;
  enum answer a = judge_owner(f, r, v);
  if (a != ANSWER_VERIFIED || release_is_left(r->outstanding, r->owned, f->site))
    return a;
  /* What is left was released by another type of owner, of which this one is made. */
  bool certain = family_of(f->site) == CUSTODY_FAMILY_OWN && family_hash(f->site) && r->reclaimed &&
                 !(r->what.vague & RELEASED_LENT);
  return certain ? ANSWER_ALREADY_RECLAIMED : unverified(v, REASON_RELEASED_TWICE);
}

/* A pointer that derives from a release is right if it has the released address, unless the object
 * was freed, the release was used up, or another owner is rebuilt. It is not proven to be right if it
 * may be a reference that was made of that pointer. */
static enum answer judge_record(const struct facts *f, struct verdict *v) {
  if (f->by_tag.state == RECORD_FREED)
    return ANSWER_STALE;
  if (f->by_tag.address != f->bits)
    /* It may be another object, whose pointer uninstrumented code stored over the released one. */
    return is_inside(f, v) ? ANSWER_INTERIOR : unverified(v, REASON_OTHER_ADDRESS);
  enum answer a = f->site->flags & CUSTODY_SITE_CONSUMES ? judge_consumer(f, &f->by_tag, v)
                                                         : judge_owner(f, &f->by_tag, v);
  return a == ANSWER_VERIFIED && (f->tag & CUSTODY_TAG_REBORROWED) ? unverified(v, REASON_REBORROW)
                                                                   : a;
}

/* Whether an owner that needs memory from the heap is rebuilt from the address of a local variable.
 * An owner without a header needs none if its payload has no bytes. */
static bool is_local(const struct facts *f) {
  if (!f->on_stack || !is_standard(f->site))
    return false;
  return !(FAMILY_HEADERLESS >> family_of(f->site) & 1) || (f->extent.known && f->extent.bytes);
}

/* Whether uninstrumented code may have stored the released pointer over a borrow with the same
 * bits, which does not change the cell. It cannot if the released pointer never escaped, or if the
 * borrow never lay in memory that others may write. */
static bool may_be_overwritten(const struct facts *f) {
  return f->from_memory && (f->by_bits.state != RECORD_LIVE || f->by_bits.escaped);
}

/* A function that counts as a reclaim only because of its name may make a view of memory that
 * somebody else owns; for a view any pointer is right. It makes an owner if the owner has a
 * header, or if the owner is dropped somewhere and its own into_raw released these bits. */
static bool may_be_view(const struct facts *f, const struct verdict *v) {
  if (!(f->site->flags & CUSTODY_SITE_NAMED) || (v->header && v->header != CUSTODY_UNKNOWN_SIZE))
    return false;
  if ((f->site->flags & CUSTODY_SITE_UNDROPPED) && !f->dropped)
    return true;
  return f->by_bits.state != RECORD_LIVE || !f->by_bits.site ||
         !owner_is_same(f->by_bits.site->name, f->site->name);
}

/* Whether the pointer was made from bits that are no pointer. An owner of no bytes may be rebuilt
 * from any bits. */
static bool was_forged(const struct facts *f, const struct verdict *v) {
  bool empty = (f->site->flags & CUSTODY_SITE_EMPTY) && v->header == 0;
  return f->from && f->from->kind == CUSTODY_KIND_FORGED && f->by_bits.state != RECORD_LIVE &&
         !empty;
}

/* Why nothing is known for or against the pointer. */
static enum reason why_unknown(const struct facts *f, const struct verdict *v) {
  if (f->inferred)
    return f->inferred == INFERRED_AMBIGUOUS ? REASON_AMBIGUOUS : REASON_INFERRED;
  if (f->from && f->from->kind == CUSTODY_KIND_FORGED)
    return REASON_INTEGER;
  if (f->from && v->cells_only)
    return REASON_CELLS;
  if (f->from)
    return v->payload ? REASON_COVERED : REASON_TYPE_UNKNOWN;
  if (f->tag & CUSTODY_TAG_RECORD)
    return REASON_REUSED; /* the record is gone, or is that of another object */
  if (f->by_bits.state != RECORD_LIVE)
    return REASON_NO_RELEASE;
  return f->by_bits.escaped ? REASON_UNINSTRUMENTED : REASON_UNKNOWN_HISTORY;
}

static enum answer judge_permission(const struct facts *f, struct verdict *v) {
  if (is_local(f))
    return ANSWER_NOT_ON_HEAP;
  if (v->lacks_write || v->lacks_full)
    return may_be_overwritten(f) ? unverified(v, REASON_OVERWRITTEN)
           : may_be_view(f, v)   ? unverified(v, REASON_MAY_BE_VIEW)
                                 : ANSWER_WRONG_PROVENANCE;
  if (f->by_tag.state != RECORD_NONE) {
    if (may_be_reused(f))
      return unverified(v, REASON_REUSED);
    return judge_record(f, v);
  }
  if (was_forged(f, v))
    return may_be_view(f, v) ? unverified(v, REASON_MAY_BE_VIEW) : ANSWER_NEVER_RELEASED;
  return unverified(v, why_unknown(f, v));
}

static enum answer judge_exact(const struct facts *f, struct verdict *v) {
  if (is_local(f))
    return ANSWER_NOT_ON_HEAP;
  if (f->by_tag.state != RECORD_NONE)
    return judge_record(f, v);
  if (outstanding(&f->by_bits))
    return ANSWER_STAND_IN;
  return f->from ? ANSWER_NEVER_RELEASED : ANSWER_UNPROVEN;
}

static enum answer judge_address(const struct facts *f, struct verdict *v) {
  if (is_local(f))
    return ANSWER_NOT_ON_HEAP;
  if (f->by_bits.state != RECORD_LIVE)
    return f->by_tag.state == RECORD_FREED ? ANSWER_STALE
           : is_inside(f, v)               ? ANSWER_INTERIOR
                                           : ANSWER_NEVER_RELEASED;
  /* Rebuilding more often than releasing is legal while the object lives. */
  return f->site->flags & CUSTODY_SITE_CONSUMES ? judge_consumer(f, &f->by_bits, v)
                                                : judge_owner(f, &f->by_bits, v);
}

/* For a transfer pair the bits decide, in all models. */
static void judge_transfer(const struct facts *f, struct verdict *v) {
  enum answer exact = ANSWER_NEVER_RELEASED, permission;
  if (f->by_bits.transfers)
    exact = ANSWER_VERIFIED;
  else if (f->by_bits.had_transfer)
    exact = ANSWER_ALREADY_RECLAIMED;
  else if (outstanding(&f->by_bits))
    exact = ANSWER_STAND_IN; /* released, but not by the pair */
  if (!answer_is_report(exact) || exact == ANSWER_ALREADY_RECLAIMED)
    permission = exact;
  else
    permission =
        unverified(v, outstanding(&f->by_bits) ? REASON_UNKNOWN_HISTORY : REASON_NO_RELEASE);
  v->answers[CUSTODY_MODEL_PERMISSION] = permission;
  v->answers[CUSTODY_MODEL_EXACT] = exact;
  v->answers[CUSTODY_MODEL_ADDRESS] = exact == ANSWER_STAND_IN ? ANSWER_VERIFIED : exact;
}

struct verdict verdict_of(const struct facts *f) {
  struct verdict v = {0};
  measure_need(f, &v);
  if (f->site->flags & CUSTODY_SITE_TRANSFER) {
    judge_transfer(f, &v);
    return v;
  }
  find_lack(f, &v);
  judge_borrows(f, &v);
  v.answers[CUSTODY_MODEL_PERMISSION] = judge_permission(f, &v);
  v.answers[CUSTODY_MODEL_EXACT] = judge_exact(f, &v);
  v.answers[CUSTODY_MODEL_ADDRESS] = judge_address(f, &v);
  return v;
}
