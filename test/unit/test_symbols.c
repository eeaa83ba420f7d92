/*===- test_symbols.c - reports with sanitizer_common -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Built into custody-unit-symbols, linked with UBSan's archive as programs are.
 */
#define _GNU_SOURCE
#include "by_hand.h"
#include "core/options.h"
#include "unit.h"

#include <sanitizer/common_interface_defs.h>
#include <signal.h>

static void borrowed_key(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild(p, tag_of_place(AS_PTR), &from_raw);
}

static void stale(void) {
  custody_tag tag;
  char *p = devres_new(&tag);
  free(p - 16);
  rebuild(p, tag, &from_raw);
}

/* "NAME ...FILE:LINE:COLUMN" is what a frame in the code of these tests looks like. */
static bool has_frame(const char *text, int number, const char *function, const char *file) {
  char start[128], *end;
  snprintf(start, sizeof start, "    #%d %s ", number, function);
  for (const char *at = text; (at = strstr(at, start)); at++) {
    at += strlen(start);
    const char *name = strstr(at, file);
    if (!name || name > strchr(at, '\n') || name[strlen(file)] != ':')
      continue;
    if (strtol(name + strlen(file) + 1, &end, 10) > 0 && *end == ':')
      return true;
  }
  return false;
}

TEST(symbols, stacks_name_functions_and_lines) {
  struct unit_outcome o = unit_run(borrowed_key);
  CHECK_EQ(o.status, 66);
  CHECK(has_frame(o.text, 0, "rebuild", "by_hand.h"));
  CHECK(has_frame(o.text, 1, "borrowed_key", "test_symbols.c"));
  CHECK(has_frame(o.text, 0, "devres_new", "by_hand.h"));
  CHECK_HAS(o.text, " in rebuild\n");
  CHECK_HAS_NOT(o.text, "<null>");
  CHECK_HAS_NOT(o.text, "__libc_start");
}

TEST(symbols, the_place_of_a_free_is_its_caller) {
  struct unit_outcome o = unit_run(stale);
  const char *freed = strstr(o.text, "its object was freed here:\n");
  CHECK(freed);
  CHECK(has_frame(freed, 0, "stale", "test_symbols.c"));
}

TEST(symbols, without_them_the_first_frame_is_what_the_site_says) {
  options.symbolize = false;
  struct unit_outcome o = unit_run(borrowed_key);
  CHECK_HAS(o.text, "    #0 remove_action by_hand/devres.c:88:7\n    #1 ?? (");
  CHECK_HAS(o.text, "custody-unit-symbols+0x");
}

static void say_goodbye(void) {
  fputs("the death callback ran\n", stderr);
}
static void with_callback(void) {
  __sanitizer_set_death_callback(say_goodbye);
  borrowed_key();
}

TEST(symbols, a_death_callback_runs_after_the_report) {
  struct unit_outcome o = unit_run(with_callback);
  CHECK_EQ(o.status, 66);
  const char *summary = strstr(o.text, "SUMMARY: ");
  CHECK(summary);
  CHECK_HAS(summary, "the death callback ran\n");
}

static void crash(void) {
  raise(SIGSEGV);
}
static void give_up(void) {
  abort();
}

TEST(symbols, signals_keep_their_meaning) {
  CHECK_EQ(unit_run(crash).status, -SIGSEGV);
  CHECK_EQ(unit_run(give_up).status, -SIGABRT);
}
