/*===- devres.c - device-managed actions, as in the kernel --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "devres.h"

#include <errno.h>
#include <stdlib.h>

struct devres_node {
  struct devres_node *next;
  devres_action action;
  void *data;
};

int devm_add_action(struct device *dev, devres_action action, void *data) {
  struct devres_node *node = malloc(sizeof(*node));
  if (!node)
    return -ENOMEM;
  node->next = dev->actions;
  node->action = action;
  node->data = data;
  dev->actions = node;
  return 0;
}

/* Unlinks and returns the newest node with (ACTION, KEY), or NULL. The caller frees it. */
static struct devres_node *detach(struct device *dev, devres_action action, const void *key) {
  for (struct devres_node **link = &dev->actions; *link; link = &(*link)->next) {
    struct devres_node *node = *link;
    if (node->action == action && node->data == key) {
      *link = node->next;
      return node;
    }
  }
  return NULL;
}

int devm_remove_action(struct device *dev, devres_action action, const void *key) {
  struct devres_node *node = detach(dev, action, key);
  if (!node)
    return -ENOENT;
  free(node);
  return 0;
}

/* The node is freed first, because the action may add nodes, or end the device. */
static void run(struct devres_node *node) {
  devres_action action = node->action;
  void *data = node->data;
  free(node);
  action(data);
}

int devm_release_action(struct device *dev, devres_action action, const void *key) {
  struct devres_node *node = detach(dev, action, key);
  if (!node)
    return -ENOENT;
  run(node);
  return 0;
}

void *devm_take_action(struct device *dev, devres_action action, const void *key) {
  void *data = NULL;
  devm_take_action_into(dev, action, key, &data);
  return data;
}

int devm_take_action_into(struct device *dev, devres_action action, const void *key, void **data) {
  struct devres_node *node = detach(dev, action, key);
  if (!node)
    return -ENOENT;
  *data = node->data;
  free(node);
  return 0;
}

void devm_release_all(struct device *dev) {
  while (dev->actions) {
    struct devres_node *node = dev->actions;
    dev->actions = node->next;
    run(node);
  }
}
