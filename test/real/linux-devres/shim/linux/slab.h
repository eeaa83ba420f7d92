/*===- linux/slab.h - kmalloc over malloc ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_SHIM_LINUX_SLAB_H
#define CUSTODY_TEST_SHIM_LINUX_SLAB_H

#include <linux/device.h>
#include <malloc.h>

#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(pointer) ((uintptr_t)(pointer) <= (uintptr_t)ZERO_SIZE_PTR)
#define SHIM_PAGE_SIZE 4096

static inline size_t kmalloc_size_roundup(size_t size) {
  return (size + 15) & ~(size_t)15;
}

/* The alignment that struct devres asks for. */
static inline void *kmalloc(size_t size, gfp_t gfp) {
  size = (size + ARCH_DMA_MINALIGN - 1) & ~(size_t)(ARCH_DMA_MINALIGN - 1);
  void *memory = aligned_alloc(ARCH_DMA_MINALIGN, size);
  if (memory && (gfp & __GFP_ZERO))
    memset(memory, 0, size);
  return memory;
}
#define kmalloc_node_track_caller(size, gfp, node) ((void)(node), kmalloc(size, gfp))
static inline void kfree(const void *memory) {
  free((void *)memory);
}

static inline size_t ksize(const void *memory) {
  return malloc_usable_size((void *)memory);
}

static inline bool is_kernel_rodata(uintptr_t address) {
  (void)address;
  return false;
}

static inline uintptr_t __get_free_pages(gfp_t gfp, unsigned int order) {
  (void)gfp;
  return (uintptr_t)aligned_alloc(SHIM_PAGE_SIZE, (size_t)SHIM_PAGE_SIZE << order);
}
static inline void free_pages(uintptr_t address, unsigned int order) {
  (void)order;
  free((void *)address);
}

#endif /* CUSTODY_TEST_SHIM_LINUX_SLAB_H */
