/*===- text.h - formatting without libc ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_TEXT_H
#define CUSTODY_RT_TEXT_H

#include "base.h"

#include <stdarg.h>

/* Collects text in a buffer of the caller. With FD >= 0 a full buffer is written there; with FD < 0
 * what does not fit is dropped. Always ends in a zero. */
struct text {
  char *at;
  size_t size; /* at least 2 */
  size_t used;
  int fd;
};

void text_char(struct text *t, char c);
void text_string(struct text *t, const char *string); /* NULL: nothing */
/* %s string, %u uint64_t, %d int64_t, %p address in hexadecimal (uint64_t), %x the same without 0x,
 * %c char, %%. Every number is passed as 64 bits: text_format casts none. */
void text_format(struct text *t, const char *format, ...);
/* Writes what is collected to FD. pre: FD >= 0. */
void text_flush(struct text *t);

/* Strings. */
size_t string_length(const char *s);
bool string_equal(const char *a, const char *b);
/* Whether S begins with PREFIX; then *REST, where given, is what follows. */
bool string_starts(const char *s, const char *prefix, const char **rest);
/* Whether PATTERN is found in S. '*' stands for anything; '^' at the start and '$' at the end of
 * the pattern tie it to the ends of S. */
bool string_matches(const char *pattern, const char *s);
/* How many single characters to insert, delete or change from A to B; LIMIT where it is more. */
unsigned string_distance(const char *a, const char *b, unsigned limit);

#endif /* CUSTODY_RT_TEXT_H */
