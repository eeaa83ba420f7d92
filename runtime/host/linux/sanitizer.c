/*===- sanitizer.c - what sanitizer_common offers -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Only this file uses the functions of LLVM's sanitizer runtimes. All references are weak, because
 * a program may be linked with the archive of UBSan, with that of another sanitizer, or with none.
 * Without any, a report has no function names and lines.
 */
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"
#include "text/text.h"

#include <dlfcn.h>
#include <errno.h>
#include <sanitizer/allocator_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdlib.h>

#pragma weak __sanitizer_symbolize_pc
#pragma weak __sanitizer_get_ownership
#pragma weak __sanitizer_get_allocated_begin
#pragma weak __sanitizer_get_allocated_size
#pragma weak __sanitizer_install_malloc_and_free_hooks

extern RT_WEAK int __asan_address_is_poisoned(const volatile void *at);
/* Starts UBSan's runtime; a second call does nothing. All versions have it. */
extern RT_WEAK void ubsan_start(void) __asm__("_ZN7__ubsan27InitAsStandaloneIfNecessaryEv");
extern RT_WEAK char *__cxa_demangle(const char *name, char *to, size_t *size, int *status);
/* Internal functions that all versions have. The first runs the death callbacks and ends the process.
 * The second adds a callback, and returns false if there is no room for it. */
extern RT_WEAK void sanitizer_die(void) __asm__("_ZN11__sanitizer3DieEv");
extern RT_WEAK bool
sanitizer_add_die_callback(void (*last)(void)) __asm__("_ZN11__sanitizer14AddDieCallbackEPFvvE");

/* UBSan's archive defines the hook functions of the allocators too, but brings no allocator. */
bool host_has_sanitizer_allocator(void) {
  return __sanitizer_get_allocated_size && __sanitizer_get_ownership;
}

/*===-- Symbols ------------------------------------------------------------===*/

/* The fields of a frame, each ended by FIELD, in the order of struct host_symbol. */
#define FIELD "\x1f"
static const char format[] = "%f" FIELD "%s" FIELD "%l" FIELD "%c" FIELD;

/* Takes one field from *AT. Returns "" if the symbolizer did not know it. */
static const char *take_field(char **at) {
  char *start = *at, *end = start;
  while (*end && *end != FIELD[0])
    end++;
  if (*end)
    *end++ = 0;
  *at = end;
  return string_equal(start, "<null>") || string_equal(start, "??") ||
                 string_equal(start, "<unknown>")
             ? ""
             : start;
}

static uint32_t take_number(char **at) {
  uint32_t number = 0;
  for (const char *s = take_field(at); *s >= '0' && *s <= '9'; s++)
    number = number * 10 + (uint32_t)(*s - '0');
  return number;
}

/*
 * The symbolizer takes its options from the sanitizer runtime that it comes with, so that runtime
 * must start first. UBSan's would start before main in every program, and take 150 KiB of memory,
 * although most programs never print a report. Therefore its archive is not linked whole; that
 * leaves out the code that starts it, and this function starts it when a report needs names. If
 * the archive is linked whole, or if another sanitizer is there, the runtime has started already.
 */
static void start_symbolizer(void) {
  if (ubsan_start && !host_has_sanitizer_allocator())
    ubsan_start();
}

/*
 * The symbolizer ends the process if it does not like external_symbolizer_path, and the report would
 * be lost. So a death callback jumps back to where the symbolizer was called. The symbolizer has said
 * by then what is wrong, and is never called again.
 */
static bool is_broken;
static void *way_back[5];  /* of __builtin_setjmp */
static const void *asking; /* the thread that is in the symbolizer now has its errno here */

static void on_death(void) {
  if (asking != &errno)
    return; /* the process dies of something else */
  asking = nullptr;
  is_broken = true;
  __builtin_longjmp(way_back, 1);
}

static RT_NOINLINE void ask_symbolizer(uintptr_t pc, char *frames, size_t size) {
  static bool watching;
  if (!watching)
    watching = sanitizer_add_die_callback && sanitizer_add_die_callback(on_death);
  asking = watching ? &errno : nullptr;
  if (__builtin_setjmp(way_back)) {
    frames[0] = 0;
    return;
  }
  start_symbolizer();
  __sanitizer_symbolize_pc((void *)pc, format, frames, size);
  asking = nullptr;
}

/* As ask_symbolizer. If the symbolizer's process ends too early, the next question raises SIGPIPE,
 * which must not end the program. */
static void ask_without_sigpipe(uintptr_t pc, char *frames, size_t size) {
  static const struct timespec now = {0, 0};
  uint64_t sigpipe = 1ULL << (SIGPIPE - 1), before = 0, pending = 0;
  RAW(rt_sigpending, &pending, sizeof pending);
  RAW(rt_sigprocmask, SIG_BLOCK, &sigpipe, &before, sizeof sigpipe);
  ask_symbolizer(pc, frames, size);
  if (!(pending & sigpipe))
    RAW(rt_sigtimedwait, &sigpipe, 0, &now, sizeof sigpipe);
  RAW(rt_sigprocmask, SIG_SETMASK, &before, 0, sizeof before);
}

void host_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct host_symbol *),
                    void *to) {
  static char frames[8192]; /* one thread at a time */
  struct host_symbol s = {.function = "", .file = "", .module = ""};
  Dl_info info;
  const char *exported = "";
  if (dladdr((void *)pc, &info)) {
    s.module = info.dli_fname ? info.dli_fname : "";
    s.base = (uintptr_t)info.dli_fbase;
    s.offset = pc - s.base;
    exported = names && info.dli_sname ? info.dli_sname : "";
  }
  frames[0] = 0;
  if (names && __sanitizer_symbolize_pc && !is_broken)
    ask_without_sigpipe(pc, frames, sizeof frames - 1);
  bool any = false;
  for (char *at = frames; *at; at++) {
    char *fields = at;
    while (at[1])
      at++;
    at++; /* the zero */
    s.function = take_field(&fields);
    s.file = take_field(&fields);
    s.line = take_number(&fields);
    s.column = take_number(&fields);
    if (!s.function[0])
      s.function = exported;
    each(to, &s);
    any = true;
  }
  if (any)
    return;
  s.function = exported;
  each(to, &s);
}

bool host_demangle(const char *name, char *to, size_t size) {
  if (!__cxa_demangle)
    return false;
  int status;
  char *demangled = __cxa_demangle(name, nullptr, nullptr, &status);
  if (!demangled)
    return false;
  struct text t = {.at = to, .size = size};
  text_string(&t, demangled);
  free(demangled);
  return true;
}

/*===-- Allocators ---------------------------------------------------------===*/

bool host_allocation(uint64_t at, uint64_t *base, uint64_t *size) {
  if (!host_has_sanitizer_allocator() || !__sanitizer_get_allocated_begin)
    return false;
  const void *begin = __sanitizer_get_allocated_begin((const void *)at);
  if (!begin)
    return false;
  *base = (uint64_t)begin;
  *size = __sanitizer_get_allocated_size(begin);
  return true;
}

bool host_is_poisoned(uint64_t at) {
  return __asan_address_is_poisoned && __asan_address_is_poisoned((const void *)at);
}

static void (*tell_freed)(uint64_t base, uint64_t size);

static void on_malloc(const volatile void *at, size_t size) {
  (void)at, (void)size;
}

/* No tail call: TELL_FREED looks for the frame of this function, see host_watch_allocator. */
__attribute__((disable_tail_calls)) static void on_free(const volatile void *at) {
  /* The sanitizer reports a question for the size of memory that is not allocated. Here it is
   * about to report the free itself, so nothing is asked. */
  if (at && __sanitizer_get_ownership(at))
    tell_freed((uint64_t)at, __sanitizer_get_allocated_size(at));
}

bool host_watch_allocator(void (*freed)(uint64_t base, uint64_t size)) {
  if (!host_has_sanitizer_allocator() || !__sanitizer_install_malloc_and_free_hooks)
    return false;
  tell_freed = freed;
  return __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;
}

/*===-- Death --------------------------------------------------------------===*/

/*
 * A fuzzer saves its input in a death callback (__sanitizer_set_death_callback). No public function
 * runs the callbacks; the runtimes run them when they end the process. So this calls their internal
 * function, which all of them have. The user's callback runs first, then die_now, which was added
 * last.
 */

/* Ends the process by SIGABRT, whatever the program does with that signal. */
[[noreturn]] static void abort_now(void) {
  struct {
    uint64_t handler, flags, restorer, mask;
  } by_default = {0};
  uint64_t sigabrt = 1ULL << (SIGABRT - 1);
  RAW(rt_sigaction, SIGABRT, &by_default, 0, sizeof sigabrt);
  RAW(rt_sigprocmask, SIG_UNBLOCK, &sigabrt, 0, sizeof sigabrt);
  RAW(tgkill, RAW(getpid), RAW(gettid), SIGABRT);
  host_exit(128 + SIGABRT);
}

static int death_status;
static void die_now(void) {
  if (death_status == HOST_ABORT)
    abort_now();
  host_exit(death_status);
}

void host_die(int status) {
  death_status = status;
  if (sanitizer_die && sanitizer_add_die_callback && sanitizer_add_die_callback(die_now))
    sanitizer_die();
  die_now();
  __builtin_unreachable();
}
