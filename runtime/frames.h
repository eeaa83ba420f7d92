/*===- frames.h - stacks as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_FRAMES_H
#define CUSTODY_RT_FRAMES_H

#include "report.h"

/* A stack, and what its first frame is. */
struct frames {
  uintptr_t pc[STACK_MAX];
  unsigned count;
  struct place first;
  char storage[1024]; /* of first's strings */
};

/* Sets S's first place: from the symbols, or where these say nothing from SITE. pre: pc and
 * count. */
void frames_find_first(struct frames *s, const struct custody_site *site);
/* Whether a suppression of KIND matches a function or file in the stack. */
bool frames_match(const struct frames *s, const char *kind);

/* Prints PC[0..COUNT), return addresses, one line for each function, up to main. SITE, where given,
 * is what the first frame is when there are no symbols. */
void frames_print(struct text *out, const uintptr_t *pc, unsigned count,
                  const struct custody_site *site);
/* Prints SITE as a stack of one frame; NULL prints nothing. */
void frames_print_site(struct text *out, const struct custody_site *site);
/* Writes "function file:line:column". */
void frames_write_site(struct text *out, const struct custody_site *site);
/* Writes " file:line:column in function". */
void frames_write_summary(struct text *out, const struct place *place);

#endif /* CUSTODY_RT_FRAMES_H */
