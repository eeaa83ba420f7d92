/*===- verdict.h - may this pointer be that owner? ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Computes the answers of all models from the facts about a reclaim. It reads nothing else.
 */
#ifndef CUSTODY_RT_VERDICT_H
#define CUSTODY_RT_VERDICT_H

#include "base.h"
#include "callback.h"
#include "custody/abi.h"
#include "options.h"
#include "record_view.h"

struct facts {
  uint64_t bits;                   /* of the pointer that is reclaimed */
  custody_tag tag;                 /* as it came */
  const struct custody_site *from; /* the site that a site tag names, or NULL */
  const struct custody_site *site; /* of the reclaim */
  bool from_memory;                /* the tag came from memory that others may write, and there may
                                      be uninstrumented code that does */
  bool dead;                       /* by_tag is FREED, and nobody else has its memory yet */
  bool dropped;                    /* for an UNDROPPED site: another module drops its owners */
  enum inferred inferred;          /* about a pointer whose tag says nothing */
  uint64_t handle;                 /* which the boundary returned; 0: none */
  uint64_t payload;                /* bytes, as a boundary inside says; 0: as the site says */
  struct extent extent;            /* of the payload, exactly, if it is known */
  bool on_stack;                   /* bits are in a frame of the thread that is still in use */
  bool
      partner_gone; /* an Arc is rebuilt from what its Weak released, or the other way round, and the
                        counts say that there is no such owner */
  struct record_view by_tag;  /* NONE if the tag names no record */
  struct record_view by_bits; /* the LIVE record of exactly these bits */
};

/* An answer: verified, unverified, or the kind of a report. */
enum answer {
  ANSWER_VERIFIED,
  ANSWER_UNVERIFIED,
  ANSWER_WRONG_PROVENANCE,
  ANSWER_STAND_IN,
  ANSWER_UNPROVEN,
  ANSWER_NEVER_RELEASED,
  ANSWER_ALREADY_RECLAIMED,
  ANSWER_STALE,
  ANSWER_RECOVER,
  ANSWER_WRONG_OWNER,
  ANSWER_WRONG_SIZE,
  ANSWER_INTERIOR,
  ANSWER_NOT_ON_HEAP
};
enum { ANSWER_LAST = ANSWER_NOT_ON_HEAP };
static inline bool answer_is_report(enum answer a) {
  return a > ANSWER_UNVERIFIED;
}
/* The word for A in the first line of a report. Lives for ever. */
const char *answer_name(enum answer a);

/* Why an answer is unverified. */
enum reason {
  REASON_NONE, /* it is not */
#define CUSTODY_REASON(name, slug, sentence) REASON_##name,
#include "reasons.def"
#undef CUSTODY_REASON
  REASONS
};
/* The word for R that is printed and that other tools may look for, "" for REASON_NONE, and what it
 * means. Both live for ever. */
const char *reason_slug(enum reason r);
const char *reason_sentence(enum reason r);

/* What an aliasing model of Rust says of the same pointer. */
enum borrows {
  BORROWS_NOT_APPLICABLE,
  BORROWS_VIOLATED,
  BORROWS_ALLOWED,
  BORROWS_ALLOWED_CELLS,
  BORROWS_UNKNOWN, /* that depends on what was not seen */
};

struct verdict {
  enum answer answers[CUSTODY_MODELS];
  /* Why the model `permission` says unverified; if it does not, why another model does. */
  enum reason reason;
  enum borrows stacked, tree;
  /* The bytes that the rebuilt owner uses. */
  uint64_t header;  /* or CUSTODY_UNKNOWN_SIZE */
  uint64_t payload; /* 0: unknown */
  /* The permissions that the pointer is known to lack. */
  bool lacks_write;
  bool lacks_full;
  bool cells_only; /* it may be written inside cells only */
};

struct verdict verdict_of(const struct facts *f);

#endif /* CUSTODY_RT_VERDICT_H */
