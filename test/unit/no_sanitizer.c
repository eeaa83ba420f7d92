/*===- no_sanitizer.c - stands in for sys_sanitizer.c -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* And for init.c and shadow.c: custody-unit-tsan has the files that threads meet in only; this is
 * what they need of the rest. */
#include "arena.h"
#include "depot.h"
#include "init.h"
#include "ledger.h"
#include "report.h"
#include "shadow.h"
#include "sites.h"
#include "sys.h"

void sys_die(int status) {
  sys_exit(status);
}

bool sys_is_poisoned(uint64_t) {
  return false;
}
bool sys_allocation(uint64_t, uint64_t *, uint64_t *) {
  return false;
}
bool sys_demangle(const char *, char *, size_t) {
  return false;
}
void sys_symbolize(uintptr_t pc, bool, void (*each)(void *to, const struct sys_symbol *),
                   void *to) {
  each(to, &(struct sys_symbol){.function = "", .file = "", .module = "", .offset = pc});
}

uint32_t shadow_used;
void shadow_copy(uint64_t, uint64_t, uint64_t) {}
void shadow_clear(uint64_t, uint64_t) {}
bool shadow_any(uint64_t, uint64_t) {
  return false;
}

void init(void) {}
void init_module(const struct custody_module *module) {
  if (module)
    sites_register(module);
}

/* As init.c does it. */
static void hold_all(void) {
  report_hold();
  sites_hold();
  ledger_hold();
  depot_hold();
  arena_hold();
}
static void release_all(void) {
  arena_release();
  depot_release();
  ledger_unhold();
  sites_release();
  report_release();
}
__attribute__((constructor)) static void start(void) {
  sys_at_fork(hold_all, release_all);
}
