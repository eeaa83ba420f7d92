/*===- hooks.h - prototypes of the hooks, from the tables in abi.h *- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Expands the tables of abi.h, so that a hook whose definition differs from its line in the table
 * does not compile. Files that define hooks include it, and tests.
 */
#ifndef CUSTODY_RT_HOOKS_H
#define CUSTODY_RT_HOOKS_H

#include "base.h"
#include "custody/abi.h"
#include "thread_state.h"

/* The types that the tables name. */
typedef void *ptr;
typedef uint8_t i8;
typedef uint32_t i32;
typedef uint64_t i64;

#define CUSTODY_HOOK_(result, name, parameters) RT_EXPORT result __custody_##name parameters;
CUSTODY_HOOKS(CUSTODY_HOOK_)
#undef CUSTODY_HOOK_

/* If the last column lists an argument, its tag follows the arguments. */
#define CUSTODY_UNPAREN_(...) __VA_ARGS__
#define CUSTODY_LIBCALL_(result, name, parameters, ...)                                            \
  RT_EXPORT result __custody_##name(CUSTODY_UNPAREN_ parameters __VA_OPT__(, i32 tag));
CUSTODY_LIBCALLS(CUSTODY_LIBCALL_)
#undef CUSTODY_LIBCALL_

#define CUSTODY_SLOW_(result, name, parameters)                                                    \
  RT_EXPORT __attribute__((preserve_most)) result __custody_##name parameters;
CUSTODY_SLOW(CUSTODY_SLOW_)
#undef CUSTODY_SLOW_

/* Registers the sites of MODULE. It may be the first call of the runtime, and may be repeated. */
RT_EXPORT void CUSTODY_ABI_SYMBOL(const struct custody_module *module);

/* The program may define this function to set options. The environment is read after it and wins.
 */
RT_EXPORT RT_WEAK const char *__custody_default_options(void);

#endif /* CUSTODY_RT_HOOKS_H */
