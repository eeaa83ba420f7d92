/*===- start.c - start and end of the runtime ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The shadow must be mapped before the first instrumented instruction runs. An executable starts
 * the runtime from .preinit_array, which runs before the constructors of all libraries. Otherwise
 * the first module that registers itself starts the runtime.
 *
 * The shared runtime (libcustody_rt.so) is the same code. It has no .preinit_array.
 */
#define _GNU_SOURCE
#include "start/start.h"
#include "core/core.h"
#include "core/hooks.h"
#include "guard.h"
#include "host/host.h"
#include "intercept.h"
#include "no_shadow.h"
#include "report/report.h"

#include <dlfcn.h>
#include <stdio.h>

#define STRING_(x) #x
#define STRING(x) STRING_(x)

static uint32_t started;

/* Takes interface.o out of the archive: programs and debuggers look for its functions by name. */
extern RT_EXPORT void __custody_print_counts(void);
__attribute__((used)) static void (*const for_debuggers)(void) = __custody_print_counts;

/*===-- The end ------------------------------------------------------------===*/

static void at_exit(void) {
  if (report_printed())
    report_repeats();
  if (options.print_stats)
    report_counts(core_counts());
  if (options.print_unverified)
    report_unverified();
  if (options.report_unreclaimed)
    report_unreclaimed();
  if (options.print_suppressions)
    report_suppressions();
  if (report_printed() && options.exitcode) {
    fflush(nullptr);
    host_die(options.exitcode);
  }
}

/*===-- Forks --------------------------------------------------------------===*/

/* Whether hold_all entered the guard, which keeps the hooks of signal handlers out. */
static _Thread_local bool guarded;

static void hold_all(void) {
  guarded = guard_enter();
  if (!guarded)
    return; /* the runtime itself forks, to start a symbolizer */
  report_hold();
  core_hold();
}

static void release_all(void) {
  if (!guarded)
    return;
  core_release_hold();
  report_release();
  guard_leave();
}

/*===-- The start ----------------------------------------------------------===*/

/* The host calls this, and the allocator called the host: the stack begins in the allocator, which
 * is the caller of the caller. */
static RT_NOINLINE void freed(uint64_t base, uint64_t size) {
  if (!guard_enter())
    return;
  const uintptr_t *host = *(uintptr_t *const *)__builtin_frame_address(0);
  core_freed((struct origin){.pc = host[1], .frame = (uintptr_t)host}, base, size, false);
  guard_leave();
}

/* Ends the process if it is a static executable whose free() is libc's. Custody would then take freed objects for
 * living ones. Only a static executable that is not PIE has no dynamic section. */
static void check_linked(void) {
  extern RT_WEAK __attribute__((visibility("hidden"))) const char _DYNAMIC[];
  static const char text[] =
      "CustodySanitizer: ERROR: this executable is static, and Custody does not see free() in it\n"
      "  Link it with custody-clang -static or custody-clang++ -static.\n";
  if (_DYNAMIC || !intercept_sees_free || intercept_sees_free())
    return;
  host_write(2, text, sizeof text - 1);
  host_exit(1);
}

void start_runtime(void) {
  if (RT_LIKELY(__atomic_load_n(&started, __ATOMIC_ACQUIRE)))
    return;
  struct shadow_failure failure;
  check_linked();
  /* There are no threads yet: the loader runs constructors one at a time. */
  host_limit_stack();
  start_options();
  if (!shadow_map(&failure))
    no_shadow(&failure);
  host_at_fork(hold_all, release_all);
  host_at_exit(at_exit);
  if (intercept_init)
    intercept_init();
  host_watch_allocator(freed);
  host_directory(); /* ask now, before the program changes them */
  host_test();
  __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
}

/* Warns if MODULE, of a library perhaps, was compiled with another list of types than the modules
 * before it. Nothing goes wrong then, but it is not known which pointers are followed. The linker
 * sees it only within one library. */
static void check_types(const struct custody_module *module) {
  static bool known;
  static uint64_t first, warned;
  uint64_t types = module->types ? *module->types : 0;
  core_note_types(types, module->type_names);
  if (!module->types)
    return;
  if (!__atomic_exchange_n(&known, true, __ATOMIC_RELAXED))
    first = warned = types;
  if (types == first || __atomic_exchange_n(&warned, types, __ATOMIC_RELAXED) == types)
    return;
  report_warning(types ? "compiled with another list of types than the program "
                         "(CUSTODY_BOUNDARIES): use one list for all libraries"
                       : "compiled without a list of types, and the program with one "
                         "(CUSTODY_BOUNDARIES): use one list for all libraries",
                 module->name);
}

void start_module(const struct custody_module *module) {
  if (!module)
    return;
  check_types(module);
  if (__atomic_load_n(&sites_may_unload, __ATOMIC_ACQUIRE))
    unload_may_come(module);
  if (!sites_register(module))
    report_warning("more than 507903 places; pointers borrowed in some modules are not followed",
                   module->name);
}

/* Whether instrumented code finds another runtime than this one. This is the shared one then, and the
 * program has its own. */
static bool is_spare(void) {
  /* The name CUSTODY_ABI_SYMBOL would mean the other one's here, too. */
  void *found = dlsym(RTLD_DEFAULT, STRING(CUSTODY_ABI_SYMBOL));
  Dl_info its, ours;
  dlerror(); /* the program must not find ours */
  return found && dladdr(found, &its) && dladdr((void *)&started, &ours) &&
         its.dli_fbase != ours.dli_fbase;
}

static void start(int argc, char **argv, char **envp) {
  (void)argc;
  if (__atomic_load_n(&started, __ATOMIC_ACQUIRE) || is_spare() || !guard_enter())
    return;
  host_set_arguments(argv, envp);
  start_runtime();
  guard_leave();
}

__attribute__((section(".preinit_array"), used)) static void (*const start_early)(int, char **,
                                                                                  char **) = start;
/* For the shared runtime, and for a loader that ignores .preinit_array. */
__attribute__((constructor(101))) static void start_late(int argc, char **argv, char **envp) {
  start(argc, argv, envp);
  /* The modules of the executable have registered: their constructors have a smaller priority. */
  __atomic_store_n(&sites_may_unload, true, __ATOMIC_RELEASE);
}
