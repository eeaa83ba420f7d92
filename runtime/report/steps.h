/*===- steps.h - the steps of a report ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A report tells what happened to a pointer, step by step: the reclaim first, then the loss, the
 * release and whatever else belongs to it. All formats of a report go through this list, so they
 * tell the same.
 */
#ifndef CUSTODY_RT_STEPS_H
#define CUSTODY_RT_STEPS_H

#include "core/core.h"
#include "frames.h"
#include "text/text.h"

enum step_role {
  STEP_RECLAIM,       /* where the owner is being rebuilt */
  STEP_LOSS,          /* where the pointer lost its permissions, or came into being */
  STEP_RELEASE,       /* where a pointer with these bits was released */
  STEP_FREE,          /* where its object was freed */
  STEP_FIRST_RECLAIM, /* where it was reclaimed before */
  STEP_OTHER_RELEASE, /* where the pointer was released that has its address by now */
};

struct step {
  enum step_role role;
  uint32_t thread; /* its number; 0: not known, or the step is no event of a thread */
  const uintptr_t *pc;
  unsigned count;                  /* return addresses in PC; 0: only SITE is known */
  const struct custody_site *site; /* may be NULL */
  const char *heading;             /* NULL: step_write_heading knows more */
};

enum { STEPS_MAX = 5 };

/* Writes the steps of FOUND to STEPS, which has room for STEPS_MAX, and returns their number. STACK
 * is the stack of the reclaim. The steps are valid as long as FOUND and STACK. */
unsigned steps_of(const struct finding *found, const struct frames *stack, struct step *steps);
/* The word for ROLE that other tools look for. Lives for ever. */
const char *step_role_name(enum step_role role);
/* Appends what happened at S, a line without its end. Appends nothing for STEP_RECLAIM, which the
 * sentences of explain.h describe. */
void step_write_heading(struct text *out, const struct finding *found, const struct step *s);
/* Goes through the shown frames of S; see frames.h. */
void step_frames(const struct step *s, frames_each_fn *each, void *to);

#endif /* CUSTODY_RT_STEPS_H */
