/*===- inner.h - DevresInner, the object of the kernel patch ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * `Arc<DevresInner<T>>`: typed boundaries that call the untyped ones of arc.h. Rust generates these
 * for each T. The types give the size of the payload.
 */
#ifndef CUSTODY_TEST_INNER_H
#define CUSTODY_TEST_INNER_H

#include "arc.h"
#include "devres.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct revocable {
  long available;
};

struct devres_inner {
  struct device *dev;
  devres_action callback;
  struct revocable data;
};

CUSTODY_RELEASE
static inline struct devres_inner *inner_into_raw(struct arc *arc) {
  return arc_into_raw(arc);
}

CUSTODY_RECLAIM(0)
static inline struct arc *inner_from_raw(const struct devres_inner *inner) {
  return arc_from_raw(inner);
}

/* Returns the object as a raw pointer with all permissions of ARC. */
static inline struct devres_inner *inner_as_ptr(struct arc *arc) {
  return arc_as_ptr(arc);
}

/* Revokes the data and drops the owner. */
static inline void inner_revoke_and_put(struct arc *arc) {
  inner_as_ptr(arc)->data.available = 0;
  arc_put(arc);
}

/* DEV calls this when it is removed. DATA is the pointer that devres_new stored. */
static inline void devres_callback(void *data) {
  struct devres_inner *inner = data;
  struct arc *arc = inner_from_raw(inner); // CALLBACK HERE
  inner_revoke_and_put(arc);
}

/* Devres::new: returns a new object. DEV owns one count of it, and the caller another. */
static inline struct arc *devres_new(struct device *dev) {
  struct arc *arc = arc_new(sizeof(struct devres_inner));
  struct devres_inner *inner = inner_as_ptr(arc);
  inner->dev = dev;
  inner->callback = devres_callback;
  inner->data.available = 1;

  struct devres_inner *raw = inner_into_raw(arc_clone(arc)); // RELEASED HERE
  if (devm_add_action(dev, devres_callback, raw) != 0)
    exit(2);
  return arc;
}

/* Ends the program if the scenario itself failed, so that no test passes by accident. */
#define EXPECT(condition)                                                                          \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                     \
      exit(3);                                                                                     \
    }                                                                                              \
  } while (0)

#endif /* CUSTODY_TEST_INNER_H */
