/*===- linux/percpu.h - one processor -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_SHIM_LINUX_PERCPU_H
#define CUSTODY_TEST_SHIM_LINUX_PERCPU_H

#include <linux/slab.h>

static inline void *__alloc_percpu(size_t size, size_t align) {
  (void)align;
  return kmalloc(size, __GFP_ZERO);
}
static inline void free_percpu(void *memory) {
  kfree(memory);
}

#endif /* CUSTODY_TEST_SHIM_LINUX_PERCPU_H */
