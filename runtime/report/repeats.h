/*===- repeats.h - one bug is one report --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Two findings are the same bug if they have the same kind, the same source location of the reclaim
 * and of its caller, and the same location where the permissions were lost. So a second bug that
 * goes through the same helper function is reported, and a generic function is reported once,
 * however many types it is compiled for.
 *
 * Source locations cost much time to find. So a finding has two keys. The *quick* key is made of
 * addresses. Several quick keys may belong to one *full* key, which is made of source locations.
 *
 * pre for all: the lock of report.c is held.
 */
#ifndef CUSTODY_RT_REPEATS_H
#define CUSTODY_RT_REPEATS_H

#include "text/text.h"

enum { REPEATS_LINE = 360 }; /* bytes of a line with its zero */

/* Whether a finding with this QUICK key was seen before; if so, counts it. */
bool repeats_quick(uint64_t quick);
/* Whether a finding with this FULL key was seen before; if so, counts it. Notes both keys;
 * a QUICK of 0 is not noted. */
bool repeats_full(uint64_t quick, uint64_t full);
/* Forgets all findings. */
void repeats_forget(void);
/* Keeps LINE for the finding that repeats_full has just noted, for repeats_each. */
void repeats_keep(const char *line);
/* Calls EACH(OUT, full key, count, line) for each bug that was kept and found more than once. */
void repeats_each(void (*each)(struct text *out, uint64_t full, uint64_t count, const char *line),
                  struct text *out);

#endif /* CUSTODY_RT_REPEATS_H */
