/*===- json_text.c - writing JSON ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "json_text.h"

/* The number of bytes of the UTF-8 character at S, or 0 if there is none. */
static unsigned utf8_length(const char *s) {
  const unsigned char *c = (const unsigned char *)s;
  unsigned length = c[0] < 0x80 ? 1 : c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
  if (length > 1 && (c[0] < 0xc2 || c[0] > 0xf4))
    return 0;
  for (unsigned i = 1; i < length; i++)
    if ((c[i] & 0xc0) != 0x80)
      return 0;
  /* Too long a form, a half of a surrogate pair, or above the last character. */
  if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] >= 0xa0) ||
      (c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] >= 0x90))
    return 0;
  return length;
}

static void write_escaped(struct text *out, unsigned char c) {
  static const char digits[] = "0123456789abcdef";
  text_format(out, "\\u00%c%c", digits[c >> 4], digits[c & 15]);
}

static void write_string(struct text *out, const char *s) {
  text_char(out, '"');
  while (s && *s) {
    unsigned char c = (unsigned char)*s;
    unsigned length = utf8_length(s);
    if (c == '"' || c == '\\') {
      text_char(out, '\\');
    } else if (c < ' ' || c == 0x7f || !length) {
      write_escaped(out, c);
      s++;
      continue;
    }
    for (; length; length--)
      text_char(out, *s++);
  }
  text_char(out, '"');
}

/* What stands in front of each value. */
static void begin(struct json *j, const char *key) {
  if (j->comma)
    text_char(j->out, ',');
  j->comma = true;
  if (!key)
    return;
  write_string(j->out, key);
  text_char(j->out, ':');
}

static void open_with(struct json *j, const char *key, char bracket) {
  begin(j, key);
  text_char(j->out, bracket);
  j->comma = false;
}

static void close_with(struct json *j, char bracket) {
  text_char(j->out, bracket);
  j->comma = true;
}

void json_object(struct json *j, const char *key) {
  open_with(j, key, '{');
}
void json_end_object(struct json *j) {
  close_with(j, '}');
}
void json_array(struct json *j, const char *key) {
  open_with(j, key, '[');
}
void json_end_array(struct json *j) {
  close_with(j, ']');
}

void json_string(struct json *j, const char *key, const char *string) {
  begin(j, key);
  write_string(j->out, string);
}

void json_number(struct json *j, const char *key, uint64_t number) {
  begin(j, key);
  text_format(j->out, "%u", number);
}

void json_bool(struct json *j, const char *key, bool value) {
  begin(j, key);
  text_string(j->out, value ? "true" : "false");
}

void json_address(struct json *j, const char *key, uint64_t address) {
  begin(j, key);
  text_format(j->out, "\"%p\"", address);
}
