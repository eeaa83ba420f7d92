/*===- suppress.h - reports that are not wanted -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SUPPRESS_H
#define CUSTODY_RT_SUPPRESS_H

#include "text.h"

/* Reads the file PATH of lines 'kind:pattern'; '#' starts a comment. KIND is that of a report, or
 * '*'. On a mistake explains it in ERROR and returns false. */
bool suppress_load(const char *path, struct text *error);
/* Whether a line for reports of KIND has a pattern that is found in NAME (see string_matches). */
bool suppress_matches(const char *kind, const char *name);
/* Whether there is any line. */
bool suppress_any(void);

#endif /* CUSTODY_RT_SUPPRESS_H */
