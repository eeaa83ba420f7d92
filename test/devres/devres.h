/*===- devres.h - device-managed actions, as in the kernel --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The registry of the thread: drivers/base/devres.c in small. A device keeps (function, data)
 * pairs and runs them, last one first, when it goes away. A pair is found again by comparing both:
 * the data pointer that a lookup is given is only a key, and what the lookup proves is that the
 * *stored* pointer belongs to the caller now.
 */
#ifndef CUSTODY_TEST_DEVRES_H
#define CUSTODY_TEST_DEVRES_H

#include <custody/custody.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*devres_action)(void *data);

struct devres_node;

/* Zero it before first use. */
struct device {
  struct devres_node *actions; /* newest first */
};

/* DEV will call ACTION(DATA). 0, or -ENOMEM. */
int devm_add_action(struct device *dev, devres_action action, void *data);

/* Forgets the newest pair (ACTION, KEY). 0, or -ENOENT where there is none. */
CUSTODY_KEY(2) int devm_remove_action(struct device *dev, devres_action action, const void *key);
/* Forgets it and runs it. 0, or -ENOENT. */
CUSTODY_KEY(2) int devm_release_action(struct device *dev, devres_action action, const void *key);

/* What the kernel does not offer, and the thread wishes for: the lookup hands back what it found.
 * NULL or -ENOENT where there is none. */
CUSTODY_KEY(2) void *devm_take_action(struct device *dev, devres_action action, const void *key);
CUSTODY_KEY(2)
int devm_take_action_into(struct device *dev, devres_action action, const void *key, void **data);

/* DEV goes away: runs and forgets all pairs, newest first. */
void devm_release_all(struct device *dev);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_TEST_DEVRES_H */
