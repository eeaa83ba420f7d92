/*===- libcall.c - library functions that move memory -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/hooks.h"
#include "core/shadow.h"
#include "host/host.h"
#include "intercept.h"

#include <errno.h>
#include <stdlib.h>

ptr __custody_realloc(ptr pointer, i64 bytes) {
  /* The interceptor moves the tags for every caller. */
  if (allocation_size)
    return realloc(pointer, bytes);
  uint64_t base, size = 0;
  if (pointer && !host_allocation((uint64_t)pointer, &base, &size))
    size = 0;
  struct shadow_kept kept;
  shadow_keep(&kept, (uint64_t)pointer, size);
  void *moved = realloc(pointer, bytes);
  shadow_give(&kept, (uint64_t)moved, size < bytes ? size : bytes);
  return moved;
}

ptr __custody_reallocarray(ptr pointer, i64 count, i64 bytes) {
  i64 total;
  if (__builtin_mul_overflow(count, bytes, &total)) {
    errno = ENOMEM;
    return nullptr;
  }
  return __custody_realloc(pointer, total);
}
