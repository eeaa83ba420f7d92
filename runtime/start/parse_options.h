/*===- parse_options.h - run-time options as text -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_PARSE_OPTIONS_H
#define CUSTODY_RT_PARSE_OPTIONS_H

#include "core/options.h"
#include "text/text.h"

/* Sets `options` from TEXT, which is a list of name=value. ORIGIN says for messages where TEXT
 * comes from. Strings are copied into memory of the runtime. On a mistake it appends an
 * explanation to ERROR and returns false; the entries before the mistake are set. At the start
 * only, by one thread. */
bool options_parse(const char *text, const char *origin, struct text *error);
/* Appends the table of options with their current values to OUT. */
void options_print(struct text *out);

#endif /* CUSTODY_RT_PARSE_OPTIONS_H */
