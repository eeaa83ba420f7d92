/*===- hooks.h - prototypes of the hooks, from the tables in abi.h -*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Nothing is spelled here a second time: a function whose definition does not match the table does
 * not compile. Included by the files that define hooks, and by tests.
 */
#ifndef CUSTODY_RT_HOOKS_H
#define CUSTODY_RT_HOOKS_H

#include "base.h"

/* The types of the tables. */
typedef void *ptr;
typedef uint8_t i8;
typedef uint32_t i32;
typedef uint64_t i64;

#define CUSTODY_HOOK_(result, name, parameters) RT_EXPORT result __custody_##name parameters;
CUSTODY_HOOKS(CUSTODY_HOOK_)
#undef CUSTODY_HOOK_

/* One tag follows the arguments where the last column lists one. */
#define CUSTODY_UNPAREN_(...) __VA_ARGS__
#define CUSTODY_LIBCALL_(result, name, parameters, ...)                                            \
  RT_EXPORT result __custody_##name(CUSTODY_UNPAREN_ parameters __VA_OPT__(, i32 tag));
CUSTODY_LIBCALLS(CUSTODY_LIBCALL_)
#undef CUSTODY_LIBCALL_

#define CUSTODY_SLOW_(result, name, parameters)                                                    \
  RT_EXPORT __attribute__((preserve_most)) result __custody_##name parameters;
CUSTODY_SLOW(CUSTODY_SLOW_)
#undef CUSTODY_SLOW_

/* The hand-over area, and a second one that takes what nobody reads. */
extern RT_EXPORT _Thread_local struct custody_tls __custody_tls;
extern RT_EXPORT _Thread_local struct custody_tls __custody_sink;

/* Registers MODULE's sites; may be the first call of the whole runtime, and may repeat. */
RT_EXPORT void CUSTODY_ABI_SYMBOL(const struct custody_module *module);

/* Weak: options that the program brings along; the environment comes after and wins. */
RT_EXPORT RT_WEAK const char *__custody_default_options(void);

/* handover.c: pending argument tags that nobody consumed went to code that is not instrumented;
 * their releases are noted as given away. Any thread, for itself. */
void handover_settle_slow(void) __attribute__((preserve_most, noinline, cold));
static inline void handover_settle(void) {
  if (RT_UNLIKELY(__custody_tls.callee))
    handover_settle_slow();
}
/* The same for a pending return. */
void handover_settle_return_slow(void) __attribute__((preserve_most, noinline, cold));
static inline void handover_settle_return(void) {
  if (RT_UNLIKELY(__custody_tls.ret_name))
    handover_settle_return_slow();
}

#endif /* CUSTODY_RT_HOOKS_H */
