/*===- devres.h - device-managed actions, as in the kernel --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The registry of the kernel patch, a small copy of drivers/base/devres.c. A device stores pairs of
 * (function, data). When the device is removed, it calls them, the last one first. A lookup compares
 * both parts of a pair. Its data pointer is only a key. A successful lookup proves that the *stored*
 * pointer belongs to the caller now.
 */
#ifndef CUSTODY_TEST_DEVRES_H
#define CUSTODY_TEST_DEVRES_H

#include <custody/custody.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*devres_action)(void *data);

struct devres_node;

/* Set it to zero before the first use. */
struct device {
  struct devres_node *actions; /* newest first */
};

/* Makes DEV call ACTION(DATA) later. Returns 0 or -ENOMEM. */
int devm_add_action(struct device *dev, devres_action action, void *data);

/* Removes the newest pair (ACTION, KEY). Returns 0, or -ENOENT if there is none. */
CUSTODY_KEY(2) int devm_remove_action(struct device *dev, devres_action action, const void *key);
/* Removes it and calls it. Returns 0 or -ENOENT. */
CUSTODY_KEY(2) int devm_release_action(struct device *dev, devres_action action, const void *key);

/* The kernel does not have these, but the discussion asks for them: the lookup returns the stored
 * pointer. They return NULL or -ENOENT if there is none. */
CUSTODY_KEY(2) void *devm_take_action(struct device *dev, devres_action action, const void *key);
CUSTODY_KEY(2)
int devm_take_action_into(struct device *dev, devres_action action, const void *key, void **data);

/* Removes DEV: calls and removes all pairs, newest first. */
void devm_release_all(struct device *dev);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_TEST_DEVRES_H */
