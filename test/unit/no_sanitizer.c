/*===- no_sanitizer.c - stands in for sys_sanitizer.c -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* custody-unit-tsan has the ledger's files only; this is what they need of the rest. */
#include "arena.h"
#include "depot.h"
#include "ledger.h"
#include "sites.h"
#include "sys.h"

void sys_die(int status) {
  sys_exit(status);
}

/* As init.c does it. */
static void hold_all(void) {
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
}
__attribute__((constructor)) static void start(void) {
  sys_at_fork(hold_all, release_all);
}
