/*===- test_report_text.c - the text of a report ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "fake_host.h"
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

TEST(report_text, a_site_is_reported_once) {
  options.halt_on_error = false;
  CHECK_EQ(print_wrong_key(), -1);
  CHECK_HAS(fake_written, "SUMMARY");
  fake_written[0] = 0;
  CHECK_EQ(print_wrong_key(), -1);
  CHECK(!fake_written[0]);
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
