/*===- suppress.h - suppressions ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SUPPRESS_H
#define CUSTODY_RT_SUPPRESS_H

#include "text/text.h"

/* What a name is that a suppression may match. */
enum suppressed {
  SUPPRESSED_FUNCTION = 1,
  SUPPRESSED_FILE = 2,
  SUPPRESSED_LIBRARY = 4,
  SUPPRESSED_BOUNDARY = 8, /* the function that releases or reclaims */
};

/* Reads the file PATH, which has lines 'kind:pattern' or 'kind:what:pattern'; a line that starts
 * with '#' is a comment. The kind is that of a report, or '*'. What is fun, src, lib or boundary;
 * without it the pattern may match a function, a file or a library. On a mistake it appends an
 * explanation to ERROR and returns false. At the start only, by one thread. */
bool suppress_load(const char *path, struct text *error);
/* Whether a line for reports of KIND has a pattern that string_matches finds in NAME, which is WHAT.
 * Counts each line that does. */
bool suppress_matches(const char *kind, enum suppressed what, const char *name);
/* Whether there is any suppression. */
bool suppress_any(void);
/* Calls EACH(OUT, kind, what, pattern, number of the line, how many findings matched) for each line.
 * WHAT is "" for a line without it. */
void suppress_each(void (*each)(struct text *out, const char *kind, const char *what,
                                const char *pattern, uint64_t line, uint64_t count),
                   struct text *out);

#endif /* CUSTODY_RT_SUPPRESS_H */
