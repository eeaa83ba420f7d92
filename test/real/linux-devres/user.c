/*===- user.c - a driver that uses the kernel's devres.c ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The scenarios of docs/semantics.md with the kernel's own registry. The argument names the scenario,
 * and kernel_table.py has the expected verdicts. The device holds a count of an object of three
 * words (arc.h), and stores the raw pointer.
 */
#include "arc.h"

#include <linux/device.h>

int shim_warnings;

struct status {
  long available;
};

struct inner {
  struct device *dev;
  void (*callback)(void *);
  struct status status;
};

CUSTODY_RELEASE
static struct inner *inner_into_raw(struct arc *arc) {
  return arc_into_raw(arc);
}

CUSTODY_RECLAIM(0)
static struct arc *inner_from_raw(const struct inner *inner) {
  return arc_from_raw(inner);
}

CUSTODY_BORROW_SHARED(0)
static void *inner_as_ptr(const struct inner *self) { // LOST HERE
  return (void *)self;                                // LOST HERE
}

CUSTODY_BORROW_EXCLUSIVE(0)
static struct status *status_as_ptr(struct status *self) { // LOST HERE
  return self;                                             // LOST HERE
}

static struct device device;
static struct arc *arc;

#define EXPECT(condition)                                                                          \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                     \
      exit(3);                                                                                     \
    }                                                                                              \
  } while (0)

static void reclaim(void *data) {
  arc_put(inner_from_raw(data)); // RECLAIM HERE
}

static struct inner *give(void) {
  return inner_into_raw(arc_clone(arc)); // RELEASED HERE
}

static void add_action(void) {
  EXPECT(devm_add_action(&device, reclaim, give()) == 0);
}

static void release_all(void) {
  add_action();
  EXPECT(devres_release_all(&device) == 1);
}

static void release_action(void) {
  add_action();
  devm_release_action(&device, reclaim, arc_as_ptr(arc));
}

/* Many resources in a group, released together. */
static void group(void) {
  EXPECT(devres_open_group(&device, &device, GFP_KERNEL));
  char *name = devm_kstrdup(&device, "resource", GFP_KERNEL);
  EXPECT(name && strcmp(name, "resource") == 0);
  add_action();
  EXPECT(devm_krealloc(&device, name, 4000, GFP_KERNEL));
  devres_close_group(&device, &device);
  EXPECT(devres_release_group(&device, &device) == 2);
}

/* Version 1 of the patch. */
static void remove_action(void) {
  add_action();
  void *key = inner_as_ptr(arc_as_ptr(arc));
  devm_remove_action(&device, reclaim, key);
  reclaim(key);
}

/* A resource that contains the pointer. devres_find and devres_remove return the resource. */
struct holder {
  void *data;
};

static void holder_release(struct device *dev, void *res) {
  EXPECT(dev == &device);
  reclaim(((struct holder *)res)->data);
}

static int holder_match(struct device *dev, void *res, void *match_data) {
  return dev == &device && ((struct holder *)res)->data == match_data;
}

static void add_holder(void *data) {
  struct holder *holder = devres_alloc(holder_release, sizeof(*holder), GFP_KERNEL);
  EXPECT(holder);
  holder->data = data;
  devres_add(&device, holder);
}

static void lookup_remove(void) {
  add_holder(give());
  struct holder *holder =
      devres_remove(&device, holder_release, holder_match, inner_as_ptr(arc_as_ptr(arc)));
  EXPECT(holder);
  reclaim(holder->data);
  devres_free(holder);
}

static void lookup_find(void) {
  add_holder(NULL);
  add_holder(give());
  void *key = inner_as_ptr(arc_as_ptr(arc));
  struct holder *holder = devres_find(&device, holder_release, holder_match, key);
  EXPECT(holder);
  reclaim(holder->data);
  EXPECT(devres_destroy(&device, holder_release, holder_match, key) == 0);
  EXPECT(devres_destroy(&device, holder_release, holder_match, NULL) == 0);
}

static void recover(void) {
  add_action();
  void *key = inner_as_ptr(arc_as_ptr(arc));
  devm_remove_action(&device, reclaim, key);
  EXPECT(shim_warnings == 0);
  reclaim(custody_recover(key));
}

static void member(void) {
  struct inner *raw = give();
  struct status *status = status_as_ptr(&raw->status);
  reclaim(container_of(status, struct inner, status));
}

/* The registry stores the key itself and passes it back. */
static void through_devres(void) {
  EXPECT(give());
  EXPECT(devm_add_action(&device, reclaim, inner_as_ptr(arc_as_ptr(arc))) == 0);
  EXPECT(devres_release_all(&device) == 1);
}

/* The registry gets the key, and calls the callback with the stored pointer. */
static void key_in_action(void) {
  add_action();
  devm_release_action(&device, reclaim, inner_as_ptr(arc_as_ptr(arc)));
}

static const struct way {
  const char *name;
  void (*run)(void);
} ways[] = {
    {"S1-release-all", release_all},
    {"S1-release-action", release_action},
    {"S1-group", group},
    {"S2-remove-action", remove_action},
    {"S4-remove", lookup_remove},
    {"S4-find", lookup_find},
    {"S6-recover", recover},
    {"S7-member", member},
    {"S12-through-devres", through_devres},
    {"S13-key-in-action", key_in_action},
};

int main(int argc, char **argv) {
  device_initialize(&device);
  arc = arc_new(sizeof(struct inner));
  size_t count = sizeof(ways) / sizeof(ways[0]), i = 0;
  while (i < count && (argc < 2 || strcmp(ways[i].name, argv[1]) != 0))
    i++;
  EXPECT(i < count);
  ways[i].run();

  EXPECT(arc_count(arc) == 1);
  EXPECT(shim_warnings == 0);
  EXPECT(list_empty(&device.devres_head));
  arc_put(arc);
  return 0;
}
