/*===- boundary.c - boundaries that the thread is inside of -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "boundary.h"
#include "sys.h"

static _Thread_local struct boundary stack[BOUNDARY_DEPTH];
static _Thread_local unsigned depth;

static bool on_own_stack(uint64_t frame) {
  const struct sys_stack *s = sys_stack();
  return frame - s->low < s->high - s->low || !s->high;
}

static void forget_dropped(void) {
  while (depth && !stack[depth - 1].site)
    depth--;
}

/* Drops what cannot be entered any more while FRAME runs. Frames on different stacks say nothing
 * about each other. */
static void drop_dead(uint64_t frame, bool own_stack) {
  for (unsigned i = depth; i--;)
    if (stack[i].own_stack == own_stack && stack[i].frame < frame)
      stack[i].site = nullptr;
  forget_dropped();
}

/* Drops what cannot be there while FRAME enters SITE. */
static RT_NOINLINE void drop_left(uint64_t frame, const struct custody_site *site, bool own_stack) {
  drop_dead(frame, own_stack);
  /* An exception left it, was caught in the same frame, and the code came by again. */
  for (unsigned i = depth; i--;)
    if (stack[i].site == site && stack[i].frame == frame)
      for (unsigned j = i; j < depth; j++)
        stack[j].site = nullptr;
  forget_dropped();
}

/* Whether FRAME was called by B, and so by those that B is inside of. */
static bool is_inside(const struct boundary *b, uint64_t frame, bool own_stack) {
  return b->site && b->own_stack == own_stack && b->frame > frame;
}

/* The boundary that silences another; NULL for none. */
static struct boundary *silencing(bool reclaim, uint64_t bits, bool own_stack) {
  for (unsigned i = 0; i < depth; i++)
    if (stack[i].site && stack[i].own_stack == own_stack &&
        (!stack[i].reclaim || (reclaim && stack[i].bits == bits)))
      return &stack[i];
  return nullptr;
}

struct boundary *boundary_enter(uint64_t frame, const struct custody_site *site, bool reclaim,
                                uint64_t bits) {
  bool own_stack = on_own_stack(frame);
  if (depth && !is_inside(&stack[depth - 1], frame, own_stack))
    drop_left(frame, site, own_stack);
  if (depth == BOUNDARY_DEPTH)
    return nullptr;
  struct boundary *outer = silencing(reclaim, bits, own_stack);
  if (outer && outer->reclaim && !outer->payload)
    outer->payload = site->span;
  struct boundary *b = &stack[depth];
  b->frame = frame;
  b->site = site;
  b->reclaim = reclaim;
  b->bits = bits;
  b->own_stack = own_stack;
  b->silent = outer;
  b->payload = site->span;
  depth++;
  return b;
}

const struct boundary *boundary_leave(uint64_t frame, const struct custody_site *site) {
  if (RT_LIKELY(depth == 1 && stack[0].site == site && stack[0].frame == frame)) {
    stack[0].site = nullptr;
    depth = 0;
    return &stack[0];
  }
  for (unsigned i = depth; i--;) {
    if (stack[i].site != site || stack[i].frame != frame)
      continue;
    bool own_stack = stack[i].own_stack;
    for (unsigned j = i; j < depth; j++)
      if (stack[j].own_stack == own_stack)
        stack[j].site = nullptr;
    forget_dropped();
    return &stack[i];
  }
  return nullptr;
}

unsigned boundary_depth(void) {
  unsigned count = 0;
  for (unsigned i = 0; i < depth; i++)
    count += stack[i].site != nullptr;
  return count;
}
