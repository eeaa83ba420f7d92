/*===- source.c - source lines in a report ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A line is printed as compilers do it:
 *
 *       11 |     let b = unsafe { Arc::from_raw(key) };
 *          |                      ^
 */
#include "source.h"
#include "core/options.h"
#include "host/host.h"

enum {
  FILE_MAX = 8 << 20, /* bytes of a file that are searched for a line */
  WIDTH = 110,        /* characters of a line that are printed */
  NUMBER_WIDTH = 8
};

/*===-- Finding the line ---------------------------------------------------===*/

/* Reads line NUMBER of FILE to TO, without its end. Returns false if there is no such line. A line
 * that does not fit into TO is cut. */
static bool read_line(const char *file, uint32_t number, char *to) {
  static char chunk[1 << 14]; /* one thread at a time */
  uint64_t at = 0;
  uint32_t line = 1;
  size_t used = 0;
  while (at < FILE_MAX) {
    ptrdiff_t got = host_read_file_at(file, at, chunk, sizeof chunk);
    if (got <= 0)
      break;
    for (ptrdiff_t i = 0; i < got && line <= number; i++) {
      if (chunk[i] == '\n')
        line++;
      else if (line == number && used < SOURCE_LINE_MAX - 1)
        to[used++] = chunk[i];
    }
    if (line > number)
      break;
    at += (uint64_t)got;
  }
  if (used && to[used - 1] == '\r')
    used--;
  to[used] = 0;
  return used != 0;
}

/* A relative path is relative to the directory of the build, which debug info may not name. Cargo
 * builds in the root of a workspace and runs a test in the directory of its package. */
static bool find_line(const char *file, uint32_t number, struct source_line *to) {
  for (int up = 0; up < 3; up++) {
    struct text t = {.at = to->path, .size = sizeof to->path};
    if (file[0] != '/') {
      if (host_directory()[0])
        text_format(&t, "%s/", host_directory());
      for (int i = 0; i < up; i++)
        text_string(&t, "../");
    }
    text_string(&t, file);
    if (read_line(to->path, number, to->text))
      return true;
    if (file[0] == '/')
      return false;
  }
  return false;
}

const struct source_line *source_find(const char *file, uint32_t line) {
  static struct source_line found;
  if (!options.source || !options.symbolize || !file[0] || !line || !find_line(file, line, &found))
    return nullptr;
  return &found;
}

/*===-- Printing it --------------------------------------------------------===*/

static bool is_continuation(char c) {
  return ((unsigned char)c & 0xc0) == 0x80;
}

static void margin(struct text *out, uint64_t number) {
  char digits[24];
  struct text t = {.at = digits, .size = sizeof digits};
  if (number)
    text_format(&t, "%u", number);
  for (size_t i = t.used; i < NUMBER_WIDTH; i++)
    text_char(out, ' ');
  text_format(out, "%s |", number ? digits : "");
}

/* Returns the first byte of LINE to print, so that the byte MARK is among the first WIDTH. */
static size_t left_of(const char *line, size_t mark) {
  if (mark < WIDTH)
    return 0;
  size_t from = mark - WIDTH / 2;
  while (from && is_continuation(line[from]))
    from--;
  return from;
}

void source_print(struct text *out, const char *file, uint32_t line, uint32_t column) {
  const struct source_line *found = source_find(file, line);
  if (!found)
    return;
  const char *source = found->text;
  size_t length = string_length(source), mark = column ? column - 1 : 0;
  if (mark >= length)
    mark = column = 0;
  size_t from = left_of(source, mark), shown = 0;
  margin(out, line);
  text_string(out, from ? " ..." : " ");
  for (size_t i = from; i < length && (shown < WIDTH || is_continuation(source[i])); i++) {
    bool control = (unsigned char)source[i] < ' ' && source[i] != '\t';
    text_char(out, control || source[i] == 0x7f ? ' ' : source[i]);
    shown += !is_continuation(source[i]);
  }
  text_char(out, '\n');
  if (!column)
    return;
  margin(out, 0);
  text_string(out, from ? "    " : " ");
  for (size_t i = from; i < mark; i++)
    if (!is_continuation(source[i]))
      text_char(out, source[i] == '\t' ? '\t' : ' ');
  text_string(out, "^\n");
}
