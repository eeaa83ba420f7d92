/*===- steps.c - the steps of a report ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "steps.h"
#include "explain.h"

/* A list of steps that grows. */
struct list {
  struct step *at;
  unsigned count;
};

/* Adds the event at STACK, or if no stack was kept, at SITE. */
static void add(struct list *list, enum step_role role, const char *heading, stack_id stack,
                const struct custody_site *site) {
  struct step *s = &list->at[list->count++];
  *s = (struct step){.role = role, .heading = heading, .site = site};
  s->count = depot_get(stack, &s->pc);
  s->thread = depot_thread(stack);
}

static const char *heading_of_release(const struct finding *found) {
  if (!found->facts.by_bits.outstanding)
    return "the pointer with these bits was released here, and has been reclaimed since:";
  return found->answer == ANSWER_WRONG_PROVENANCE || found->answer == ANSWER_STAND_IN
             ? "the pointer with these bits and the right provenance was released here, and is "
               "outstanding:"
             : "the pointer with these bits was released here:";
}

/* Adds what is known of the release that the report is about. */
static void add_release(struct list *list, const struct finding *found) {
  static const char released[] = "it was released here:";
  const struct record_view *live = &found->facts.by_bits, *own = &found->facts.by_tag;
  const struct record_view *known = own->state == RECORD_NONE ? live : own;
  switch (found->answer) {
  case ANSWER_STALE:
    add(list, STEP_RELEASE, released, own->released, own->site);
    add(list, STEP_FREE, "its object was freed here:", own->freed, nullptr);
    if (live->state == RECORD_LIVE)
      add(list, STEP_OTHER_RELEASE,
          "the address belongs to another release by now, made here:", live->released, live->site);
    return;
  case ANSWER_ALREADY_RECLAIMED:
    add(list, STEP_RELEASE, released, known->released, known->site);
    add(list, STEP_FIRST_RECLAIM, "it was reclaimed here first:", known->reclaimed, nullptr);
    return;
  case ANSWER_WRONG_OWNER:
  case ANSWER_WRONG_SIZE:
  case ANSWER_INTERIOR:
    add(list, STEP_RELEASE, released, known->released, known->site);
    return;
  default:
    if (live->state == RECORD_LIVE)
      add(list, STEP_RELEASE, heading_of_release(found), live->released, live->site);
  }
}

unsigned steps_of(const struct finding *found, const struct frames *stack, struct step *steps) {
  struct list list = {.at = steps};
  steps[list.count++] = (struct step){.role = STEP_RECLAIM,
                                      .thread = thread_number(),
                                      .pc = stack->pc,
                                      .count = stack->count,
                                      .site = found->facts.site};
  if (found->facts.from)
    steps[list.count++] = (struct step){.role = STEP_LOSS, .site = found->facts.from};
  add_release(&list, found);
  return list.count;
}

const char *step_role_name(enum step_role role) {
  static const char *const names[] = {"reclaim", "loss",          "release",
                                      "free",    "first-reclaim", "other-release"};
  return names[role];
}

void step_write_heading(struct text *out, const struct finding *found, const struct step *s) {
  if (s->role == STEP_LOSS)
    explain_origin(out, found);
  else
    text_string(out, s->heading);
}

void step_frames(const struct step *s, frames_each_fn *each, void *to) {
  if (s->count || s->role == STEP_RECLAIM)
    frames_each(s->pc, s->count, s->site, each, to);
  else
    frames_each_of_site(s->site, each, to);
}
