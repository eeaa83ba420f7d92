/*===- print.c - reports as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "print.h"
#include "by_thread.h"
#include "explain.h"
#include "host/host.h"
#include "names.h"
#include "steps.h"
#include "stream.h"

static void heading(struct text *out, const char *words) {
  stream_color(COLOR_HEADING);
  text_string(out, words);
  stream_color(COLOR_PLAIN);
  text_char(out, '\n');
}

/* The stack ID, or if none was kept, the location of SITE. */
static void print_stack(struct text *out, stack_id id, const struct custody_site *site) {
  const uintptr_t *frames;
  unsigned count = depot_get(id, &frames);
  if (depot_thread(id) && threads_several()) {
    text_char(out, ' ');
    write_by_thread(out, depot_thread(id), frames, count);
    text_char(out, '\n');
  }
  if (count)
    frames_print(out, frames, count, site);
  else
    frames_print_site(out, site);
}

static void print_freed(struct text *out, const struct record_view *r) {
  heading(out, "its object was freed here:");
  if (r->freed)
    print_stack(out, r->freed, nullptr);
  else
    text_string(out, "    (no stack was kept)\n");
}

static void print_frame(void *out, const struct shown_frame *frame) {
  frames_print_frame(out, frame);
}

static void print_step(struct text *out, const struct finding *found, const struct step *s) {
  if (s->role != STEP_RECLAIM) {
    stream_color(COLOR_HEADING);
    step_write_heading(out, found, s);
    stream_color(COLOR_PLAIN);
    text_char(out, '\n');
    if (s->thread && threads_several()) {
      text_char(out, ' ');
      write_by_thread(out, s->thread, s->pc, s->count);
      text_char(out, '\n');
    }
  }
  if (!s->count && !s->site)
    text_string(out, "    (no stack was kept)\n");
  step_frames(s, print_frame, out);
}

void print_summary(struct text *out, const struct finding *found, const struct place *place) {
  text_string(out, answer_name(found->answer));
  frames_write_summary(out, place);
}

/* The line that tools look for. In a kernel it is that of KASAN and its siblings. */
static void print_first_line(struct text *out, const struct finding *found,
                             const struct frames *stack) {
  const char *name = answer_name(found->answer);
  const char *what = found->answer == ANSWER_RECOVER ? "" : " reclaim";
  stream_color(COLOR_ERROR);
  if (CUSTODY_KERNEL)
    text_format(out, "BUG: Custody: %s%s in %s of %p", name, what, stack->first.function,
                found->facts.bits);
  else
    text_format(out, "==%u==ERROR: CustodySanitizer: %s%s of %p", (uint64_t)host_pid(), name, what,
                found->facts.bits);
  write_by_thread(out, thread_number(), stack->pc, stack->count);
  stream_color(COLOR_PLAIN);
  text_char(out, '\n');
}

void print_finding(struct text *out, const struct finding *found, const struct frames *stack) {
  text_format(out, "=================================================================\n");
  print_first_line(out, found, stack);
  explain_what(out, found);
  struct step steps[STEPS_MAX];
  unsigned count = steps_of(found, stack, steps);
  for (unsigned i = 0; i < count; i++)
    print_step(out, found, &steps[i]);
  explain_models(out, &found->verdict);
  stream_color(COLOR_NOTE);
  explain_hint(out, found);
  if (!CUSTODY_KERNEL) {
    text_string(out, "help: ");
    explain_help(out, found);
    text_char(out, '\n');
  }
  stream_color(COLOR_PLAIN);
  if (options.print_summary) {
    text_string(out, "SUMMARY: CustodySanitizer: ");
    print_summary(out, found, &stack->first);
    text_char(out, '\n');
  }
}

void print_description(struct text *out, const struct finding *found) {
  const struct facts *f = &found->facts;
  const struct record_view *own = &f->by_tag, *live = &f->by_bits;
  char name[NAME_MAX];
  text_format(out, "CustodySanitizer: %p", f->bits);
  if (f->site->function) {
    text_string(out, ", described at ");
    frames_write_site(out, f->site);
  }
  text_char(out, '\n');
  if (own->state == RECORD_LIVE) {
    text_format(out, "  derives from a release of %p, %u outstanding%s:\n", own->address,
                (uint64_t)own->outstanding,
                f->tag & CUSTODY_TAG_REBORROWED ? " (a local reborrow may stand in between)" : "");
    print_stack(out, own->released, own->site);
  } else if (own->state == RECORD_FREED) {
    text_format(out, "  derives from a release of %p, whose object is gone:\n", own->address);
    print_stack(out, own->released, own->site);
    print_freed(out, own);
  } else if (f->from) {
    static const char *const kinds[] = {"", "a shared borrow", "an exclusive borrow",
                                        "a lookup key", "an integer turned pointer"};
    text_format(out, "  comes from %s", kinds[f->from->kind]);
    if (f->from->span)
      text_format(out, " of %u bytes", f->from->span);
    if (f->from->name)
      text_format(out, ", %s", name_readable(f->from->name, name, sizeof name));
    text_format(out, "; write: %s; full object: %s\n",
                !(f->tag & CUSTODY_TAG_NO_WRITE) ? "yes"
                : f->tag & CUSTODY_TAG_CELLS     ? "only inside cells"
                                                 : "no",
                f->tag & CUSTODY_TAG_NO_FULL || f->from->kind == CUSTODY_KIND_KEY
                    ? "no, only what was borrowed"
                    : "not known to be lost");
    frames_print_site(out, f->from);
  } else if (f->site->function) {
    text_string(out, "  its history is unknown\n");
  } else if (live->state != RECORD_LIVE) {
    text_string(out, "  no release of this address is known\n");
  }
  if (live->state == RECORD_LIVE && own->state != RECORD_LIVE) {
    text_format(out, "  a pointer with these bits was released here, %u outstanding:\n",
                (uint64_t)live->outstanding);
    print_stack(out, live->released, live->site);
  }
}
