/*===- boundary.c - boundaries that a thread is inside -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "per_thread.h"

static void forget_dropped(struct per_thread *t) {
  while (t->depth && !t->boundaries[t->depth - 1].site)
    t->depth--;
}

/* Drops the boundaries that must have been left, because FRAME runs and they lie below it. Frames
 * on different stacks cannot be compared. */
static void drop_dead(struct per_thread *t, uint64_t frame, bool own_stack) {
  for (unsigned i = t->depth; i--;)
    if (t->boundaries[i].own_stack == own_stack && t->boundaries[i].frame < frame)
      t->boundaries[i].site = nullptr;
  forget_dropped(t);
}

/* Drops the boundaries that must have been left when FRAME enters SITE. */
static RT_NOINLINE void drop_left(struct per_thread *t, uint64_t frame,
                                  const struct custody_site *site, bool own_stack) {
  drop_dead(t, frame, own_stack);
  /* The same boundary again: an exception left it and was caught in the same frame. */
  for (unsigned i = t->depth; i--;)
    if (t->boundaries[i].site == site && t->boundaries[i].frame == frame)
      for (unsigned j = i; j < t->depth; j++)
        t->boundaries[j].site = nullptr;
  forget_dropped(t);
}

/* Whether FRAME was called from inside B, and so from inside the boundaries around B. */
static bool is_inside(const struct boundary *b, uint64_t frame, bool own_stack) {
  return b->site && b->own_stack == own_stack && b->frame > frame;
}

/* The boundary that makes a new one silent, or NULL. */
static struct boundary *silencing(struct per_thread *t, bool reclaim, uint64_t bits,
                                  bool own_stack) {
  for (unsigned i = 0; i < t->depth; i++)
    if (t->boundaries[i].site && t->boundaries[i].own_stack == own_stack &&
        (!t->boundaries[i].reclaim || (reclaim && t->boundaries[i].bits == bits)))
      return &t->boundaries[i];
  return nullptr;
}

/* OUTER learns what a boundary of the same kind inside of it knows. */
static void learn(struct boundary *outer, const struct custody_site *site, struct extent extent) {
  if (outer->reclaim && !outer->payload)
    outer->payload = site->span;
  if (!outer->extent.known && family_of(outer->site) == family_of(site))
    outer->extent = extent;
}

struct boundary *boundary_enter(uint64_t frame, const struct custody_site *site, bool reclaim,
                                uint64_t bits, struct extent extent) {
  struct per_thread *t = per_thread();
  if (RT_UNLIKELY(!t))
    return nullptr;
  bool own_stack = is_on_own_stack(frame);
  if (t->depth && !is_inside(&t->boundaries[t->depth - 1], frame, own_stack))
    drop_left(t, frame, site, own_stack);
  if (t->depth == BOUNDARY_DEPTH)
    return nullptr;
  struct boundary *outer = silencing(t, reclaim, bits, own_stack);
  if (outer && outer->reclaim == reclaim)
    learn(outer, site, extent);
  struct boundary *b = &t->boundaries[t->depth];
  boundary_fill(b, frame, site, reclaim, bits, extent);
  b->silent = outer;
  t->depth++;
  return b;
}

const struct boundary *boundary_leave(uint64_t frame, const struct custody_site *site) {
  struct per_thread *t = per_thread();
  if (RT_UNLIKELY(!t))
    return nullptr;
  if (RT_LIKELY(t->depth == 1 && t->boundaries[0].site == site &&
                t->boundaries[0].frame == frame)) {
    t->boundaries[0].site = nullptr;
    t->depth = 0;
    return &t->boundaries[0];
  }
  for (unsigned i = t->depth; i--;) {
    if (t->boundaries[i].site != site || t->boundaries[i].frame != frame)
      continue;
    bool own_stack = t->boundaries[i].own_stack;
    for (unsigned j = i; j < t->depth; j++)
      if (t->boundaries[j].own_stack == own_stack)
        t->boundaries[j].site = nullptr;
    forget_dropped(t);
    return &t->boundaries[i];
  }
  return nullptr;
}
