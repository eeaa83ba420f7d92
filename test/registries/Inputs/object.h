/* A counted object. Its owner is the header, the raw pointer is that of the payload.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <custody/custody.h>
#include <stdio.h>
#include <stdlib.h>

struct payload {
  long words[2];
};
struct object {
  long count;
  struct payload payload;
};

static struct object *object_new(void) {
  struct object *o = calloc(1, sizeof *o);
  o->count = 1;
  return o;
}
CUSTODY_RELEASE __attribute__((noinline)) static struct payload *into_raw(struct object *o) {
  return &o->payload;
}
CUSTODY_RECLAIM(0) __attribute__((noinline)) static struct object *from_raw(struct payload *p) {
  return (struct object *)((char *)p - sizeof(long));
}
static void object_free(void *payload) {
  free(from_raw(payload));
}
/* What a program should not hand over: a reference to the payload alone. */
CUSTODY_RETURNS_SHARED __attribute__((noinline)) static struct payload *borrow(struct object *o) {
  return &o->payload;
}
