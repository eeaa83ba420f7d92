/*===- base.h - macros for every file of the runtime --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_BASE_H
#define CUSTODY_RT_BASE_H

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

/* 1 if the runtime is compiled into a kernel (host/kernel/), 0 if it is linked to a process. */
#ifndef CUSTODY_KERNEL
#define CUSTODY_KERNEL 0
#endif
/* 1 in a kernel for x86-64, see custody/abi.h. */
#ifndef CUSTODY_KERNEL_X86_64
#define CUSTODY_KERNEL_X86_64 0
#endif

/* The archive is built with hidden visibility. Functions that instrumented code calls are exported
 * one by one. */
#define RT_EXPORT __attribute__((visibility("default")))
#define RT_WEAK __attribute__((weak))
#define RT_NOINLINE __attribute__((__noinline__)) /* a kernel has a macro noinline */
#define RT_INLINE inline __attribute__((__always_inline__))
#define RT_LIKELY(x) __builtin_expect(!!(x), 1)
#define RT_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define RT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The multiplier of the hash functions: 2^64 divided by the golden ratio. The high bits of the
 * product are the well mixed ones. */
#define RT_HASH 0x9e3779b97f4a7c15ULL

#endif /* CUSTODY_RT_BASE_H */
