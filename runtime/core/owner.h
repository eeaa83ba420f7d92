/*===- owner.h - which owner may be rebuilt from which release ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Compares what was released with what is being rebuilt: the family, and the size and alignment of
 * the payload. It knows nothing of histories. The functions are inline because the ledger asks them
 * for each reclaim, while it holds a lock.
 */
#ifndef CUSTODY_RT_OWNER_H
#define CUSTODY_RT_OWNER_H

#include "base.h"
#include "custody/abi.h"

/* What is known of SITE besides its location; NULL: nothing. */
static inline const struct custody_owner_site *owner_of(const struct custody_site *site) {
  return site && (site->flags & CUSTODY_SITE_OWNER) ? (const struct custody_owner_site *)site
                                                    : nullptr;
}

/*===-- Extents ------------------------------------------------------------===*/

/* The size and the alignment of a payload. All zero: unknown. */
struct extent {
  uint64_t bytes;
  uint32_t align; /* 0: unknown */
  bool known;     /* bytes is the exact size */
};

/* What SITE says of its payload. */
static inline struct extent extent_of(const struct custody_site *site) {
  const struct custody_owner_site *o = owner_of(site);
  if (!o || !(o->flags & CUSTODY_OWNER_EXACT))
    return (struct extent){0};
  return (struct extent){.bytes = site->span, .align = o->align, .known = true};
}

/*===-- What a record keeps ------------------------------------------------===*/

/* All releases of one address while its object lives. An owner may be rebuilt and released again as
 * another type (the front part of a structure, for example) before it is rebuilt as the first one.
 * So the largest extent counts. All zero: there was no release. */
struct released {
  uint32_t bytes;    /* the largest payload */
  uint16_t families; /* a bit for each enum custody_family, and RELEASED_SEVERAL */
  uint8_t align;     /* the largest alignment, as 1 + its binary logarithm; 0: none is known */
  uint8_t vague;     /* RELEASED_VAGUE_* */
};

enum {
  RELEASED_SEVERAL = 1 << 15, /* families without numbers, but with more than one name */
  RELEASED_VAGUE_BYTES = 1,   /* the size of some release is not known */
  RELEASED_VAGUE_ALIGN = 2,
  RELEASED_RESIZED = 4, /* the object was resized since the last release */
  RELEASED_LENT = 8,    /* a reclaim that need not consume a release took one */
};

static inline unsigned family_of(const struct custody_site *site) {
  const struct custody_owner_site *o = owner_of(site);
  return o && o->family < CUSTODY_FAMILIES ? o->family : CUSTODY_FAMILY_OWN;
}
static inline uint32_t family_hash(const struct custody_site *site) {
  const struct custody_owner_site *o = owner_of(site);
  return o ? o->name_hash : 0;
}

/* Adds a release at SITE of a payload of EXTENT to R. BEFORE is the site of the release before it, or
 * NULL. */
static inline void released_add(struct released *r, const struct custody_site *before,
                                const struct custody_site *site, struct extent extent) {
  unsigned family = family_of(site);
  if (family < CUSTODY_FAMILY_ARC && (r->families >> family & 1) &&
      (family_of(before) != family || family_hash(before) != family_hash(site)))
    r->families |= RELEASED_SEVERAL;
  r->families |= (uint16_t)(1u << family);
  if (r->vague & RELEASED_RESIZED) {
    r->bytes = 0;
    r->align = 0;
    r->vague &= RELEASED_LENT;
  }
  if (!extent.known && !family_hash(site))
    return; /* C hands on what another owner released */
  if (!extent.known || extent.bytes > UINT32_MAX)
    r->vague |= RELEASED_VAGUE_BYTES;
  else if (extent.bytes > r->bytes)
    r->bytes = (uint32_t)extent.bytes;
  uint8_t align = extent.align ? (uint8_t)(1 + __builtin_ctz(extent.align)) : 0;
  if (!align)
    r->vague |= RELEASED_VAGUE_ALIGN;
  else if (align > r->align)
    r->align = align;
}

/* Whether released_add would change nothing: the release before was at SITE too, and EXTENT is what
 * SITE itself says, so both were of the same payload. */
static inline bool released_is_same(const struct released *r, const struct custody_site *before,
                                    const struct custody_site *site, struct extent extent) {
  return before == site && !(r->vague & RELEASED_RESIZED) &&
         (site->flags & CUSTODY_SITE_OWNER ? extent_of(site).known : !extent.known);
}

/*===-- Comparing ----------------------------------------------------------===*/

enum fit {
  FIT_YES,
  FIT_UNKNOWN,
  FIT_NO,
  FIT_PARTNER /* an Arc from its Weak or the other way round: it depends on the counts */
};

enum {
  FAMILY_UNNUMBERED = 1 << CUSTODY_FAMILY_OWN | 1 << CUSTODY_FAMILY_DECLARED,
  /* Box<[T]>, Vec<T>, String and the like become each other without a copy. */
  FAMILY_HEADERLESS = ((1 << CUSTODY_FAMILIES) - 1) & ~((1 << CUSTODY_FAMILY_BOX) - 1),
};

/* The families that a partner of FAMILY has: an Arc has a Weak. */
static inline unsigned family_partner(unsigned family) {
  switch (family) {
  case CUSTODY_FAMILY_ARC:
    return 1u << CUSTODY_FAMILY_ARC_WEAK;
  case CUSTODY_FAMILY_ARC_WEAK:
    return 1u << CUSTODY_FAMILY_ARC;
  case CUSTODY_FAMILY_RC:
    return 1u << CUSTODY_FAMILY_RC_WEAK;
  case CUSTODY_FAMILY_RC_WEAK:
    return 1u << CUSTODY_FAMILY_RC;
  default:
    return 0;
  }
}

/* Notes that the object of R was resized in place. */
static inline void released_resize(struct released *r) {
  r->vague |= RELEASED_VAGUE_BYTES | RELEASED_VAGUE_ALIGN | RELEASED_RESIZED;
}

/* Whether an owner may be rebuilt at SITE from R, whose latest release was at LATEST, as far as the
 * families say. FIT_NO only for two families that both have numbers, or that both were declared: any
 * other type may be made of any of them. */
static inline enum fit family_fit(const struct released *r, const struct custody_site *latest,
                                  const struct custody_site *site) {
  unsigned family = family_of(site), had = r->families & ~(unsigned)RELEASED_SEVERAL;
  if (!had)
    had = 1u << CUSTODY_FAMILY_OWN;
  if (family < CUSTODY_FAMILY_ARC) {
    bool same = (had >> family & 1) && !(r->families & RELEASED_SEVERAL) &&
                family_of(latest) == family && family_hash(latest) == family_hash(site);
    if (same)
      return FIT_YES;
    return family == CUSTODY_FAMILY_DECLARED && r->families == 1u << CUSTODY_FAMILY_DECLARED
               ? FIT_NO
               : FIT_UNKNOWN;
  }
  if (had >> family & 1)
    return FIT_YES;
  if (had & FAMILY_UNNUMBERED)
    return FIT_UNKNOWN;
  if ((FAMILY_HEADERLESS >> family & 1) && (had & FAMILY_HEADERLESS))
    return FIT_YES; /* if the sizes are the same */
  return had & family_partner(family) ? FIT_PARTNER : FIT_NO;
}

/*===-- How many owners were handed out -----------------------------------------===*/

/* An owner may be made of another one, and release the pointer that the inner one has released. Then
 * two releases are outstanding, but the object was handed out once. */

static inline bool is_unnumbered(const struct custody_site *site) {
  return family_of(site) < CUSTODY_FAMILY_ARC;
}

/* Whether the release at SITE certainly hands out one more owner without a number. OWNED of these
 * are outstanding, LATEST is the site of the release before it, or NULL. Functions in C that are not
 * the same may be parts of one hand-out. */
static inline bool release_counts(uint32_t owned, const struct custody_site *latest,
                                  const struct custody_site *site) {
  if (!is_unnumbered(site))
    return false;
  if (!owned || (family_of(site) == CUSTODY_FAMILY_OWN && family_hash(site)))
    return true;
  if (RT_LIKELY(latest == site))
    return site->name;
  const char *a = latest && is_unnumbered(latest) ? latest->name : nullptr, *b = site->name;
  for (; a && b && *a && *a == *b; a++)
    b++;
  return a && b && *a == *b;
}

/* Whether a reclaim at SITE, which consumes a release, certainly has one left. */
static inline bool release_is_left(uint32_t outstanding, uint32_t owned,
                                   const struct custody_site *site) {
  return is_unnumbered(site) ? owned : outstanding > owned;
}

/* Whether an owner rebuilt at SITE from R is certainly the one that LATEST released: both are of C
 * without a family, and there was no other owner. Then family_fit is FIT_YES, and need_of NEED_MET. */
static inline bool is_plain_match(const struct released *r, const struct custody_site *latest,
                                  const struct custody_site *site) {
  return !((latest->flags | site->flags) & CUSTODY_SITE_OWNER) &&
         r->families == 1u << CUSTODY_FAMILY_OWN;
}

enum need {
  NEED_MET,     /* what is rebuilt needs exactly what was released */
  NEED_UNKNOWN, /* the size of one of them is not known */
  NEED_OTHER,   /* it needs less, or the types differ and their sizes say nothing */
  NEED_MORE,    /* it needs more bytes, or a larger alignment */
};

/* Compares the need of what is rebuilt at SITE, with a payload of EXTENT, with R. pre: the families
 * fit. */
static inline enum need need_of(const struct released *r, const struct custody_site *latest,
                                const struct custody_site *site, struct extent extent) {
  const struct custody_owner_site *o = owner_of(site), *l = owner_of(latest);
  if (!o || !o->name_hash)
    return NEED_MET; /* C without a family */
  if (o->family == CUSTODY_FAMILY_C_STRING && (r->families >> CUSTODY_FAMILY_C_STRING & 1))
    return NEED_MET; /* its end says how long it is */
  bool sized =
      o->family != CUSTODY_FAMILY_OWN && extent.known && !(r->vague & RELEASED_VAGUE_BYTES);
  bool aligned = extent.align && r->align && !(r->vague & RELEASED_VAGUE_ALIGN);
  if (!sized && o->type_hash && l && l->type_hash)
    return o->type_hash == l->type_hash ? NEED_MET : NEED_OTHER;
  if (!sized)
    return o->family == CUSTODY_FAMILY_DECLARED ? NEED_MET : NEED_UNKNOWN;
  uint32_t align = aligned ? 1u << (r->align - 1) : extent.align;
  if (!extent.bytes && (FAMILY_HEADERLESS >> o->family & 1))
    return r->bytes ? NEED_OTHER : NEED_MET; /* an owner without memory */
  if (extent.bytes > r->bytes || extent.align > align)
    return NEED_MORE;
  return extent.bytes < r->bytes || extent.align < align ? NEED_OTHER : NEED_MET;
}

#endif /* CUSTODY_RT_OWNER_H */
