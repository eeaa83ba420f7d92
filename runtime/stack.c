/*===- stack.c - where the program is -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "stack.h"
#include "options.h"
#include "sys.h"

/*
 * What the unwind tables said at a place. Unwinding costs microseconds, so a thread remembers, and
 * believes it again while all the return addresses are still where they were found.
 */
enum { REMEMBERED = 8 };
struct memory {
  struct origin from;
  unsigned count, asked;
  struct sys_frame frames[STACK_MAX];
};
static _Thread_local struct memory memories[REMEMBERED];

/* Follows frame pointers from the hook's frame. Returns how many frames look right; *BROKEN where
 * the chain ended in the middle of nowhere. */
static unsigned follow(struct origin from, uintptr_t *frames, unsigned max, bool *broken) {
  uintptr_t low, high, frame = from.frame;
  unsigned count = 0;
  *broken = false;
  frames[count++] = from.pc;
  if (!sys_stack_bounds(&low, &high) || frame < low || frame + 16 > high) {
    *broken = true;
    return count;
  }
  while (count < max) {
    uintptr_t next = *(const uintptr_t *)frame;
    if (next <= frame || (next & 15) || next + 16 > high) {
      *broken = next != 0;
      break;
    }
    uintptr_t pc = ((const uintptr_t *)next)[1];
    if (!sys_is_code(pc)) {
      *broken = pc != 0;
      break;
    }
    frames[count++] = pc;
    frame = next;
  }
  return count;
}

static bool remembers(const struct memory *m, struct origin from, unsigned max) {
  if (m->from.pc != from.pc || m->from.frame != from.frame || m->asked < max || !m->count)
    return false;
  for (unsigned i = 0; i < m->count; i++)
    if (*(const uintptr_t *)m->frames[i].slot != m->frames[i].pc)
      return false;
  return true;
}

/* Unwinds into M. Returns false where the hook's caller was not found. */
static bool unwind(struct memory *m, struct origin from, unsigned max) {
  struct sys_frame all[STACK_MAX + 16];
  unsigned got = sys_unwind(all, max + 16), i = 0;
  while (i < got && all[i].pc != from.pc)
    i++;
  m->from = from;
  m->asked = max;
  m->count = 0;
  bool known = true;
  for (; i < got && m->count < max; i++) {
    m->frames[m->count++] = all[i];
    known &= all[i].slot != 0;
  }
  if (!known)
    m->from.pc = 0; /* not to be remembered */
  return m->count != 0;
}

static unsigned copy_frames(const struct memory *m, uintptr_t *frames, unsigned max) {
  unsigned count = m->count < max ? m->count : max;
  for (unsigned i = 0; i < count; i++)
    frames[i] = m->frames[i].pc;
  return count;
}

unsigned stack_unwind(struct origin from, uintptr_t *frames, unsigned max) {
  struct memory m;
  bool broken;
  if (!max)
    return 0;
  return unwind(&m, from, max) ? copy_frames(&m, frames, max) : follow(from, frames, max, &broken);
}

unsigned stack_walk(struct origin from, uintptr_t *frames, unsigned max) {
  bool broken;
  if (!max)
    return 0;
  unsigned count = follow(from, frames, max, &broken);
  /* libc's start code keeps no frame pointers, so a good chain ends in nowhere too. One that ends
   * at once says nothing. */
  if (!broken || count > 2 || max == 1)
    return count;
  struct memory *m = &memories[((from.pc ^ from.frame) * RT_HASH) >> 61];
  if (!remembers(m, from, max) && !unwind(m, from, max))
    return count;
  return copy_frames(m, frames, max);
}

static stack_id keep(struct origin from, unsigned depth) {
  uintptr_t frames[STACK_MAX];
  return depot_put(frames, stack_walk(from, frames, depth < STACK_MAX ? depth : STACK_MAX));
}

stack_id stack_keep(struct origin from) {
  return keep(from, (unsigned)options.stack_depth);
}

stack_id stack_keep_end(struct origin from) {
  return keep(from, (unsigned)options.stack_depth * 4);
}
