/*===- boundary.c - boundaries that the thread is inside of -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "boundary.h"
#include "sys.h"

static _Thread_local struct boundary stack[BOUNDARY_DEPTH];
static _Thread_local unsigned depth;

static bool on_own_stack(uint64_t frame) {
  uintptr_t low, high;
  return !sys_stack_bounds(&low, &high) || (frame >= low && frame < high);
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
  drop_dead(frame, own_stack);
  /* An exception left it, was caught in the same frame, and the code came by again. */
  for (unsigned i = depth; i--;)
    if (stack[i].site == site && stack[i].frame == frame)
      for (unsigned j = i; j < depth; j++)
        stack[j].site = nullptr;
  forget_dropped();
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
