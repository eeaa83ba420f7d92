/*===- memory.c - memory on Linux ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"

#include <errno.h>
#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

enum { HUGE_FROM = 16 << 20 };

void *host_map(size_t bytes) {
  long at = RAW(mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw_failed(at))
    return nullptr;
  if (bytes >= HUGE_FROM)
    RAW(madvise, at, bytes, MADV_HUGEPAGE);
  return (void *)at;
}

void host_unmap(void *at, size_t bytes) {
  RAW(munmap, at, bytes);
}

int host_reserve(uintptr_t at, uint64_t bytes) {
  long got = RAW(mmap, at, bytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (raw_failed(got))
    return (int)-got;
  if ((uintptr_t)got != at) { /* kernels before 4.17 take the address as a hint */
    RAW(munmap, got, bytes);
    return EEXIST;
  }
  RAW(madvise, at, bytes, MADV_NOHUGEPAGE);
  RAW(madvise, at, bytes, MADV_DONTDUMP);
  return 0;
}
