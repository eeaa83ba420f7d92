/*===- used.c - a wrong owner that is then used ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * In most programs of test/devres the owner is wrong, but each access stays inside a live object. Here the
 * program goes on and uses the wrong owner until memory is damaged. So memory checkers have their chance too.
 *
 * WAY is the function to run. QUIET: the twin, which does the same rightly.
 */
#include <custody/custody.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define UNUSED __attribute__((unused)) /* a way needs not all functions */

struct object {
  long count;
  long value;
};

struct large {
  long count;
  long values[8];
};

CUSTODY_RELEASE CUSTODY_FAMILY(object)
UNUSED static void *object_into_raw(struct object *o) {
  return &o->value;
}

/* Each call takes over one count. */
CUSTODY_RECLAIM_SIZED(0, sizeof(long), sizeof(long))
CUSTODY_CONSUMES CUSTODY_FAMILY(object)
UNUSED static struct object *object_from_raw(void *p) {
  return (struct object *)((char *)p - offsetof(struct object, value));
}

CUSTODY_RELEASE_SIZED(sizeof(long))
CUSTODY_FAMILY(buffer) UNUSED static void *small_into_raw(struct object *o) {
  return &o->value;
}

CUSTODY_RECLAIM_SIZED(0, sizeof(long), sizeof(long))
CUSTODY_FAMILY(buffer) UNUSED static struct object *small_from_raw(void *p) {
  return (struct object *)((char *)p - offsetof(struct object, value));
}

CUSTODY_RECLAIM_SIZED(0, sizeof(long), sizeof(long[8]))
CUSTODY_FAMILY(buffer) UNUSED static struct large *large_from_raw(void *p) {
  return (struct large *)((char *)p - offsetof(struct large, values));
}

/* A second type: it has no header, so its raw pointer is what malloc returned. */
CUSTODY_RECLAIM_PAYLOAD(0) CUSTODY_FAMILY(box) UNUSED static long *box_from_raw(void *p) {
  return p;
}

/* Keeps the compiler from knowing what P is. */
static void *hide(void *p) {
  void *volatile slot = p;
  return slot;
}

static struct object *object_new(void) {
  struct object *o = hide(malloc(sizeof *o));
  if (!o)
    exit(2);
  *o = (struct object){.count = 1};
  return o;
}

static __attribute__((noinline)) void object_put(struct object *o) {
  if (--o->count == 0)
    free(o);
}

/* Returns the pointer of an owner whose object is freed already. The twin counts, so there it lives. */
UNUSED static void *stale_pointer(void) {
  struct object *o = object_new();
  void *raw = object_into_raw(o);
#ifdef QUIET
  o->count++;
#endif
  object_put(o);
  return raw;
}

UNUSED static void stale(void) {
  object_put(object_from_raw(stale_pointer()));
}

UNUSED static void idle(void) {
  struct object *owner = hide(object_from_raw(stale_pointer()));
#ifdef QUIET
  object_put(owner);
#else
  (void)owner;
#endif
}

UNUSED static void twice(void) {
  struct object *o = object_new();
  void *raw = object_into_raw(o);
  object_put(object_from_raw(raw));
#ifndef QUIET
  object_put(object_from_raw(raw));
#endif
}

UNUSED static void larger(void) {
  void *raw = small_into_raw(object_new());
#ifdef QUIET
  struct object *o = hide(small_from_raw(raw));
  o->value = 1;
#else
  struct large *o = hide(large_from_raw(raw));
  o->values[7] = 1;
#endif
  free(o);
}

UNUSED static void family(void) {
  void *raw = object_into_raw(object_new());
#ifdef QUIET
  object_put(object_from_raw(raw));
#else
  free(box_from_raw(raw));
#endif
}

UNUSED static void forged(void) {
  struct object *o = object_new();
#ifdef QUIET
  void *raw = object_into_raw(o);
#else
  void *raw = (void *)(uintptr_t)0x5eed5eed5ee0;
#endif
  struct object *owner = object_from_raw(raw);
  object_put(owner);
#ifndef QUIET
  object_put(o);
#endif
}

int main(void) {
  WAY();
  return 0;
}
