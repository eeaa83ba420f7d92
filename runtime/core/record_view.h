/*===- record_view.h - a copy of a record -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_RECORD_VIEW_H
#define CUSTODY_RT_RECORD_VIEW_H

#include "base.h"
#include "custody/abi.h"
#include "depot.h"
#include "owner.h"

enum record_state : uint8_t {
  RECORD_NONE = 0, /* there is no record */
  RECORD_LIVE,     /* the object lives */
  RECORD_FREED,    /* the object was freed */
};

/* A copy of what a record said at some moment. */
struct record_view {
  enum record_state state; /* RECORD_NONE: all other members are zero */
  bool had_transfer;       /* a transfer pair released it at some time */
  uint16_t owned;          /* outstanding releases that were certainly hand-outs of an owner without
                              a number, see release_counts */
  custody_tag tag;
  uint64_t address;                /* that was released */
  const struct custody_site *site; /* of the latest release */
  uint32_t header;                 /* bytes in front of it, or UINT32_MAX: not known */
  struct released what;            /* all zero if the object was freed */
  uint32_t outstanding;            /* releases that are not reclaimed, transfers included */
  uint32_t transfers;              /* those of them that a transfer pair made */
  bool escaped;                    /* the pointer was passed to uninstrumented code */
  bool return_dropped; /* the pointer was returned, and the caller did not take its tag: the
                                      caller is not instrumented, or has no use for it */
  stack_id released;   /* stack of the latest release */
  stack_id reclaimed;  /* stack of the first consuming reclaim since then */
  stack_id freed;      /* stack of the free */
  uint32_t held;       /* low half of the ticket of the freed object, see quarantine.h; 0: none */
};

#endif /* CUSTODY_RT_RECORD_VIEW_H */
