/*===- verdict.h - may this pointer be that owner? ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Pure: from facts to the answers of all models, with nothing read but the facts.
 */
#ifndef CUSTODY_RT_VERDICT_H
#define CUSTODY_RT_VERDICT_H

#include "base.h"
#include "custody/abi.h"
#include "ledger.h"
#include "options.h"

struct facts {
  uint64_t bits;                   /* of the pointer that is reclaimed */
  custody_tag tag;                 /* as it came */
  const struct custody_site *from; /* the site that a site tag names, or NULL */
  const struct custody_site *site; /* of the reclaim */
  bool from_memory;                /* the tag lay in memory that others may write */
  bool dead;                       /* by_tag is FREED, and its memory is nobody else's yet */
  bool dropped;                    /* of an UNDROPPED site: another module drops its owners */
  uint64_t handle;                 /* that the boundary returned; 0: none */
  uint64_t payload;                /* bytes, known from inside the boundary; 0: as the site says */
  struct record_view by_tag;       /* NONE where the tag means no record */
  struct record_view by_bits;      /* the LIVE record of exactly these bits */
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
  ANSWER_RECOVER
};
static inline bool answer_is_report(enum answer a) {
  return a > ANSWER_UNVERIFIED;
}
/* The word for it in a report's first line. */
const char *answer_name(enum answer a);

/* What the aliasing models of Rust say of the same pointer. */
enum borrows { BORROWS_NOT_APPLICABLE, BORROWS_VIOLATED, BORROWS_ALLOWED, BORROWS_ALLOWED_CELLS };

struct verdict {
  enum answer answers[CUSTODY_MODELS];
  enum borrows stacked, tree;
  /* What the reconstruction uses. */
  uint64_t header;  /* or CUSTODY_UNKNOWN_SIZE */
  uint64_t payload; /* 0: unknown */
  /* What the pointer is known to lack. */
  bool lacks_write;
  bool lacks_full;
  bool cells_only; /* it may be written inside cells only */
};

struct verdict verdict_of(const struct facts *f);

#endif /* CUSTODY_RT_VERDICT_H */
