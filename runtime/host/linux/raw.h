/*===- raw.h - system calls without errno -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * For the files of this folder only. The wrappers of libc set errno, other sanitizers intercept
 * them, and they need a libc that has started.
 */
#ifndef CUSTODY_RT_RAW_H
#define CUSTODY_RT_RAW_H

#include <stdint.h>
#include <sys/syscall.h>

/* Returns the result, or minus the error number. */
static inline long raw_call(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

#define RAW_CALL_(n, a, b, c, d, e, f, ...)                                                        \
  raw_call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* RAW(mmap, ...) with up to six arguments. */
#define RAW(name, ...) RAW_CALL_(SYS_##name __VA_OPT__(, ) __VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static inline bool raw_failed(long result) {
  return (unsigned long)result > -4096UL;
}

#endif /* CUSTODY_RT_RAW_H */
