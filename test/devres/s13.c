/*===- s13.c - code in between that is not instrumented -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * | S13 | code that was not instrumented stands in between (stores, copies, calls back, releases) |
 *         never a false report: unverified | reported as stand-in or unproven |
 *         ok while the release was seen |
 *
 * The registry, arc.c and plain.c are compiled without the plug-in. Every way except `lost_key` is
 * correct code. Each way is built to cause a false report: the right pointer arrives where a key with
 * the same bits was just before. The twin is the same program with everything instrumented.
 */
#include "plain.h"

#include <stdarg.h>
#include <string.h>

static struct device dev;
static struct arc *arc;
static const void *key; /* a shared borrow */

CUSTODY_BORROW_SHARED(0)
static const void *devres_as_ptr(const struct devres_inner *self) { // LOST HERE
  return self;                                                      // LOST HERE
}

static void *take(void) {
  return devm_take_action(&dev, devres_callback, arc_as_ptr(arc));
}

static void reclaim(void *owner) {
  inner_revoke_and_put(inner_from_raw(owner)); // RECLAIM HERE
}

static void *look(void *pointer) {
  return pointer == plain_slot ? NULL : pointer;
}
static void reclaim_slot(void **slot) {
  reclaim(*slot);
}

static void reclaim_varargs(int count, ...) {
  va_list list;
  va_start(list, count);
  reclaim(va_arg(list, void *));
  va_end(list);
}

static __attribute__((noinline)) void leave_keys_on_stack(void) {
  const void *volatile slots[200];
  for (int i = 0; i < 200; i++)
    slots[i] = key;
  EXPECT(slots[99] == key);
}

/* The registry finds the key, then calls the callback. No tags were stored for this call. */
static void way_callback(void) {
  devm_release_all(&dev);
}
static void way_key_then_callback(void) {
  devm_release_action(&dev, devres_callback, key);
}
static void way_look_then_use(void) {
  plain_look_then_use(look, (void *)key, reclaim, take());
}

/* An out parameter overwrites a variable that contained the key. */
static void way_out_parameter(void) {
  void *data = (void *)key;
  EXPECT(devm_take_action_into(&dev, devres_callback, data, &data) == 0);
  reclaim(data);
}

static void way_return_value(void) {
  reclaim(devm_take_action(&dev, devres_callback, key));
}
static void way_look_then_return(void) {
  reclaim(plain_look_then_return(look, (void *)key, take()));
}

static void way_identity(void) {
  reclaim(plain_identity(take()));
}

static void way_store(void) {
  void **slot = malloc(sizeof(*slot));
  *slot = (void *)key;
  plain_store(slot, take());
  reclaim(*slot);
  free(slot);
}

static void way_copy(void) {
  struct pair {
    void *a, *b;
  } from = {take(), NULL}, to = {(void *)key, (void *)key};
  plain_copy(&to, &from, sizeof(to));
  reclaim(to.a);
}

static void way_global(void) {
  plain_slot = (void *)key;
  plain_set(take());
  reclaim(plain_slot);
}

static void way_stack(void) {
  void *owner = take();
  leave_keys_on_stack();
  plain_on_stack(reclaim_slot, owner);
}

static void way_heap(void) {
  void *owner = take();
  const void *volatile *keys = malloc(240);
  for (int i = 0; i < 30; i++)
    keys[i] = key;
  free((void *)keys);
  void **slots = plain_on_heap(240, owner);
  EXPECT(slots);
  reclaim(slots[7]);
  free(slots);
}

static void way_varargs(void) {
  plain_varargs(reclaim_varargs, take());
}

/* Custody did not see this release. */
static void way_release(void) {
  struct arc *other = arc_new(sizeof(struct devres_inner));
  arc_put(arc_from_raw(plain_into_raw(other)));
  devm_release_all(&dev);
}

/* Custody does not see this reclaim. */
static void way_reclaim(void) {
  arc_put(plain_from_raw(take()));
}

/* The key loses its tag on the way. Custody misses the bug, and counts an unverified reclaim. */
static void way_lost_key(void) {
  EXPECT(devm_remove_action(&dev, devres_callback, key) == 0);
  reclaim(plain_identity((void *)key));
}

// clang-format off
#define WAYS(X)                                                                                    \
  X(callback) X(key_then_callback) X(look_then_use) X(out_parameter) X(return_value)               \
  X(look_then_return) X(identity) X(store) X(copy) X(global) X(stack) X(heap) X(varargs)           \
  X(release) X(reclaim) X(lost_key)
// clang-format on
#define ROW(name) {#name, way_##name},

static const struct way {
  const char *name;
  void (*run)(void);
} ways[] = {WAYS(ROW)};

int main(int argc, char **argv) {
  arc = devres_new(&dev);
  key = devres_as_ptr(inner_as_ptr(arc));
  size_t count = sizeof(ways) / sizeof(ways[0]), i = 0;
  while (i < count && (argc < 2 || strcmp(ways[i].name, argv[1]) != 0))
    i++;
  EXPECT(i < count);
  ways[i].run();

  EXPECT(arc_count(arc) == 1);
  arc_put(arc);
  return 0;
}
