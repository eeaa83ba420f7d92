/*===- test_text.c - formatting and strings -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "text.h"
#include "unit.h"

TEST(text, every_conversion_is_written) {
  char buffer[128];
  struct text t = {.at = buffer, .size = sizeof buffer, .fd = -1};
  text_format(&t, "%s|%u|%d|%d|%p|%x|%c|%%|%s", "a", UINT64_MAX, (int64_t)-5, INT64_MIN,
              (uint64_t)0x7b2c, (uint64_t)0, 'z', (char *)nullptr);
  CHECK(!strcmp(buffer, "a|18446744073709551615|-5|-9223372036854775808|0x7b2c|0|z|%|"));
}

TEST(text, what_does_not_fit_is_dropped) {
  char buffer[8];
  struct text t = {.at = buffer, .size = sizeof buffer, .fd = -1};
  text_string(&t, "0123456789");
  CHECK(!strcmp(buffer, "0123456"));
  CHECK_EQ(t.used, 7);
}

static void write_long(void) {
  char buffer[8];
  struct text t = {.at = buffer, .size = sizeof buffer, .fd = 2};
  text_string(&t, "0123456789");
  text_string(&t, "abc\n");
  text_flush(&t);
}

TEST(text, a_full_buffer_is_written_to_its_descriptor) {
  struct unit_outcome o = unit_run(write_long);
  CHECK(!strcmp(o.text, "0123456789abc\n"));
}

TEST(text, patterns_match_like_suppressions) {
  static const struct {
    const char *pattern, *name;
    bool matches;
  } rows[] = {
      {"foo", "a_foo_b", true},
      {"foo", "fo_o", false},
      {"f*o", "xfxxoy", true},
      {"f*o", "xfxx", false},
      {"^foo", "foobar", true},
      {"^foo", "xfoo", false},
      {"foo$", "xfoo", true},
      {"foo$", "foox", false},
      {"^foo$", "foo", true},
      {"^foo$", "foofoo", false},
      {"^f*r$", "foobar", true},
      {"^f*r$", "foobart", false},
      {"*", "", true},
      {"*", "x", true},
      {"a*b*c", "xaxbxcx", true},
      {"a*b*c", "acb", false},
      {"^*x$", "yyx", true},
      {"foo$", "foofoo", true},
      {"a*$", "ba", true},
      {"drivers/*.c", "/src/drivers/gpu/x.c", true},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (string_matches(rows[i].pattern, rows[i].name) != rows[i].matches)
      unit_fail(__FILE__, __LINE__, "pattern '%s', name '%s'", rows[i].pattern, rows[i].name);
}

TEST(text, distance_counts_edits) {
  CHECK_EQ(string_distance("model", "model", 9), 0);
  CHECK_EQ(string_distance("modle", "model", 9), 2);
  CHECK_EQ(string_distance("mode", "model", 9), 1);
  CHECK_EQ(string_distance("", "model", 9), 5);
  CHECK_EQ(string_distance("color", "model", 2), 2);
}
