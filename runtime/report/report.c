/*===- report.c - reports -----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "report.h"
#include "frames.h"
#include "host/host.h"
#include "json.h"
#include "names.h"
#include "print.h"
#include "repeats.h"
#include "stream.h"
#include "tell.h"
#include "unverified.h"

/* Held while a report is printed. So reports of several threads follow one another, and if the
 * first one ends the process, no other is printed. */
static struct host_lock lock;
static uint32_t printed;

/*===-- Which findings are printed -----------------------------------------===*/

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * RT_HASH;
  return hash ^ hash >> 29;
}

/* A key that is made of addresses; 0 if the stack is not known. See repeats.h. */
static uint64_t quick_key(const struct finding *found) {
  stack_id stack = stack_keep(found->from);
  uint64_t hash =
      mix(mix((uint64_t)found->answer, (uint64_t)found->facts.site), (uint64_t)found->facts.from);
  return stack ? mix(hash, stack) | 1 : 0;
}

/* A key that is made of source locations. */
static uint64_t full_key(const struct finding *found, const struct frames *stack) {
  return mix(mix(mix((uint64_t)found->answer, frames_key_of_site(found->facts.site)),
                 frames_key_of_site(found->facts.from)),
             stack->callers);
}

void report_forget(void) {
  host_lock(&lock);
  repeats_forget();
  host_unlock(&lock);
}

/* Whether a suppression of KIND matches the location of SITE. */
static bool site_is_suppressed(const char *kind, const struct custody_site *site) {
  char name[NAME_MAX];
  return site && (suppress_matches(kind, SUPPRESSED_FUNCTION, site->function) ||
                  suppress_matches(kind, SUPPRESSED_FUNCTION,
                                   name_readable(site->function, name, sizeof name)) ||
                  suppress_matches(kind, SUPPRESSED_FILE, site->file));
}

/* Whether a suppression of KIND matches the boundary that SITE is. */
static bool boundary_is_suppressed(const char *kind, const struct custody_site *site) {
  char name[NAME_MAX];
  return site && (suppress_matches(kind, SUPPRESSED_BOUNDARY, site->name) ||
                  suppress_matches(kind, SUPPRESSED_BOUNDARY,
                                   name_readable(site->name, name, sizeof name)));
}

static bool is_suppressed(const struct finding *found, const struct frames *stack) {
  const char *kind = answer_name(found->answer);
  const struct facts *f = &found->facts;
  return suppress_any() &&
         (site_is_suppressed(kind, f->site) || site_is_suppressed(kind, f->from) ||
          boundary_is_suppressed(kind, f->site) || boundary_is_suppressed(kind, f->by_tag.site) ||
          boundary_is_suppressed(kind, f->by_bits.site) || frames_match(stack, kind));
}

/* Prints FOUND, if its source locations are new. QUICK is 0 or its quick key. */
static void report_slowly(const struct finding *found, uint64_t quick) {
  struct frames stack;
  stack.count = stack_unwind(found->from, stack.pc, STACK_MAX);
  frames_find_first(&stack, found->facts.site);
  uint64_t key = full_key(found, &stack);
  if (repeats_full(quick, key) || is_suppressed(found, &stack))
    return;
  __atomic_store_n(&printed, 1, __ATOMIC_RELAXED);
  if (json_wanted())
    json_finding(stream_open(), found, &stack, key);
  else
    print_finding(stream_open(), found, &stack);
  stream_flush();
  host_reported();
  tell(found, &stack, key);
  if (options.halt_on_error)
    host_die(options.abort_on_error ? HOST_ABORT : options.exitcode);
  char line[REPEATS_LINE];
  struct text summary = {.at = line, .size = sizeof line};
  print_summary(&summary, found, &stack.first);
  if (found->facts.from) { /* the rest of what makes the bug another one */
    text_string(&summary, ", lost at ");
    frames_write_site(&summary, found->facts.from);
  }
  repeats_keep(line);
}

void report(const struct finding *found) {
  host_lock(&lock);
  uint64_t quick = quick_key(found);
  if (!quick || !repeats_quick(quick))
    report_slowly(found, quick);
  host_unlock(&lock);
}

bool report_printed(void) {
  return __atomic_load_n(&printed, __ATOMIC_RELAXED);
}

/*===-- Other texts --------------------------------------------------------===*/

#if !CUSTODY_KERNEL
bool report_is_telling(void) {
  return is_telling();
}

void report_set_callback(custody_report_callback call, void *data) {
  report_hold();
  tell_set_callback(call, data);
  report_release();
}
#endif

void report_describe(const struct finding *found) {
  report_hold();
  if (json_wanted())
    json_description(stream_open(), found);
  else
    print_description(stream_open(), found);
  stream_flush();
  report_release();
}

static void print_counts(struct text *out, const struct counts *c) {
  text_format(out, "CustodySanitizer: %u verified, %u unverified, %u reported\n", c->verified,
              c->unverified, c->reported);
  print_reasons(out, c);
  if (ledger_lost())
    text_format(out, "CustodySanitizer: %u releases were not recorded: out of memory\n",
                ledger_lost());
}

void report_counts(struct counts c) {
  report_hold();
  if (json_wanted())
    json_counts(stream_open(), &c);
  else
    print_counts(stream_open(), &c);
  stream_flush();
  report_release();
}

static void print_repeat(struct text *out, uint64_t id, uint64_t count, const char *line) {
  if (json_wanted())
    json_repeat(out, id, count);
  else
    text_format(out, "CustodySanitizer: reported %u times: %s\n", count, line);
}

void report_repeats(void) {
  host_lock(&lock);
  repeats_each(print_repeat, stream_open());
  stream_flush();
  host_unlock(&lock);
}

void report_unreclaimed(void) {
  host_lock(&lock);
  print_unreclaimed(stream_open());
  stream_flush();
  host_unlock(&lock);
}

static void print_suppression(struct text *out, const char *kind, const char *what,
                              const char *pattern, uint64_t line, uint64_t count) {
  const char *colon = what[0] ? ":" : "";
  if (json_wanted())
    json_suppression(out, kind, what, pattern, line, count);
  else if (count)
    text_format(out, "CustodySanitizer: suppression in line %u matched %u time%s: %s:%s%s%s\n",
                line, count, count == 1 ? "" : "s", kind, what, colon, pattern);
  else
    text_format(out, "CustodySanitizer: suppression in line %u matched nothing: %s:%s%s%s\n", line,
                kind, what, colon, pattern);
}

void report_suppressions(void) {
  host_lock(&lock);
  suppress_each(print_suppression, stream_open());
  stream_flush();
  host_unlock(&lock);
}

void report_unverified(void) {
  host_lock(&lock);
  print_unverified(stream_open());
  stream_flush();
  host_unlock(&lock);
}

static void print_warning(struct text *out, const char *message, const char *detail) {
  text_format(out, "CustodySanitizer: WARNING: %s", message);
  if (detail)
    text_format(out, " (%s)", detail);
  text_char(out, '\n');
}

void report_warning(const char *message, const char *detail) {
  host_lock(&lock);
  if (json_wanted())
    json_warning(stream_open(), message, detail);
  else
    print_warning(stream_open(), message, detail);
  stream_flush();
  host_unlock(&lock);
}

void report_hold(void) {
  if (!is_telling())
    host_lock(&lock);
}
void report_release(void) {
  if (!is_telling())
    host_unlock(&lock);
}
