/*===- suppress.h - suppressions ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SUPPRESS_H
#define CUSTODY_RT_SUPPRESS_H

#include "text/text.h"

/* Reads the file PATH, which has lines 'kind:pattern'; a line that starts with '#' is a comment.
 * The kind is that of a report, or '*'. On a mistake it appends an explanation to ERROR and
 * returns false. At the start only, by one thread. */
bool suppress_load(const char *path, struct text *error);
/* Whether a line for reports of KIND has a pattern that string_matches finds in NAME. */
bool suppress_matches(const char *kind, const char *name);
/* Whether there is any suppression. */
bool suppress_any(void);

#endif /* CUSTODY_RT_SUPPRESS_H */
