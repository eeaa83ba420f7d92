/*===- no_sanitizer.c - stands in for sanitizer.c -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* And for start/ and shadow.c: custody-unit-tsan has only the files that threads meet in. This is
 * what they need of the rest. */
#include "core/core.h"
#include "core/hooks.h"
#include "host/host.h"
#include "report/report.h"
#include "start/start.h"

#include <stdlib.h>

void host_die(int status) {
  host_exit(status);
}
bool host_is_poisoned(uint64_t) {
  return false;
}
bool host_allocation(uint64_t, uint64_t *, uint64_t *) {
  return false;
}
bool host_demangle(const char *, char *, size_t) {
  return false;
}
void host_symbolize(uintptr_t pc, bool, void (*each)(void *to, const struct host_symbol *),
                    void *to) {
  each(to, &(struct host_symbol){.function = "", .file = "", .module = "", .offset = pc});
}

uint32_t shadow_used;
void shadow_copy(uint64_t, uint64_t, uint64_t) {}
void shadow_clear(uint64_t, uint64_t) {}
bool shadow_any(uint64_t, uint64_t) {
  return false;
}
void shadow_keep(struct shadow_kept *, uint64_t, uint64_t) {}
void shadow_give(struct shadow_kept *, uint64_t, uint64_t) {}

void start_runtime(void) {}
void start_module(const struct custody_module *module) {
  if (module)
    sites_register(module);
}

/* entry.c names all hooks; the tests call none of these. */
ptr __custody_realloc(ptr, i64) {
  abort();
}
ptr __custody_reallocarray(ptr, i64, i64) {
  abort();
}
i32 __custody_pthread_create(ptr, ptr, ptr, ptr, i32) {
  abort();
}
i32 __custody_thrd_create(ptr, ptr, ptr, i32) {
  abort();
}

/* As start.c does it. */
static void hold_all(void) {
  report_hold();
  core_hold();
}
static void release_all(void) {
  core_release_hold();
  report_release();
}
__attribute__((constructor)) static void start(void) {
  host_at_fork(hold_all, release_all);
}
