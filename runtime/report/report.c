/*===- report.c - reports -----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "report.h"
#include "frames.h"
#include "host/host.h"
#include "names.h"
#include "print.h"
#include "stream.h"
#include "unverified.h"

/* Held while a report is printed. So reports of several threads follow one another, and if the
 * first one ends the process, no other is printed. */
static struct host_lock lock;
static uint32_t printed;

/*===-- Which findings are printed -----------------------------------------===*/

/* The sites that had a report, with its kind. */
enum { PLACES = 1 << 12 };
static struct {
  const struct custody_site *site;
  enum answer answer;
} seen[PLACES];
static uint32_t used;

/* Whether this site had a report of that kind before; notes it. pre: the lock is held. */
static bool is_repeated(const struct finding *found) {
  uint64_t hash = ((uint64_t)found->facts.site + (uint64_t)found->answer) * RT_HASH >> 52;
  for (;; hash = (hash + 1) % PLACES) {
    if (seen[hash].site == found->facts.site && seen[hash].answer == found->answer)
      return true;
    if (!seen[hash].site)
      break;
  }
  if (used < PLACES * 3 / 4) {
    used++;
    seen[hash].site = found->facts.site;
    seen[hash].answer = found->answer;
  }
  return false;
}

void report_forget(void) {
  host_lock(&lock);
  __builtin_memset(seen, 0, sizeof seen);
  used = 0;
  host_unlock(&lock);
}

static bool site_is_suppressed(const char *kind, const struct custody_site *site) {
  char name[NAME_MAX];
  return site && ((site->function && suppress_matches(kind, site->function)) ||
                  (site->function && name_demangle(site->function, name, sizeof name) &&
                   suppress_matches(kind, name)) ||
                  (site->file && suppress_matches(kind, site->file)));
}

static bool is_suppressed(const struct finding *found, const struct frames *stack) {
  const char *kind = answer_name(found->answer);
  return suppress_any() &&
         (site_is_suppressed(kind, found->facts.site) ||
          site_is_suppressed(kind, found->facts.from) || frames_match(stack, kind));
}

void report(const struct finding *found) {
  struct frames stack;
  host_lock(&lock);
  if (!is_repeated(found)) {
    stack.count = stack_unwind(found->from, stack.pc, STACK_MAX);
    frames_find_first(&stack, found->facts.site);
    if (!is_suppressed(found, &stack)) {
      __atomic_store_n(&printed, 1, __ATOMIC_RELAXED);
      print_finding(stream_open(), found, &stack);
      stream_flush();
      host_reported();
      if (options.halt_on_error)
        host_die(options.exitcode);
    }
  }
  host_unlock(&lock);
}

bool report_printed(void) {
  return __atomic_load_n(&printed, __ATOMIC_RELAXED);
}

/*===-- Other texts --------------------------------------------------------===*/

void report_describe(const struct finding *found) {
  host_lock(&lock);
  print_description(stream_open(), found);
  stream_flush();
  host_unlock(&lock);
}

void report_counts(struct counts c) {
  host_lock(&lock);
  struct text *out = stream_open();
  text_format(out, "CustodySanitizer: %u verified, %u unverified, %u reported\n", c.verified,
              c.unverified, c.reported);
  print_reasons(out, &c);
  if (ledger_lost())
    text_format(out, "CustodySanitizer: %u releases were not recorded: out of memory\n",
                ledger_lost());
  stream_flush();
  host_unlock(&lock);
}

void report_unverified(void) {
  host_lock(&lock);
  print_unverified(stream_open());
  stream_flush();
  host_unlock(&lock);
}

void report_warning(const char *message, const char *detail) {
  host_lock(&lock);
  struct text *out = stream_open();
  text_format(out, "CustodySanitizer: WARNING: %s", message);
  if (detail)
    text_format(out, " (%s)", detail);
  text_char(out, '\n');
  stream_flush();
  host_unlock(&lock);
}

void report_hold(void) {
  host_lock(&lock);
}
void report_release(void) {
  host_unlock(&lock);
}
