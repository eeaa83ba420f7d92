/*===- suppress.c - reports that are not wanted -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "suppress.h"
#include "core/verdict.h"
#include "host/host.h"

enum { FILE_MAX = 1 << 18 };

/* The lines of the file, each as "kind" 0 "pattern" 0. */
static char *lines, *lines_end;

static bool is_kind(const char *word) {
  if (string_equal(word, "*"))
    return true;
  for (int a = ANSWER_UNVERIFIED + 1; a <= ANSWER_RECOVER; a++)
    if (string_equal(word, answer_name((enum answer)a)))
      return true;
  return false;
}

/* Writes the line [FROM, END) as "kind" 0 "pattern" 0 to TO. Returns the end of what it wrote: TO
 * itself for an empty line. Returns NULL if the line is wrong. */
static char *take_line(char *to, char *from, char *end) {
  while (from < end && (*from == ' ' || *from == '\t'))
    from++;
  while (end > from && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
    end--;
  if (from == end || *from == '#')
    return to;
  char *start = to;
  bool parted = false;
  for (; from < end; from++) {
    bool part = *from == ':' && !parted;
    *to++ = part ? 0 : *from;
    parted |= part;
  }
  *to++ = 0;
  const char *pattern = start + string_length(start) + 1;
  return parted && *pattern && is_kind(start) ? to : nullptr;
}

bool suppress_load(const char *path, struct text *error) {
  char *buffer = host_map(FILE_MAX);
  ptrdiff_t size = buffer ? host_read_file(path, buffer, FILE_MAX) : -1;
  if (size < 0 || size == FILE_MAX - 1) {
    text_format(error, "CustodySanitizer: ERROR: suppressions file '%s' %s\n", path,
                size < 0 ? "cannot be read" : "is too large");
    return false;
  }
  lines = lines_end = buffer;
  uint64_t number = 1;
  for (char *line = buffer, *end; line < buffer + size; line = end + 1, number++) {
    for (end = line; end < buffer + size && *end != '\n'; end++)
      ;
    char *next = take_line(lines_end, line, end);
    if (!next) {
      text_format(error, "CustodySanitizer: ERROR: %s:%u: write kind:pattern; kinds are *", path,
                  number);
      for (int a = ANSWER_UNVERIFIED + 1; a <= ANSWER_RECOVER; a++)
        text_format(error, " %s", answer_name((enum answer)a));
      text_string(error, "\n");
      return false;
    }
    lines_end = next;
  }
  return true;
}

bool suppress_any(void) {
  return lines != lines_end;
}

bool suppress_matches(const char *kind, const char *name) {
  for (const char *line = lines; line < lines_end;) {
    const char *pattern = line + string_length(line) + 1;
    if ((string_equal(line, "*") || string_equal(line, kind)) && string_matches(pattern, name))
      return true;
    line = pattern + string_length(pattern) + 1;
  }
  return false;
}
