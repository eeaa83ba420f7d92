/*===- test_reports.c - options of reports ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "by_hand.h"
#include "core/options.h"
#include "report/suppress.h"
#include "unit.h"

#include <unistd.h>

static void borrowed_key(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild(p, tag_of_place(AS_PTR), &from_raw);
}

static void forged(void) {
  rebuild((void *)0x5eed5eed5ee0, tag_of_place(FORGED), &from_raw);
}

static void wrong_twice(void) {
  for (volatile int i = 0; i < 2; i++)
    borrowed_key();
  forged();
  exit(5);
}

static int count_of(const char *text, const char *part) {
  int count = 0;
  while ((text = strstr(text, part)))
    count++, text++;
  return count;
}

TEST(options, going_on_reports_each_place_once_and_ends_with_the_exit_code) {
  options.halt_on_error = false;
  options.print_stats = true;
  struct unit_outcome o = unit_run(wrong_twice);
  CHECK_EQ(o.status, 66);
  CHECK_EQ(count_of(o.text, "==ERROR: CustodySanitizer: wrong-provenance"), 1);
  CHECK_EQ(count_of(o.text, "==ERROR: CustodySanitizer: never-released"), 1);
  CHECK_HAS(o.text, "CustodySanitizer: 0 verified, 0 unverified, 3 reported\n");
  CHECK_HAS(o.text, "CustodySanitizer: reported 2 times: wrong-provenance ");
  CHECK_EQ(count_of(o.text, " times: "), 1);
}

static void wrong_then_right(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild(p, tag_of_place(AS_PTR), &from_foreign);
  rebuild(p, tag, &from_foreign);
}

TEST(options, a_reported_reclaim_consumes_nothing) {
  options.halt_on_error = false;
  options.print_stats = true;
  CHECK_HAS(unit_run(wrong_then_right).text, "1 verified, 0 unverified, 1 reported\n");
}

static void buffered(void) {
  static char buffer[256];
  setvbuf(stderr, buffer, _IOFBF, sizeof buffer);
  fputs("still in a buffer", stderr);
  borrowed_key();
}

TEST(options, the_programs_own_output_is_kept) {
  options.halt_on_error = false;
  struct unit_outcome o = unit_run(buffered);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "still in a buffer");
}

TEST(options, exitcode_0_leaves_the_programs_own) {
  options.halt_on_error = false;
  options.exitcode = 0;
  CHECK_EQ(unit_run(wrong_twice).status, 5);
}

TEST(options, exitcode_is_the_status_after_a_report) {
  options.exitcode = 99;
  CHECK_EQ(unit_run(borrowed_key).status, 99);
}

TEST(options, the_summary_can_be_left_out) {
  CHECK_HAS(unit_run(borrowed_key).text, "\nSUMMARY: ");
  options.print_summary = false;
  struct unit_outcome o = unit_run(borrowed_key);
  CHECK_HAS(o.text, "\nhint: ");
  CHECK_HAS_NOT(o.text, "SUMMARY");
}

TEST(options, color_always_colors) {
  options.color = "always";
  CHECK_HAS(unit_run(borrowed_key).text, "\033[1;31m==");
}

/* Runs a shell command on the file or directory "%s". */
static int shell(const char *format, const char *path) {
  char command[512];
  snprintf(command, sizeof command, format, path);
  return system(command);
}

TEST(options, reports_go_to_the_log) {
  char directory[] = "/tmp/custody-unit-XXXXXX", path[64];
  CHECK(mkdtemp(directory));
  snprintf(path, sizeof path, "%s/log", directory);
  options.log_path = path;
  struct unit_outcome o = unit_run(borrowed_key);
  int found = shell("grep -q '^SUMMARY: CustodySanitizer: wrong' %s/log.*", directory);
  CHECK_EQ(shell("rm -r %s", directory), 0);
  CHECK_EQ(o.status, 66);
  CHECK(!strcmp(o.text, ""));
  CHECK_EQ(found, 0);
  options.log_path = "/nonexistent/log";
  o = unit_run(borrowed_key);
  CHECK_HAS(o.text, "WARNING: cannot write to log_path /nonexistent/log.");
  CHECK_HAS(o.text, "SUMMARY");
}

static void suppressed(const char *line) {
  char said[256], path[] = "/tmp/custody-unit-XXXXXX";
  struct text error = {.at = said, .size = sizeof said};
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  CHECK(write(fd, line, strlen(line)) == (ssize_t)strlen(line));
  close(fd);
  bool loaded = suppress_load(path, &error);
  unlink(path);
  CHECK(loaded);
}

TEST(options, a_suppressed_report_is_counted_but_not_printed) {
  static const char *const lines[] = {"wrong-provenance:devres_as_ptr\n", "*:remove_action\n",
                                      "wrong-provenance:by_hand/*.c\n"};
  options.print_stats = true;
  for (int i = 0; i < 3; i++) {
    suppressed(lines[i]);
    struct unit_outcome o = unit_run(borrowed_key);
    CHECK_EQ(o.status, 0);
    CHECK(!strcmp(o.text, "CustodySanitizer: 0 verified, 0 unverified, 1 reported\n"));
  }
}

TEST(options, another_suppression_does_not_silence) {
  suppressed("stale:devres_as_ptr\nwrong-provenance:no_such_function\n");
  CHECK_EQ(unit_run(borrowed_key).status, 66);
}
