/*===- linux/device.h - what devres.c takes from the kernel's headers *- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * Enough of linux/device.h, and of what it includes, to compile drivers/base/devres.c unchanged in
 * user space. One thread, so locks are nothing; WARN_ON counts, so that tests can ask.
 */
#ifndef CUSTODY_TEST_SHIM_LINUX_DEVICE_H
#define CUSTODY_TEST_SHIM_LINUX_DEVICE_H

#include <custody/custody.h>

#include <errno.h>
#include <limits.h>
#include <linux/list.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef unsigned int gfp_t;

#define GFP_KERNEL 0x1u
#define __GFP_ZERO 0x2u
#define NUMA_NO_NODE (-1)
#define ARCH_DMA_MINALIGN 128

#define unlikely(x) __builtin_expect(!!(x), 0)
#define __aligned(n) __attribute__((aligned(n)))
#define __percpu
#define __force
#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)
#define check_add_overflow(a, b, sum) __builtin_add_overflow(a, b, sum)

extern int shim_warnings;
#define WARN_ON(condition)                                                                         \
  ({                                                                                               \
    bool shim_warned = (condition);                                                                \
    shim_warnings += shim_warned;                                                                  \
    shim_warned;                                                                                   \
  })
#define WARN(condition, ...) WARN_ON(condition)
#define BUG_ON(condition)                                                                          \
  do {                                                                                             \
    if (condition)                                                                                 \
      abort();                                                                                     \
  } while (0)

typedef struct {
  int unused;
} spinlock_t;
#define spin_lock_irqsave(lock, flags) ((void)(lock), (flags) = 0)
#define spin_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))

struct device {
  spinlock_t devres_lock;
  struct list_head devres_head;
};

static inline int dev_to_node(const struct device *dev) {
  return dev ? NUMA_NO_NODE : 0;
}
static inline void device_initialize(struct device *dev) {
  INIT_LIST_HEAD(&dev->devres_head);
}

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/* What devres.c defines and the tests use, from linux/device/devres.h. */
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name);
#define devres_alloc(release, size, gfp)                                                           \
  __devres_alloc_node(release, size, gfp, NUMA_NO_NODE, #release)
void devres_free(void *res);
void devres_add(struct device *dev, void *res);
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release_all(struct device *dev);
void *devres_open_group(struct device *dev, void *id, gfp_t gfp);
void devres_close_group(struct device *dev, void *id);
void devres_remove_group(struct device *dev, void *id);
int devres_release_group(struct device *dev, void *id);
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap);
void devm_kfree(struct device *dev, const void *p);

/* The annotation that a kernel with Custody would have: DATA is only compared. */
CUSTODY_KEY(2) void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
CUSTODY_KEY(2) void devm_release_action(struct device *dev, void (*action)(void *), void *data);
int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name);
#define devm_add_action(dev, action, data) __devm_add_action(dev, action, data, #action)

#endif /* CUSTODY_TEST_SHIM_LINUX_DEVICE_H */
