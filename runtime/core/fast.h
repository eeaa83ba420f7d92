/*===- fast.h - the common cases of boundaries and stacks ---------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Inlined into the hooks of a release and a reclaim, where each call of a small function shows. Each
 * function here does what the one that it falls back to would do.
 */
#ifndef CUSTODY_RT_FAST_H
#define CUSTODY_RT_FAST_H

#include "per_thread.h"

/* As boundary_enter. The common case: the thread is inside no boundary. */
static inline struct boundary *fast_enter(uint64_t frame, const struct custody_site *site,
                                          bool reclaim, uint64_t bits, struct extent extent) {
  struct per_thread *t = (struct per_thread *)thread_state()->block;
  if (RT_UNLIKELY(!t || t->depth || CUSTODY_KERNEL || !thread_state()->stack_known))
    return boundary_enter(frame, site, reclaim, bits, extent);
  struct boundary *b = &t->boundaries[0];
  boundary_fill(b, frame, site, reclaim, bits, extent);
  t->depth = 1;
  return b;
}

/* Whether the thread certainly is inside no boundary. */
static inline bool fast_is_outside(void) {
  const struct per_thread *t = (const struct per_thread *)thread_state()->block;
  return t && !t->depth && thread_state()->stack_known;
}

/* As boundary_leave. The common case: the thread is inside this boundary only. */
static inline const struct boundary *fast_leave(uint64_t frame, const struct custody_site *site) {
  struct per_thread *t = (struct per_thread *)thread_state()->block;
  if (RT_UNLIKELY(!t || t->depth != 1 || t->boundaries[0].site != site ||
                  t->boundaries[0].frame != frame))
    return boundary_leave(frame, site);
  t->boundaries[0].site = nullptr;
  t->depth = 0;
  return &t->boundaries[0];
}

/* The name of the stack of FROM with at most MAX frames, or 0 if the thread does not remember it. */
static inline stack_id fast_stack(struct origin from, unsigned max) {
  struct per_thread *t = (struct per_thread *)thread_state()->block;
  if (RT_UNLIKELY(CUSTODY_KERNEL || !t))
    return 0;
  const struct stack_memory *m = &t->memories[memory_index(from)];
  if (RT_UNLIKELY(m->from.pc != from.pc || m->from.frame != from.frame)) {
    m = &t->memories[memory_index(from) ^ 1];
    if (m->from.pc != from.pc || m->from.frame != from.frame)
      return 0;
  }
  if (RT_UNLIKELY(m->asked != max || m->replaced != depot_replaced()))
    return 0;
  const struct host_frame *f = m->frames, *end = f + m->count;
  for (f++; f < end; f++) /* the first one is from.pc */
    if (RT_UNLIKELY(*(const uintptr_t *)f->slot != f->pc))
      return 0;
  return m->kept;
}

/* As stack_keep. */
static inline stack_id fast_keep(struct origin from) {
  stack_id known = fast_stack(from, stack_frames(1));
  return RT_LIKELY(known) ? known : stack_keep(from);
}

#endif /* CUSTODY_RT_FAST_H */
