/*===- text.h - formatting into a buffer --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_TEXT_H
#define CUSTODY_RT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Room text/: formats text into the caller's buffer, compares strings, and makes the names of Rust
 * functions readable. It uses no other room and no C library. The runtime and the plug-in both
 * compile these files.
 *
 * No function here writes to a file: the owner of the buffer does that. No function keeps state, so
 * any thread may call them.
 */

/* Text that grows in a buffer of the caller. After each call the text ends in a zero byte. */
struct text {
  char *at;
  size_t size; /* of the buffer, in bytes, at least 2 */
  size_t used; /* length of the text, without the zero */
  /* Called when the buffer is full. It takes the text away and sets USED to 0. NULL: text that does
   * not fit is dropped. */
  void (*full)(struct text *t);
};

void text_char(struct text *t, char c);
/* STRING may be NULL: then nothing is added. */
void text_string(struct text *t, const char *string);
/* Understands %s string, %u uint64_t, %d int64_t, %p address in hexadecimal (uint64_t), %x the same
 * without 0x, %c char and %%. The caller must pass every number as 64 bits. */
void text_format(struct text *t, const char *format, ...);

/*===-- Strings ------------------------------------------------------------===*/

size_t string_length(const char *s);
bool string_equal(const char *a, const char *b);
/* Whether S begins with PREFIX. If it does and REST is not NULL, *REST points behind the prefix. */
bool string_starts(const char *s, const char *prefix, const char **rest);
/* Whether PATTERN is found anywhere in S. '*' stands for any characters. '^' at the start of the
 * pattern matches only the start of S, and '$' at its end only the end of S. This takes at most the
 * time of comparing each character of PATTERN with each of S. */
bool string_matches(const char *pattern, const char *s);
/* Whether GLOB matches the whole of S. '*' stands for any characters, and '?' for one. As fast as
 * string_matches. */
bool string_glob(const char *glob, const char *s);
/* The number of characters to insert, delete or change to turn A into B, but at most LIMIT. */
unsigned string_distance(const char *a, const char *b, unsigned limit);

#endif /* CUSTODY_RT_TEXT_H */
