/*===- suppress.c - reports that are not wanted -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "suppress.h"
#include "core/verdict.h"
#include "host/host.h"

enum { FILE_MAX = 1 << 18, LINES_MAX = 1 << 12 };

/* The lines of the file, and the text that they point into. */
struct line {
  const char *kind, *what, *pattern;
  uint32_t matches; /* enum suppressed */
  uint32_t number;
  uint64_t count;
};
static struct line *lines;
static unsigned line_count;

static bool is_kind(const char *word) {
  if (string_equal(word, "*"))
    return true;
  for (int a = ANSWER_UNVERIFIED + 1; a <= ANSWER_LAST; a++)
    if (string_equal(word, answer_name((enum answer)a)))
      return true;
  return false;
}

/* The words for what a pattern matches, and what that is. */
static const struct {
  const char *word;
  uint32_t matches;
} subjects[] = {{"fun", SUPPRESSED_FUNCTION},
                {"src", SUPPRESSED_FILE},
                {"lib", SUPPRESSED_LIBRARY},
                {"boundary", SUPPRESSED_BOUNDARY}};

/* Ends the word at S at the next ':', and returns what follows; NULL if there is no ':'. */
static char *split(char *s) {
  while (*s && *s != ':')
    s++;
  if (!*s)
    return nullptr;
  *s = 0;
  return s + 1;
}

/* "fnu:" at the start of PATTERN: a mistyped word, since no name has a single ':' in it. */
static bool begins_with_word(const char *pattern) {
  const char *at = pattern;
  while (*at >= 'a' && *at <= 'z')
    at++;
  return at > pattern && at[0] == ':' && at[1] != ':';
}

/* Reads a line from TEXT, which ends in a zero, to *LINE, which is changed only if it is right. */
static bool take_line(char *text, struct line *line) {
  char *rest = split(text);
  if (!rest || !is_kind(text))
    return false;
  *line = (struct line){.kind = text,
                        .what = "",
                        .pattern = rest,
                        .matches = SUPPRESSED_FUNCTION | SUPPRESSED_FILE | SUPPRESSED_LIBRARY};
  for (size_t i = 0; i < RT_COUNT(subjects); i++) {
    const char *pattern;
    if (!string_starts(rest, subjects[i].word, &pattern) || *pattern != ':')
      continue;
    line->what = subjects[i].word;
    line->matches = subjects[i].matches;
    line->pattern = pattern + 1;
  }
  return line->pattern[0] && (line->what[0] || !begins_with_word(line->pattern));
}

/* Ends the line at FROM in front of the blanks at its end, and returns its first other character. */
static char *trim(char *from, char *end) {
  while (from < end && (*from == ' ' || *from == '\t'))
    from++;
  while (end > from && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
    end--;
  *end = 0;
  return from;
}

static void explain_line(struct text *error, const char *path, uint64_t number) {
  text_format(
      error,
      "CustodySanitizer: ERROR: %s:%u: write kind:pattern, or kind:what:pattern with fun, src, "
      "lib or boundary; kinds are *",
      path, number);
  for (int a = ANSWER_UNVERIFIED + 1; a <= ANSWER_LAST; a++)
    text_format(error, " %s", answer_name((enum answer)a));
  text_string(error, "\n");
}

bool suppress_load(const char *path, struct text *error) {
  char *buffer = host_map(FILE_MAX);
  lines = host_map(LINES_MAX * sizeof *lines);
  ptrdiff_t size = buffer && lines ? host_read_file(path, buffer, FILE_MAX) : -1;
  if (size < 0 || size == FILE_MAX - 1) {
    text_format(error, "CustodySanitizer: ERROR: suppressions file '%s' %s\n", path,
                size < 0 ? "cannot be read" : "is too large");
    return false;
  }
  uint32_t number = 1;
  for (char *line = buffer, *end; line < buffer + size; line = end + 1, number++) {
    for (end = line; end < buffer + size && *end != '\n'; end++)
      ;
    char *text = trim(line, end);
    if (!*text || *text == '#')
      continue;
    if (line_count == LINES_MAX || !take_line(text, &lines[line_count])) {
      explain_line(error, path, number);
      return false;
    }
    lines[line_count++].number = number;
  }
  return true;
}

bool suppress_any(void) {
  return line_count != 0;
}

bool suppress_matches(const char *kind, enum suppressed what, const char *name) {
  bool matched = false;
  for (struct line *line = lines; name && line < &lines[line_count]; line++) {
    if (!(line->matches & what) ||
        !(string_equal(line->kind, "*") || string_equal(line->kind, kind)) ||
        !string_matches(line->pattern, name))
      continue;
    line->count++;
    matched = true;
  }
  return matched;
}

void suppress_each(void (*each)(struct text *out, const char *kind, const char *what,
                                const char *pattern, uint64_t line, uint64_t count),
                   struct text *out) {
  for (const struct line *line = lines; line < &lines[line_count]; line++)
    each(out, line->kind, line->what, line->pattern, line->number, line->count);
}
