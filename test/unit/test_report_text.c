/*===- test_report_text.c - the text of a report ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "fake_host.h"
#include "report/json_text.h"
#include "report/report.h"
#include "unit.h"

static const struct custody_site borrow = {.function = "devres_as_ptr",
                                           .file = "/home/user/devres.c",
                                           .name = "DevresInner",
                                           .span = 24,
                                           .line = 60,
                                           .column = 10,
                                           .kind = CUSTODY_KIND_SHARED},
                                 released = {.function = "devres_new",
                                             .file = "devres.c",
                                             .name = "arc_into_raw",
                                             .span = 24,
                                             .line = 42,
                                             .column = 18,
                                             .kind = CUSTODY_KIND_RELEASE},
                                 reclaimed = {.function = "remove_action",
                                              .file = "./devres.c",
                                              .name = "arc_from_raw",
                                              .span = 24,
                                              .header = 16,
                                              .line = 88,
                                              .column = 12,
                                              .kind = CUSTODY_KIND_RECLAIM};

/* The finding of a key that was made from a borrow. */
static struct finding wrong_key(void) {
  struct finding found = {.facts = {.bits = 0x7b2c00000010,
                                    .tag = CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL,
                                    .from = &borrow,
                                    .site = &reclaimed,
                                    .by_bits = {.state = RECORD_LIVE,
                                                .address = 0x7b2c00000010,
                                                .site = &released,
                                                .outstanding = 1}},
                          .from = {.pc = 0x401000}};
  found.verdict = verdict_of(&found.facts);
  found.answer = found.verdict.answers[CUSTODY_MODEL_PERMISSION];
  return found;
}

static void print(void *found) {
  report(found);
}
static int print_wrong_key(void) {
  struct finding found = wrong_key();
  return fake_run(print, &found);
}

TEST(report_text, a_report_reads_like_this) {
  static const char expected[] =
      "=================================================================\n"
      "==4242==ERROR: CustodySanitizer: wrong-provenance reclaim of 0x7b2c00000010\n"
      "DevresInner* (24 bytes behind a header of 16 bytes) is being rebuilt into an owner by "
      "arc_from_raw() from a shared borrow of 24 bytes.\n"
      "  it has the bits of the pointer released below, but was not derived from it\n"
      "  missing: write permission, full-object permission (offset -16 holds the owner's header)\n"
      "  so the compiler may assume that nobody changes the header (a reference count, say) "
      "through "
      "it\n"
      "    #0 remove_action devres.c:88:12\n"
      "permissions were lost here, at a shared borrow of 24 bytes:\n"
      "    #0 devres_as_ptr devres.c:60:10\n"
      "the pointer with these bits and the right provenance was released here, and is "
      "outstanding:\n"
      "    #0 devres_new devres.c:42:18\n"
      "models: permission: violated   exact: violated   address: satisfied\n"
      "        Stacked Borrows: violated   Tree Borrows: violated\n"
      "hint: a borrow lends the object, it does not hand it over. Reclaim the pointer that was "
      "released, or custody_recover(key).\n"
      "help: docs/reports.md#wrong-provenance\n"
      "SUMMARY: CustodySanitizer: wrong-provenance devres.c:88:12 in remove_action\n";
  CHECK_EQ(print_wrong_key(), 66);
  if (strcmp(fake_written, expected))
    unit_fail(__FILE__, __LINE__, "the report is:\n%s", fake_written);
  CHECK_EQ(fake_fd, 2);
  CHECK(report_printed());
}

TEST(report_text, names_come_from_the_host_if_it_knows_them) {
  fake_function = "inlined_into_it";
  fake_file = "/home/user/other.c";
  CHECK_EQ(print_wrong_key(), 66);
  CHECK_HAS(fake_written, "    #0 inlined_into_it other.c:12:3\npermissions were lost here");
  CHECK_HAS(fake_written, "SUMMARY: CustodySanitizer: wrong-provenance other.c:12:3 in "
                          "inlined_into_it\n");
}

static const struct custody_site in_library = {
    .function = "as_ref",
    .file = "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs",
    .name = "DevresInner",
    .span = 24,
    .line = 700,
    .kind = CUSTODY_KIND_SHARED,
    .flags = CUSTODY_SITE_CALLED};

TEST(report_text, a_loss_in_the_library_names_the_caller_and_shows_its_line) {
  struct custody_called_site called = {.site = in_library, .caller = &borrow};
  struct finding found = wrong_key();
  found.facts.from = &called.site;
  fake_source_path = "/home/user/devres.c";
  fake_source = "x\n";
  CHECK_EQ(fake_run(print, &found), 66);
  CHECK_HAS(fake_written, "    #0 as_ref library/core/src/option.rs:700\n"
                          "    #1 devres_as_ptr devres.c:60:10\n"
                          "the pointer");
}

/* Line 60 of a file, with some tabs and characters of several bytes. */
static const char *line_60(const char *line) {
  static char text[4096];
  memset(text, '\n', 59);
  snprintf(text + 59, sizeof text - 59, "%s\nafter", line);
  return text;
}

static void check_line(const char *line, const char *shown) {
  struct finding found = wrong_key();
  found.facts.site = found.facts.by_bits.site; /* of line 42 */
  found.facts.by_bits.state = RECORD_NONE;
  fake_written[0] = 0;
  fake_source_path = "/home/user/devres.c";
  fake_source = line_60(line);
  CHECK_EQ(fake_run(print, &found), 66);
  CHECK_HAS(fake_written, shown);
}

TEST(report_text, the_line_of_the_summary_is_not_in_the_library) {
  fake_function = "user";
  fake_file = fake_source_path = "/home/user/user.rs";
  fake_inner_file = "/rustc/0123456789abcdef/library/core/src/option.rs";
  fake_source = "\n\n\n\n\n\n\n\n\n\n\n  take()\n";
  CHECK_EQ(print_wrong_key(), 66);
  CHECK_HAS(fake_written, "    #0 inner library/core/src/option.rs:7\n"
                          "    #1 user user.rs:12:3\n"
                          "      12 |   take()\n"
                          "         |   ^\n"
                          "permissions");
  CHECK_HAS(fake_written, "SUMMARY: CustodySanitizer: wrong-provenance user.rs:12:3 in user\n");
}

TEST(report_text, a_source_line_is_shown_with_a_caret) {
  check_line("  return &self->inner;", "    #0 devres_as_ptr devres.c:60:10\n"
                                       "      60 |   return &self->inner;\n"
                                       "         |          ^\n"
                                       "models");
}

TEST(report_text, a_caret_stands_below_its_character) {
  check_line("\t\xc3\xa4\xc3\xa4\t  *x", "      60 | \t\xc3\xa4\xc3\xa4\t  *x\n"
                                         "         | \t  \t   ^\n");
}

TEST(report_text, a_source_line_cannot_control_the_terminal) {
  check_line("a\033[2Jb\x7f", "      60 | a [2Jb \n");
}

TEST(report_text, a_long_line_is_cut_around_the_caret) {
  char line[400];
  memset(line, 'x', 399);
  line[399] = 0;
  line[9] = '!';
  check_line(line, "60 | xxxxxxxxx!");
  CHECK_HAS(fake_written, "x\n         |          ^\n");
  CHECK(!strstr(fake_written, line));
}

TEST(report_text, no_source_line_without_its_option_or_its_file) {
  options.source = false;
  check_line("  return &self->inner;", "devres.c:60:10\nmodels");
}

TEST(report_text, a_line_behind_the_end_of_the_file_is_not_shown) {
  struct finding found = wrong_key();
  fake_source_path = "/home/user/devres.c";
  fake_source = "one line\n";
  CHECK_EQ(fake_run(print, &found), 66);
  CHECK_HAS(fake_written, "    #0 devres_as_ptr devres.c:60:10\nthe pointer");
}

static void check_path(const char *path, const char *shown) {
  struct finding found = wrong_key();
  options.halt_on_error = false;
  fake_written[0] = 0;
  fake_function = "f";
  fake_file = path;
  struct custody_site site = reclaimed; /* another one each time */
  static uint32_t line;
  site.line = ++line;
  found.facts.site = &site;
  found.from.pc = (uintptr_t)path;
  CHECK_EQ(fake_run(print, &found), -1);
  CHECK_HAS(fake_written, shown);
}

TEST(report_text, paths_of_libraries_are_short) {
  check_path("/rustc/0123456789abcdef/library/core/src/mem/mod.rs",
             "#0 f library/core/src/mem/mod.rs:12:3\n");
  check_path("/usr/src/rustc-1.96.0/library/std/src/rt.rs", "#0 f library/std/src/rt.rs:12:3\n");
  check_path("/x/lib/rustlib/src/rust/library/std/src/rt.rs", "#0 f library/std/src/rt.rs:12:3\n");
  check_path("/rust/deps/hashbrown-0.16.1/src/map.rs", "#0 f hashbrown-0.16.1/src/map.rs:12:3\n");
  check_path("/u/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/slab-0.4.9/src/lib.rs",
             "#0 f slab-0.4.9/src/lib.rs:12:3\n");
  check_path("/usr/share/cargo/registry/slab-0.4.7/src/lib.rs",
             "#0 f slab-0.4.7/src/lib.rs:12:3\n");
  check_path("/home/user/rustc/library/lib.rs", "#0 f rustc/library/lib.rs:12:3\n");
  options.full_stacks = true;
  check_path("/rustc/0123456789abcdef/library/core/src/mem/mod.rs",
             "#0 f /rustc/0123456789abcdef/library/core/src/mem/mod.rs:12:3\n");
}

TEST(report_text, a_bug_is_reported_once_and_counted) {
  options.halt_on_error = false;
  CHECK_EQ(print_wrong_key(), -1);
  CHECK_HAS(fake_written, "SUMMARY");
  fake_written[0] = 0;
  CHECK_EQ(print_wrong_key(), -1);
  CHECK(!fake_written[0]);
  report_repeats();
  CHECK(!strcmp(fake_written, "CustodySanitizer: reported 2 times: wrong-provenance devres.c:88:12 "
                              "in remove_action, lost at devres_as_ptr devres.c:60:10\n"));
}

TEST(report_text, a_generic_function_compiled_twice_is_one_bug) {
  struct custody_site again = reclaimed, borrowed_again = borrow, elsewhere = borrow;
  struct finding found = wrong_key();
  options.halt_on_error = false;
  CHECK_EQ(print_wrong_key(), -1);
  fake_written[0] = 0;
  found.facts.site = &again;
  found.facts.from = &borrowed_again;
  CHECK_EQ(fake_run(print, &found), -1);
  CHECK(!fake_written[0]);
  elsewhere.line++; /* another loss is another bug */
  found.facts.from = &elsewhere;
  CHECK_EQ(fake_run(print, &found), -1);
  CHECK_HAS(fake_written, "SUMMARY");
}

TEST(report_text, the_reasons_are_sorted_by_count) {
  report_counts((struct counts){.verified = 2,
                                .unverified = 12,
                                .reported = 1,
                                .reasons = {[REASON_INTEGER] = 9, [REASON_NO_RELEASE] = 3}});
  CHECK_HAS(fake_written, "CustodySanitizer: 2 verified, 12 unverified, 1 reported\n"
                          "CustodySanitizer: 9 unverified: integer: it was made from an integer\n"
                          "CustodySanitizer: 3 unverified: no-release: ");
}

TEST(report_text, unverified_reclaims_of_one_location_are_one_line) {
  static const struct custody_site twin = {
      .function = "remove_action", .file = "devres.c", .line = 88, .column = 12};
  unverified_note((struct origin){}, &released, REASON_NO_RELEASE);
  for (int i = 0; i < 3; i++)
    unverified_note((struct origin){}, i ? &twin : &reclaimed, REASON_INTEGER);
  unverified_note((struct origin){}, &reclaimed, REASON_COVERED);
  report_unverified();
  CHECK(!strncmp(fake_written,
                 "CustodySanitizer: 3 unverified: integer: remove_action "
                 "devres.c:88:12",
                 69));
  CHECK_HAS(fake_written, "\nCustodySanitizer: 1 unverified: no-release: devres_new devres.c:42:18 "
                          "(arc_into_raw)\n"
                          "CustodySanitizer: 1 unverified: covered: remove_action devres.c:88:12 "
                          "(arc_from_raw)\n");
}

TEST(report_text, what_does_not_fit_into_the_table_is_counted) {
  static struct custody_site sites[UNVERIFIED_MAX];
  for (int i = 0; i < UNVERIFIED_MAX; i++)
    unverified_note((struct origin){}, &sites[i], REASON_INTEGER);
  CHECK_EQ(unverified_lost(), UNVERIFIED_MAX / 4);
  unverified_note((struct origin){}, &sites[0], REASON_INTEGER); /* one that is in the table */
  CHECK_EQ(unverified_lost(), UNVERIFIED_MAX / 4);
  report_unverified();
  CHECK_HAS(fake_written, "CustodySanitizer: 512 unverified reclaims at more source locations are "
                          "not listed\n");
}

TEST(report_text, colors_are_for_terminals) {
  options.halt_on_error = false;
  fake_terminal = true;
  print_wrong_key();
  CHECK_HAS(fake_written, "\033[1;31m==4242==ERROR");
  CHECK_HAS(fake_written, "\033[1;32mhint: ");
}

TEST(report_text, the_log_is_a_file_of_each_process) {
  options.halt_on_error = false;
  options.log_path = "/tmp/log";
  report_warning("first", nullptr);
  CHECK(!strcmp(fake_path, "/tmp/log.4242"));
  CHECK_EQ(fake_fd, 7);
  fake_pid = 4243; /* the child of a fork */
  report_warning("second", "detail");
  CHECK(!strcmp(fake_path, "/tmp/log.4243"));
  CHECK(!strcmp(fake_written, "CustodySanitizer: WARNING: first\n"
                              "CustodySanitizer: WARNING: second (detail)\n"));
}

TEST(report_text, a_log_that_cannot_be_written_goes_to_standard_error) {
  options.log_path = "/tmp/log";
  fake_no_files = true;
  CHECK_EQ(print_wrong_key(), 66);
  CHECK_EQ(fake_fd, 2);
  CHECK(!strncmp(fake_written, "CustodySanitizer: WARNING: cannot write to log_path /tmp/log.4242",
                 65));
  CHECK_HAS(fake_written, "SUMMARY");
}

TEST(report_text, a_report_larger_than_the_buffer_is_written_whole) {
  static char name[20001];
  memset(name, 'x', sizeof name - 1);
  fake_function = name;
  fake_file = "long.c";
  print_wrong_key();
  CHECK(strlen(fake_written) > 20000);
  CHECK_HAS(fake_written, "x long.c:12:3\npermissions were lost here");
  CHECK_HAS(fake_written, "SUMMARY: ");
}

TEST(report_text, a_suppression_keeps_a_report_away) {
  char said[256] = "";
  struct text error = {.at = said, .size = sizeof said};
  fake_content = "wrong-provenance:devres_as_ptr\n";
  CHECK(suppress_load("any", &error));
  CHECK_EQ(print_wrong_key(), -1);
  CHECK(!fake_written[0]);
  CHECK(!report_printed());
}

TEST(report_text, lost_releases_are_counted_at_the_end) {
  fake_mappings = 0;
  CHECK_EQ(ledger_release(0x1000, &released, 0, extent_of(&released), 0), 0);
  report_counts((struct counts){3, 2, 1});
  CHECK(!strcmp(fake_written, "CustodySanitizer: 3 verified, 2 unverified, 1 reported\n"
                              "CustodySanitizer: 1 releases were not recorded: out of memory\n"));
}

TEST(report_text, json_escapes_what_it_must) {
  char buffer[512];
  struct text t = {.at = buffer, .size = sizeof buffer};
  struct json j = {.out = &t};
  json_object(&j, nullptr);
  json_string(&j, "a\"b\\", "line\ntab\t\x7f");
  json_array(&j, "utf8");
  json_string(&j, nullptr, "\xc3\xa4\xf0\x9f\x98\x80");
  /* A byte of Latin-1, a character in too many bytes, a half of a pair, and one that is cut. */
  json_string(&j, nullptr, "\xe4|\xc0\x80|\xed\xa0\x80|\xe2\x82");
  json_string(&j, nullptr, nullptr);
  json_end_array(&j);
  json_number(&j, "n", UINT64_MAX);
  json_bool(&j, "yes", true);
  json_address(&j, "at", 0x10);
  json_object(&j, "empty");
  json_end_object(&j);
  json_end_object(&j);
  CHECK_HAS(buffer, "{\"a\\\"b\\\\\":\"line\\u000atab\\u0009\\u007f\",\"utf8\":["
                    "\"\xc3\xa4\xf0\x9f\x98\x80\","
                    "\"\\u00e4|\\u00c0\\u0080|\\u00ed\\u00a0\\u0080|\\u00e2\\u0082\",\"\"],"
                    "\"n\":18446744073709551615,\"yes\":true,\"at\":\"0x10\",\"empty\":{}}");
}

TEST(report_text, json_tells_what_the_text_tells) {
  options.log_format = "json";
  CHECK_EQ(print_wrong_key(), 66);
  CHECK_HAS(fake_written, "{\"custody\":1,\"type\":\"report\",\"process\":{\"pid\":4242,"
                          "\"executable\":\"/home/user/program\"");
  CHECK_HAS(fake_written,
            "\"kind\":\"wrong-provenance\",\"what\":[\"DevresInner* (24 bytes behind a "
            "header of 16 bytes) is being rebuilt into an owner by arc_from_raw() from a "
            "shared borrow of 24 bytes.\",\"it has the bits");
  CHECK_HAS(fake_written, "\"models\":{\"permission\":\"violated\",\"exact\":\"violated\","
                          "\"address\":\"satisfied\",\"stacked_borrows\":\"violated\"");
  CHECK_HAS(fake_written,
            "{\"role\":\"loss\",\"heading\":\"permissions were lost here, at a shared "
            "borrow of 24 bytes:\",\"frames\":[{\"function\":\"devres_as_ptr\","
            "\"file\":\"devres.c\",\"path\":\"/home/user/devres.c\",\"line\":60,"
            "\"column\":10,");
  CHECK_HAS(fake_written, "{\"role\":\"release\"");
  size_t length = strlen(fake_written);
  CHECK(strchr(fake_written, '\n') == fake_written + length - 1);
}
