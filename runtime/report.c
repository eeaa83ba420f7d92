/*===- report.c - reports -----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "report.h"
#include "frames.h"
#include "suppress.h"
#include "sys.h"

/* Held while a report is printed: reports of several threads follow one another, and the first that
 * halts is the only one. */
static struct sys_lock lock;
static uint32_t printed;

static char buffer[1 << 14];
static struct text out = {.at = buffer, .size = sizeof buffer, .fd = -1};

/*===-- The stream ---------------------------------------------------------===*/

/* Opens what log_path names, at the first text. pre: the lock is held. */
static void open_stream(void) {
  static int opened_by;
  if (out.fd >= 0 && opened_by == sys_pid())
    return;
  opened_by = sys_pid();
  out.fd = 2;
  if (string_equal(options.log_path, "stdout")) {
    out.fd = 1;
  } else if (options.log_path[0] && !string_equal(options.log_path, "stderr")) {
    char path[1024];
    struct text name = {.at = path, .size = sizeof path, .fd = -1};
    text_format(&name, "%s.%u", options.log_path, (uint64_t)sys_pid());
    out.fd = sys_create(path);
    if (out.fd < 0) {
      out.fd = 2;
      text_format(&out, "CustodySanitizer: WARNING: cannot write to log_path %s\n", path);
    }
  }
}

enum color { PLAIN, ERROR, HEADING, NOTE };

static void set_color(enum color c) {
  static const char *const codes[] = {"\033[0m", "\033[1;31m", "\033[1;34m", "\033[1;32m"};
  if (string_equal(options.color, "always") ||
      (string_equal(options.color, "auto") && sys_is_terminal(out.fd)))
    text_string(&out, codes[c]);
}

static void heading(const char *words) {
  set_color(HEADING);
  text_string(&out, words);
  set_color(PLAIN);
  text_char(&out, '\n');
}

/*===-- Sections -----------------------------------------------------------===*/

/* A stack of the ledger, or where none was kept the one place that the site knows. */
static void print_stack(stack_id id, const struct custody_site *site) {
  const uintptr_t *frames;
  unsigned count = depot_get(id, &frames);
  if (count)
    frames_print(&out, frames, count, site);
  else
    frames_print_site(&out, site);
}

static void print_freed(const struct record_view *r) {
  heading("its object was freed here:");
  if (r->freed)
    print_stack(r->freed, nullptr);
  else
    text_string(&out, "    (no stack was kept)\n");
}

static void print_release(const struct report *r) {
  const struct record_view *live = &r->facts->by_bits, *own = &r->facts->by_tag;
  switch (r->answer) {
  case ANSWER_STALE:
    heading("it was released here:");
    print_stack(own->released, own->site);
    print_freed(own);
    if (live->state == RECORD_LIVE) {
      heading("the address belongs to another release by now, made here:");
      print_stack(live->released, live->site);
    }
    return;
  case ANSWER_ALREADY_RECLAIMED:
    if (own->state == RECORD_NONE)
      own = live;
    heading("it was released here:");
    print_stack(own->released, own->site);
    heading("it was reclaimed here first:");
    if (own->reclaimed)
      print_stack(own->reclaimed, nullptr);
    else
      text_string(&out, "    (no stack was kept)\n");
    return;
  default:
    if (live->state != RECORD_LIVE)
      return;
    heading(!live->outstanding
                ? "the pointer with these bits was released here, and has been reclaimed since:"
            : r->answer == ANSWER_WRONG_PROVENANCE || r->answer == ANSWER_STAND_IN
                ? "the pointer with these bits and the right provenance was released here, and is "
                  "outstanding:"
                : "the pointer with these bits was released here:");
    print_stack(live->released, live->site);
  }
}

static void print_summary(const struct report *r, const struct place *place) {
  if (!options.print_summary)
    return;
  text_format(&out, "SUMMARY: CustodySanitizer: %s", answer_name(r->answer));
  frames_write_summary(&out, place);
  text_char(&out, '\n');
}

static void print(const struct report *r, const struct frames *stack) {
  const struct facts *f = r->facts;
  text_format(&out, "=================================================================\n");
  set_color(ERROR);
  text_format(&out, "==%u==ERROR: CustodySanitizer: %s%s of %p", (uint64_t)sys_pid(),
              answer_name(r->answer), r->answer == ANSWER_RECOVER ? "" : " reclaim", f->bits);
  set_color(PLAIN);
  text_char(&out, '\n');
  explain_what(&out, r);
  frames_print(&out, stack->pc, stack->count, f->site);
  if (f->from) {
    set_color(HEADING);
    explain_origin(&out, r);
    set_color(PLAIN);
    frames_print_site(&out, f->from);
  }
  print_release(r);
  explain_models(&out, r->verdict);
  set_color(NOTE);
  explain_hint(&out, r);
  set_color(PLAIN);
  print_summary(r, &stack->first);
}

/*===-- Which are printed --------------------------------------------------===*/

/* Whether this place had a report of that kind. pre: the lock is held. */
static bool is_repeated(const struct report *r) {
  enum { PLACES = 1 << 12 };
  static struct {
    const struct custody_site *site;
    enum answer answer;
  } seen[PLACES];
  static uint32_t used;
  uint64_t hash = ((uint64_t)r->facts->site + (uint64_t)r->answer) * RT_HASH >> 52;
  for (;; hash = (hash + 1) % PLACES) {
    if (seen[hash].site == r->facts->site && seen[hash].answer == r->answer)
      return true;
    if (!seen[hash].site)
      break;
  }
  if (used < PLACES * 3 / 4) {
    used++;
    seen[hash].site = r->facts->site;
    seen[hash].answer = r->answer;
  }
  return false;
}

static bool site_is_suppressed(const char *kind, const struct custody_site *site) {
  char name[512];
  return site && ((site->function && suppress_matches(kind, site->function)) ||
                  (site->function && sys_demangle(site->function, name, sizeof name) &&
                   suppress_matches(kind, name)) ||
                  (site->file && suppress_matches(kind, site->file)));
}

static bool is_suppressed(const struct report *r, const struct frames *stack) {
  const char *kind = answer_name(r->answer);
  return suppress_any() && (site_is_suppressed(kind, r->facts->site) ||
                            site_is_suppressed(kind, r->facts->from) || frames_match(stack, kind));
}

void report(const struct report *r) {
  struct frames stack;
  sys_lock(&lock);
  if (!is_repeated(r)) {
    stack.count = stack_unwind(r->from, stack.pc, STACK_MAX);
    frames_find_first(&stack, r->facts->site);
    if (!is_suppressed(r, &stack)) {
      __atomic_store_n(&printed, 1, __ATOMIC_RELAXED);
      open_stream();
      print(r, &stack);
      text_flush(&out);
      if (options.halt_on_error)
        sys_die(options.exitcode);
    }
  }
  sys_unlock(&lock);
}

bool report_printed(void) {
  return __atomic_load_n(&printed, __ATOMIC_RELAXED);
}

/*===-- Other texts --------------------------------------------------------===*/

void report_describe(const struct report *r) {
  const struct facts *f = r->facts;
  const struct record_view *own = &f->by_tag, *live = &f->by_bits;
  char name[512];
  sys_lock(&lock);
  open_stream();
  text_format(&out, "CustodySanitizer: %p, described at ", f->bits);
  frames_write_site(&out, f->site);
  text_char(&out, '\n');
  if (own->state == RECORD_LIVE) {
    text_format(&out, "  derives from a release of %p, %u outstanding%s:\n", own->address,
                (uint64_t)own->outstanding,
                f->tag & CUSTODY_TAG_INFERRED
                    ? " (inferred: code that is not instrumented passed it)"
                    : "");
    print_stack(own->released, own->site);
  } else if (own->state == RECORD_FREED) {
    text_format(&out, "  derives from a release of %p, whose object is gone:\n", own->address);
    print_stack(own->released, own->site);
    print_freed(own);
  } else if (f->from) {
    static const char *const kinds[] = {"", "a shared borrow", "an exclusive borrow",
                                        "a lookup key", "an integer turned pointer"};
    text_format(&out, "  comes from %s", kinds[f->from->kind]);
    if (f->from->span)
      text_format(&out, " of %u bytes", f->from->span);
    if (f->from->name)
      text_format(&out, ", %s", explain_name(f->from->name, name, sizeof name));
    text_format(&out, "; write: %s; full object: %s\n",
                !(f->tag & CUSTODY_TAG_NO_WRITE) ? "yes"
                : f->tag & CUSTODY_TAG_CELLS     ? "only inside cells"
                                                 : "no",
                f->tag & CUSTODY_TAG_NO_FULL || f->from->kind == CUSTODY_KIND_KEY
                    ? "no, only what was borrowed"
                    : "not known to be lost");
    frames_print_site(&out, f->from);
  } else {
    text_string(&out, "  its history is unknown\n");
  }
  if (live->state == RECORD_LIVE && own->state != RECORD_LIVE) {
    text_format(&out, "  a pointer with these bits was released here, %u outstanding:\n",
                (uint64_t)live->outstanding);
    print_stack(live->released, live->site);
  }
  text_flush(&out);
  sys_unlock(&lock);
}

void report_counts(struct counts c) {
  sys_lock(&lock);
  open_stream();
  text_format(&out, "CustodySanitizer: %u verified, %u unverified, %u reported\n", c.verified,
              c.unverified, c.reported);
  if (ledger_lost())
    text_format(&out, "CustodySanitizer: %u releases were not recorded: out of memory\n",
                ledger_lost());
  text_flush(&out);
  sys_unlock(&lock);
}

void report_warning(const char *message, const char *detail) {
  sys_lock(&lock);
  open_stream();
  text_format(&out, "CustodySanitizer: WARNING: %s", message);
  if (detail)
    text_format(&out, " (%s)", detail);
  text_char(&out, '\n');
  text_flush(&out);
  sys_unlock(&lock);
}

void report_hold(void) {
  sys_lock(&lock);
}
void report_release(void) {
  sys_unlock(&lock);
}
