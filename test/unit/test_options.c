/*===- test_options.c - run-time options --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "core/verdict.h"
#include "report/suppress.h"
#include "start/parse_options.h"
#include "unit.h"

#include <unistd.h>

static char said[8192];

static bool parse(const char *text) {
  struct text error = {.at = said, .size = sizeof said};
  said[0] = 0;
  return options_parse(text, "CUSTODY_OPTIONS", &error);
}

TEST(options, defaults_are_those_of_the_table) {
  CHECK_EQ(options.model, CUSTODY_MODEL_PERMISSION);
  CHECK(options.halt_on_error);
  CHECK_EQ(options.exitcode, 66);
  CHECK(!strcmp(options.color, "auto"));
  CHECK_EQ(options.stack_depth, 8);
}

TEST(options, every_type_is_read) {
  CHECK(parse("model=exact:halt_on_error=no,exitcode=3 log_path='/tmp/a:b c'"));
  CHECK_EQ(options.model, CUSTODY_MODEL_EXACT);
  CHECK(!options.halt_on_error);
  CHECK_EQ(options.exitcode, 3);
  CHECK(!strcmp(options.log_path, "/tmp/a:b c"));
}

TEST(options, a_later_value_wins) {
  CHECK(parse("model=exact:model=address"));
  CHECK_EQ(options.model, CUSTODY_MODEL_ADDRESS);
}

TEST(options, all_words_for_a_bool_are_known) {
  static const char *const words[][2] = {
      {"0", "1"}, {"no", "yes"}, {"false", "true"}, {"off", "on"}};
  char text[64];
  for (int i = 0; i < 8; i++) {
    options.print_stats = !(i & 1);
    snprintf(text, sizeof text, "print_stats=%s", words[i / 2][i & 1]);
    CHECK(parse(text));
    CHECK_EQ(options.print_stats, i & 1);
  }
}

TEST(options, separators_alone_say_nothing) {
  CHECK(parse(""));
  CHECK(parse(" :,, \t\n"));
}

TEST(options, an_unknown_name_is_answered_with_the_nearest) {
  CHECK(parse("modle=exact:exitcode=3"));
  CHECK_EQ(options.exitcode, 3);
  CHECK_HAS(said, "unknown option 'modle' in CUSTODY_OPTIONS is ignored; did you mean 'model'?");
  CHECK_HAS(said, "known: model halt_on_error");
}

TEST(options, a_name_like_no_other_is_answered_with_the_list_only) {
  CHECK(parse("xyzzy_plugh=1"));
  CHECK_HAS(said, "unknown option 'xyzzy_plugh'");
  CHECK_HAS_NOT(said, "did you mean");
  CHECK_HAS(said, " help\n");
}

TEST(options, a_wrong_value_is_named_with_what_is_right) {
  static const struct {
    const char *text, *answer;
  } rows[] = {
      {"model=axact",
       "'model=axact' in CUSTODY_OPTIONS: the value must be permission, exact or address"},
      {"halt_on_error=2", "the value must be 0 or 1"},
      {"halt_on_error=", "the value must be 0 or 1"},
      {"exitcode=x", "the value must be a number from 0 to 255"},
      {"exitcode=256", "the value must be a number from 0 to 255"},
      {"exitcode=-1", "the value must be a number from 0 to 255"},
      {"exitcode=99999999999999999999", "the value must be a number from 0 to 255"},
      {"stack_depth=33", "the value must be a number from 0 to 32"},
      {"color=red", "the value must be auto, always or never"},
      {"help", "entry 'help' in CUSTODY_OPTIONS has no '='"},
      {"log_path='x", "has an opening quote only"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CHECK(!parse(rows[i].text));
    CHECK_HAS(said, "CustodySanitizer: ERROR: ");
    CHECK_HAS(said, rows[i].answer);
  }
}

TEST(options, a_value_that_is_too_long_is_an_error) {
  char text[2000] = "log_path=";
  memset(text + 9, 'x', sizeof text - 10);
  CHECK(!parse(text));
  CHECK_HAS(said, "is too long");
}

TEST(options, help_prints_every_option) {
  static const char *const names[] = {
#define CUSTODY_OPTION(type, name, value, help) #name "=", help,
#include "custody/options.def"
#undef CUSTODY_OPTION
  };
  struct text out = {.at = said, .size = sizeof said};
  options_print(&out);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CHECK_HAS(said, names[i]);
}

/*===-- Suppressions -------------------------------------------------------===*/

static bool load(const char *lines) {
  struct text error = {.at = said, .size = sizeof said};
  char path[] = "/tmp/custody-unit-XXXXXX";
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  CHECK(write(fd, lines, strlen(lines)) == (ssize_t)strlen(lines));
  close(fd);
  said[0] = 0;
  bool right = suppress_load(path, &error);
  unlink(path);
  return right;
}

TEST(suppress, lines_match_by_kind_and_pattern) {
  CHECK(load("# comment\n\nstale:third_party/*\n  *:^legacy_free$\r\nunproven:lib:a:b"));
  CHECK(suppress_any());
  CHECK(suppress_matches("stale", SUPPRESSED_FILE, "src/third_party/x.c"));
  CHECK(!suppress_matches("stand-in", SUPPRESSED_FILE, "src/third_party/x.c"));
  CHECK(suppress_matches("stand-in", SUPPRESSED_FUNCTION, "legacy_free"));
  CHECK(!suppress_matches("stand-in", SUPPRESSED_FUNCTION, "legacy_freeing"));
  CHECK(suppress_matches("unproven", SUPPRESSED_LIBRARY, "a:b"));
}

TEST(suppress, a_word_that_is_none_of_the_four_is_a_mistake) {
  CHECK(!load("stale:fnu:legacy_free"));
  CHECK(load("stale:std::mem\nstale:src/a.c:1\nstale:fun:x:y"));
}

TEST(suppress, a_line_may_say_what_it_matches) {
  CHECK(
      load("*:fun:free\n*:src:x.c\nstale:lib:libx\nwrong-owner:boundary:from_raw\ninterior:a::b"));
  CHECK(suppress_matches("stale", SUPPRESSED_FUNCTION, "my_free"));
  CHECK(!suppress_matches("stale", SUPPRESSED_FILE, "free.c"));
  CHECK(suppress_matches("stale", SUPPRESSED_FILE, "src/x.c"));
  CHECK(!suppress_matches("stale", SUPPRESSED_FUNCTION, "x.c"));
  CHECK(suppress_matches("stale", SUPPRESSED_LIBRARY, "/usr/lib/libx.so"));
  CHECK(suppress_matches("wrong-owner", SUPPRESSED_BOUNDARY, "obj_from_raw"));
  CHECK(!suppress_matches("wrong-owner", SUPPRESSED_FUNCTION, "obj_from_raw"));
  CHECK(suppress_matches("interior", SUPPRESSED_FUNCTION, "a::b::c"));
  CHECK(!suppress_matches("interior", SUPPRESSED_BOUNDARY, "a::b::c"));
  CHECK(!suppress_matches("stale", SUPPRESSED_FUNCTION, nullptr));
  CHECK(!load("*:fun:"));
}

TEST(suppress, every_kind_can_be_suppressed) {
  for (int a = ANSWER_UNVERIFIED + 1; a <= ANSWER_LAST; a++) {
    char line[64];
    snprintf(line, sizeof line, "%s:x", answer_name((enum answer)a));
    CHECK(load(line));
  }
}

TEST(suppress, an_empty_file_suppresses_nothing) {
  CHECK(load("# nothing\n"));
  CHECK(!suppress_any());
  CHECK(!suppress_matches("stale", SUPPRESSED_FUNCTION, ""));
}

TEST(suppress, a_wrong_line_is_named) {
  CHECK(!load("stale:x\nstael:y\n"));
  CHECK_HAS(said, ":2: write kind:pattern");
  CHECK_HAS(said, "already-reclaimed");
  CHECK(!load("no colon\n"));
  CHECK_HAS(said, ":1: write kind:pattern");
  CHECK(!load("stale:\n"));
}

TEST(suppress, a_missing_file_is_an_error) {
  struct text error = {.at = said, .size = sizeof said};
  CHECK(!suppress_load("/nonexistent/file", &error));
  CHECK_HAS(said, "suppressions file '/nonexistent/file' cannot be read");
}
