/*===- init.c - start and end of the runtime ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The shadow must be there before the first instrumented instruction. An executable starts the
 * runtime from .preinit_array, which comes before the constructors of all libraries; otherwise the
 * first module that registers itself does.
 */
#include "init.h"
#include "arena.h"
#include "core.h"
#include "depot.h"
#include "guard.h"
#include "hooks.h"
#include "intercept.h"
#include "options.h"
#include "report.h"
#include "shadow.h"
#include "sites.h"
#include "suppress.h"
#include "sys.h"

static uint32_t started;

/*===-- The end ------------------------------------------------------------===*/

static int at_exit(void) {
  struct counts c = core_counts();
  if (options.print_stats)
    report_counts(c);
  return report_printed() ? options.exitcode : 0;
}

/*===-- Forks --------------------------------------------------------------===*/

/* From the outermost lock to the innermost. The guard keeps signal handlers out in between. */
static _Thread_local bool guarded;

static void hold_all(void) {
  guarded = guard_enter();
  if (!guarded)
    return; /* a fork inside the runtime: it holds what it holds */
  report_hold();
  sites_hold();
  ledger_hold();
  depot_hold();
  arena_hold();
}

static void release_all(void) {
  if (!guarded)
    return;
  arena_release();
  depot_release();
  ledger_unhold();
  sites_release();
  report_release();
  guard_leave();
}

/*===-- The start ----------------------------------------------------------===*/

void init_options(void) {
  static char buffer[4096];
  static bool done;
  if (done)
    return;
  done = true;
  struct text error = {.at = buffer, .size = sizeof buffer, .fd = 2};
  bool right = true;
  if (__custody_default_options) {
    const char *text = __custody_default_options();
    right = !text || options_parse(text, "__custody_default_options", &error);
  }
  const char *text = sys_getenv("CUSTODY_OPTIONS");
  if (right && text)
    right = options_parse(text, "CUSTODY_OPTIONS", &error);
  if (right && options.suppressions[0])
    right = suppress_load(options.suppressions, &error);
  if (!right) {
    text_flush(&error);
    sys_exit(1);
  }
  if (options.help) {
    options_print(&error);
    text_flush(&error);
  }
}

/* Called by the seam, which was called by the allocator: the stack starts there. */
static RT_NOINLINE void freed(uint64_t base, uint64_t size) {
  if (!guard_enter())
    return;
  const uintptr_t *seam = *(uintptr_t *const *)__builtin_frame_address(0);
  core_freed((struct origin){.pc = seam[1], .frame = (uintptr_t)seam}, base, size, false);
  guard_leave();
}

void init(void) {
  if (RT_LIKELY(__atomic_load_n(&started, __ATOMIC_ACQUIRE)))
    return;
  /* Threads come after: the loader runs constructors one at a time. */
  sys_limit_stack();
  init_options();
  shadow_init();
  sys_at_fork(hold_all, release_all);
  sys_at_exit(at_exit);
  if (intercept_init)
    intercept_init();
  sys_watch_allocator(freed);
  sys_directory();
  __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
}

void init_module(const struct custody_module *module) {
  if (module && !sites_register(module))
    report_warning("more than 524287 places; pointers borrowed in some modules are not followed",
                   module->name);
}

static void start(int argc, char **argv, char **envp) {
  (void)argc;
  if (!guard_enter())
    return;
  sys_set_arguments(argv, envp);
  init();
  guard_leave();
}

/* A library that is opened later may call any of these, and only what is linked is exported. */
#define HOOK(result, name, parameters, ...) (void *)__custody_##name,
__attribute__((used)) static void *const hooks[] = {CUSTODY_HOOKS(HOOK) CUSTODY_LIBCALLS(HOOK)
                                                        CUSTODY_SLOW(HOOK)};
#undef HOOK

__attribute__((section(".preinit_array"), used)) static void (*const start_early)(int, char **,
                                                                                  char **) = start;
/* For a program whose loader ignores .preinit_array. */
__attribute__((constructor(101))) static void start_late(int argc, char **argv, char **envp) {
  start(argc, argv, envp);
  /* The modules of an executable registered with a smaller priority. */
  __atomic_store_n(&sites_are_opened, true, __ATOMIC_RELEASE);
}
