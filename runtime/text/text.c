/*===- text.c - formatting into a buffer --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "text.h"

#include <stdarg.h>

void text_char(struct text *t, char c) {
  if (t->used + 1 >= t->size) {
    if (!t->full)
      return;
    t->full(t);
  }
  t->at[t->used++] = c;
  t->at[t->used] = 0;
}

void text_string(struct text *t, const char *string) {
  for (; string && *string; string++)
    text_char(t, *string);
}

static void number(struct text *t, uint64_t value, unsigned base) {
  char digits[24];
  unsigned used = 0;
  do
    digits[used++] = "0123456789abcdef"[value % base];
  while (value /= base);
  while (used)
    text_char(t, digits[--used]);
}

void text_format(struct text *t, const char *format, ...) {
  va_list list;
  va_start(list, format);
  for (; *format; format++) {
    if (*format != '%') {
      text_char(t, *format);
      continue;
    }
    switch (*++format) {
    case 's':
      text_string(t, va_arg(list, const char *));
      break;
    case 'c':
      text_char(t, (char)va_arg(list, int));
      break;
    case 'd': {
      int64_t value = va_arg(list, int64_t);
      if (value < 0)
        text_char(t, '-');
      number(t, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10);
      break;
    }
    case 'u':
      number(t, va_arg(list, uint64_t), 10);
      break;
    case 'p':
      text_string(t, "0x");
      [[fallthrough]];
    case 'x':
      number(t, va_arg(list, uint64_t), 16);
      break;
    default:
      text_char(t, *format);
    }
  }
  va_end(list);
}

size_t string_length(const char *s) {
  size_t n = 0;
  while (s[n])
    n++;
  return n;
}

bool string_equal(const char *a, const char *b) {
  while (*a && *a == *b)
    a++, b++;
  return *a == *b;
}

bool string_starts(const char *s, const char *prefix, const char **rest) {
  for (; *prefix; s++, prefix++)
    if (*s != *prefix)
      return false;
  if (rest)
    *rest = s;
  return true;
}

struct pattern {
  const char *start, *end;
  bool open_start, open_end; /* any characters may stand there, as if there were a '*' */
  char one;                  /* stands for any one character; 0: nothing does */
};

/* If some characters do not match, what the last '*' stands for becomes longer by one. An earlier '*'
 * need not become longer: the last one can make up for it. */
static bool pattern_matches(const struct pattern *pattern, const char *s) {
  const char *p = pattern->start;
  const char *behind_star = pattern->open_start ? p : nullptr;
  const char *behind_gap = s; /* where what the last '*' stands for ends */
  for (;;) {
    if (p < pattern->end && *p == '*') {
      behind_star = ++p;
      behind_gap = s;
    } else if (p == pattern->end && (pattern->open_end || !*s)) {
      return true;
    } else if (p < pattern->end && *s && (*p == *s || *p == pattern->one)) {
      p++, s++;
    } else if (behind_star && *s) {
      p = behind_star;
      s = ++behind_gap;
    } else {
      return false;
    }
  }
}

bool string_matches(const char *pattern, const char *s) {
  const char *end = pattern + string_length(pattern);
  struct pattern p = {pattern, end, .open_start = *pattern != '^', .open_end = true};
  if (!p.open_start)
    p.start++;
  if (p.end > p.start && p.end[-1] == '$') {
    p.end--;
    p.open_end = false;
  }
  return pattern_matches(&p, s);
}

bool string_glob(const char *glob, const char *s) {
  struct pattern p = {glob, glob + string_length(glob), .one = '?'};
  return pattern_matches(&p, s);
}

unsigned string_distance(const char *a, const char *b, unsigned limit) {
  unsigned row[64];
  size_t columns = string_length(b);
  if (columns >= sizeof row / sizeof *row)
    return limit;
  for (size_t j = 0; j <= columns; j++)
    row[j] = (unsigned)j;
  for (size_t i = 1; *a; a++, i++) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= columns; j++) {
      unsigned best = diagonal + (*a != b[j - 1]);
      diagonal = row[j];
      if (row[j] + 1 < best)
        best = row[j] + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      row[j] = best;
    }
  }
  return row[columns] < limit ? row[columns] : limit;
}
