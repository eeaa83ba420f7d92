/*===- stack.c - stacks -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "stack.h"
#include "per_thread.h"
#include "threads.h"

/*
 * Walking costs nanoseconds for each frame, and reading the unwind tables costs microseconds. So a
 * thread remembers the stacks that it walked, and uses one again while all of its return addresses
 * are still where they were found.
 *
 * Two hooks of one loop may have the same hash, so each stack may be in one of two entries.
 */
static bool is_of(const struct stack_memory *m, struct origin from) {
  return m->from.pc == from.pc && m->from.frame == from.frame;
}

/* The entry that remembers a stack of FROM, or NULL. */
static struct stack_memory *memory_with(struct per_thread *t, struct origin from) {
  struct stack_memory *m = &t->memories[memory_index(from)];
  if (RT_UNLIKELY(!is_of(m, from)))
    m = &t->memories[memory_index(from) ^ 1];
  return is_of(m, from) ? m : nullptr;
}

/* The entry that remembers FROM. If there is none, returns the one of its two entries that was not
 * replaced last. */
static struct stack_memory *memory_of(struct per_thread *t, struct origin from) {
  struct stack_memory *known = memory_with(t, from);
  if (known)
    return known;
  uint64_t first = memory_index(from);
  t->used_last ^= 1u << first / 2;
  return &t->memories[(first & ~1ULL) | (t->used_last >> first / 2 & 1)];
}

static bool remembers(const struct stack_memory *m, struct origin from, unsigned max) {
  if (!is_of(m, from) || m->asked < max || !m->count)
    return false;
  for (unsigned i = 1; i < m->count; i++) /* the first one is from.pc */
    if (*(const uintptr_t *)m->frames[i].slot != m->frames[i].pc)
      return false;
  return true;
}

/*
 * A function that wraps the hook may be called from many places, so there are many stacks with one FROM.
 * Mostly they have their return addresses in the same slots. The one of them that was walked last
 * says which slots these are. What is in the slots now leads to the name of the stack.
 */
static stack_id *other_at(struct per_thread *t, uint64_t sum) {
  return &t->others[sum * RT_HASH >> (64 - OTHER_BITS)];
}
static uint64_t add_frame(uint64_t sum, uintptr_t pc) {
  return (sum << 9 | sum >> 55) + pc;
}

/* The name of the stack of FROM, or 0 if the thread does not remember it. M has the same FROM. */
static stack_id find_other(struct per_thread *t, const struct stack_memory *m, struct origin from) {
  const struct host_stack *s = thread_stack();
  uint64_t sum = from.pc ^ from.frame;
  for (unsigned i = 1; i < m->count; i++) {
    if (m->frames[i].slot - s->low >= s->high - s->low)
      return 0;
    sum = add_frame(sum, *(const uintptr_t *)m->frames[i].slot);
  }
  stack_id id = *other_at(t, sum);
  const uintptr_t *pcs;
  if (!id || depot_get(id, &pcs) != m->count || pcs[0] != from.pc)
    return 0;
  for (unsigned i = 1; i < m->count; i++)
    if (*(const uintptr_t *)m->frames[i].slot != pcs[i])
      return 0;
  return id;
}

/* Remembers that the stack M has the name ID. */
static void note_other(struct per_thread *t, const struct stack_memory *m, stack_id id) {
  uint64_t sum = m->from.pc ^ m->from.frame;
  for (unsigned i = 1; i < m->count; i++)
    sum = add_frame(sum, m->frames[i].pc);
  *other_at(t, sum) = id;
}

/* In a program without frame pointers each thread reads the unwind tables at most this many times.
 * Afterwards stacks that it does not remember are short; otherwise it would do little else. */
enum { UNWINDS = 4096 };

/*
 * Return addresses in the code that calls main or the function of a thread. That code has no frame
 * pointers, so a chain that ends there is complete.
 */
enum { ENDS = 4 };
static uintptr_t ends[ENDS];

static bool is_end(uintptr_t pc) {
  for (int i = 0; i < ENDS; i++)
    if (__atomic_load_n(&ends[i], __ATOMIC_RELAXED) == pc)
      return true;
  return false;
}

static void note_end(uintptr_t pc) {
  for (int i = 0; i < ENDS; i++) {
    uintptr_t none = 0;
    if (__atomic_compare_exchange_n(&ends[i], &none, pc, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED) ||
        none == pc)
      return;
  }
}

/* Follows frame pointers from the hook's frame and stores the stack in M. Returns false if the
 * chain ended at a frame that is not the outermost one. */
static bool follow(struct stack_memory *m, struct origin from, unsigned max) {
  const struct host_stack *s = thread_stack();
  uintptr_t frame = from.frame, high = s->high;
  m->from = from;
  m->asked = max;
  m->kept = 0;
  m->count = 1;
  m->frames[0].pc = from.pc;
  if (frame < s->low || frame >= high || high - frame < 16)
    return false;
  while (m->count < max) {
    uintptr_t next = *(const uintptr_t *)frame;
    if (next <= frame || (next & 7) || next > high - 16)
      return !next;
    uintptr_t pc = ((const uintptr_t *)next)[1];
    if (!host_is_code(pc) || pc - s->low < high - s->low)
      return !pc;
    m->frames[m->count++] = (struct host_frame){pc, next + 8};
    frame = next;
  }
  return true;
}

/* A chain of frame pointers ended at END. If the unwind tables find only start code behind it,
 * chains that end there are taken as complete from now on. */
static void learn_end(const struct host_frame *all, unsigned got, uintptr_t end) {
  unsigned i = 0;
  while (i < got && all[i].pc != end)
    i++;
  if (i + 2 == got || i + 1 == got || (i + 3 == got && host_is_start(all[got - 1].pc)))
    note_end(end);
}

/* Reads the unwind tables and stores the stack in M. Returns false if the hook's caller was not
 * found. END is that of learn_end, or 0. */
static RT_NOINLINE bool unwind(struct stack_memory *m, struct origin from, unsigned max,
                               uintptr_t end) {
  struct host_frame all[STACK_MAX + 16];
  unsigned got = host_unwind(all, max + 16), i = 0;
  while (i < got && all[i].pc != from.pc)
    i++;
  m->from = from;
  m->asked = max;
  m->kept = 0;
  m->count = 0;
  if (end && got < max + 16)
    learn_end(all, got, end);
  bool known = true;
  for (; i < got && m->count < max; i++) {
    m->frames[m->count++] = all[i];
    known &= all[i].slot != 0;
  }
  if (!known)
    m->from.pc = 0; /* not to be remembered */
  return m->count != 0;
}

static unsigned copy_frames(const struct stack_memory *m, uintptr_t *frames, unsigned max) {
  unsigned count = m->count < max ? m->count : max;
  for (unsigned i = 0; i < count; i++)
    frames[i] = m->frames[i].pc;
  return count;
}

unsigned stack_unwind(struct origin from, uintptr_t *frames, unsigned max) {
  struct stack_memory m;
  if (!max)
    return 0;
  if (!unwind(&m, from, max, 0))
    follow(&m, from, max);
  return copy_frames(&m, frames, max);
}

/* Returns the walked stack; it is SPARE if the thread has no memory. pre: MAX is not 0. */
static struct stack_memory *walk(struct origin from, unsigned max, struct stack_memory *spare) {
  struct per_thread *t = per_thread();
  if (RT_UNLIKELY(!t || (CUSTODY_KERNEL && thread_stack()->borrowed))) {
    if (HOST_FRAME_POINTERS || !unwind(spare, from, max, 0))
      follow(spare, from, max);
    return spare;
  }
  struct stack_memory *m = memory_of(t, from);
  if (RT_LIKELY(remembers(m, from, max)))
    return m;
  if (!HOST_FRAME_POINTERS && unwind(m, from, max, 0))
    return m;
  /* A chain of more than two frames that ends early has reached code without frame pointers, and
   * is used as it is. A shorter one is useless. */
  if (!follow(m, from, max) && m->count <= 2 && max > 1) {
    uintptr_t end = m->frames[m->count - 1].pc;
    if (!is_end(end) && t->unwound < UNWINDS) {
      t->unwound++;
      struct stack_memory followed = *m;
      if (!unwind(m, from, max, end))
        *m = followed;
    }
  }
  return m;
}

/* A recursion may make a new stack at each depth. When the stacks take ROOM bytes, only short ones
 * are kept. */
enum { ROOM = 16 << 20, SHORT = 4 };
/* A program may have very many threads that all do the same. When the stacks take this many bytes,
 * threads share their new stacks, and a report does not say whose they are. */
enum { ROOM_FOR_THREADS = ROOM / 4 };

/* Keeps at most MAX frames. */
static stack_id keep(struct origin from, unsigned max) {
  if (!max)
    return 0;
  struct per_thread *t = CUSTODY_KERNEL ? nullptr : per_thread();
  if (RT_LIKELY(t != nullptr)) {
    const struct stack_memory *same = memory_with(t, from);
    stack_id known = same && same->asked == max ? find_other(t, same, from) : 0;
    if (known)
      return known;
  }
  struct stack_memory spare, *m = walk(from, max, &spare);
  if (RT_LIKELY(m->kept && m->asked == max && m->replaced == depot_replaced()))
    return m->kept;
  uintptr_t frames[STACK_MAX];
  unsigned count = copy_frames(m, frames, max);
  m->replaced = depot_replaced();
  uint32_t thread = depot_bytes() < ROOM_FOR_THREADS ? thread_number() : 0;
  stack_id id =
      depot_put_of(thread, frames, count > SHORT && depot_bytes() >= ROOM ? SHORT : count);
  if (m->asked == max) {
    m->kept = id;
    if (t && m->from.pc)
      note_other(t, m, id);
  }
  return id;
}

stack_id stack_keep(struct origin from) {
  return keep(from, stack_frames(1));
}

stack_id stack_keep_end(struct origin from) {
  return keep(from, stack_frames(4));
}
