/*===- sys_sanitizer.c - what sanitizer_common offers -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The only user of __sanitizer_*, through weak references: a program may be linked with UBSan's
 * archive, with another sanitizer's, or with none, which costs the symbols in a report.
 */
#define _GNU_SOURCE
#include "demangle.h"
#include "hooks.h"
#include "init.h"
#include "options.h"
#include "sys.h"

#include <dlfcn.h>
#include <sanitizer/allocator_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <stdlib.h>

#pragma weak __sanitizer_symbolize_pc
#pragma weak __sanitizer_get_ownership
#pragma weak __sanitizer_get_allocated_begin
#pragma weak __sanitizer_get_allocated_size
#pragma weak __sanitizer_install_malloc_and_free_hooks

extern RT_WEAK int __asan_address_is_poisoned(const volatile void *at);
/* Does nothing the second time. What all versions have. */
extern RT_WEAK void ubsan_start(void) __asm__("_ZN7__ubsan27InitAsStandaloneIfNecessaryEv");
extern RT_WEAK char *__cxa_demangle(const char *name, char *to, size_t *size, int *status);

/* UBSan's archive has the hook functions of the allocators, but no allocator. */
static bool has_allocator(void) {
  return __sanitizer_get_allocated_size && __sanitizer_get_ownership;
}

/*===-- Symbols ------------------------------------------------------------===*/

/* The fields of a frame, each ended by FIELD, in the order of struct sys_symbol. */
#define FIELD "\x1f"
static const char format[] = "%f" FIELD "%s" FIELD "%l" FIELD "%c" FIELD;

/* Takes one field from *AT; "" for what the symbolizer did not know. */
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
 * The symbolizer takes its options from the runtime that it comes with. UBSan's would start before
 * main, in every program: 150 KiB and a dozen files and flags for a report that never comes. So its
 * archive is not linked whole, which leaves its start out, and it starts here. Linked whole, or for
 * its own sake, it has started already; so has another sanitizer.
 */
static void start_symbolizer(void) {
  if (ubsan_start && !has_allocator())
    ubsan_start();
}

void sys_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct sys_symbol *),
                   void *to) {
  static char frames[8192]; /* a report at a time */
  struct sys_symbol s = {.function = "", .file = "", .module = ""};
  Dl_info info;
  const char *exported = "";
  if (dladdr((void *)pc, &info)) {
    s.module = info.dli_fname ? info.dli_fname : "";
    s.offset = pc - (uintptr_t)info.dli_fbase;
    exported = names && info.dli_sname ? info.dli_sname : "";
  }
  frames[0] = 0;
  if (names && __sanitizer_symbolize_pc) {
    start_symbolizer();
    __sanitizer_symbolize_pc((void *)pc, format, frames, sizeof frames - 1);
  }
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

bool sys_demangle(const char *name, char *to, size_t size) {
  struct text rust = {.at = to, .size = size, .fd = -1};
  if (demangle_rust(name, &rust))
    return true;
  if (!string_starts(name, "_Z", nullptr) || !__cxa_demangle)
    return false;
  int status;
  char *demangled = __cxa_demangle(name, nullptr, nullptr, &status);
  if (!demangled)
    return false;
  struct text t = {.at = to, .size = size, .fd = -1};
  text_string(&t, demangled);
  free(demangled);
  return true;
}

/*===-- Allocators ---------------------------------------------------------===*/

bool sys_allocation(uint64_t at, uint64_t *base, uint64_t *size) {
  if (!has_allocator() || !__sanitizer_get_allocated_begin)
    return false;
  const void *begin = __sanitizer_get_allocated_begin((const void *)at);
  if (!begin)
    return false;
  *base = (uint64_t)begin;
  *size = __sanitizer_get_allocated_size(begin);
  return true;
}

bool sys_is_poisoned(uint64_t at) {
  return __asan_address_is_poisoned && __asan_address_is_poisoned((const void *)at);
}

static void (*tell_freed)(uint64_t base, uint64_t size);

static void on_malloc(const volatile void *at, size_t size) {
  (void)at, (void)size;
}

/* Not a tail call: the callee looks for this frame. */
__attribute__((disable_tail_calls)) static void on_free(const volatile void *at) {
  /* Asking for the size of what is not allocated is an error of its own; the free itself is about
   * to be reported. */
  if (at && __sanitizer_get_ownership(at))
    tell_freed((uint64_t)at, __sanitizer_get_allocated_size(at));
}

bool sys_watch_allocator(void (*freed)(uint64_t base, uint64_t size)) {
  if (!has_allocator() || !__sanitizer_install_malloc_and_free_hooks)
    return false;
  tell_freed = freed;
  return __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;
}

/*===-- UBSan's options ----------------------------------------------------===*/

#ifndef CUSTODY_DEFAULT_SYMBOLIZER
#define CUSTODY_DEFAULT_SYMBOLIZER ""
#endif

/*
 * Asked by UBSan's runtime when it starts, maybe before ours where it is linked whole. Its signal handlers would change how
 * a program dies that has nothing to do with UBSan; a signal keeps its meaning. Beside another
 * sanitizer the same options would turn off that one's handlers. Weak: a program may bring its own.
 */
RT_EXPORT RT_WEAK const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) {
  static char text[2048];
  struct text t = {.at = text, .size = sizeof text, .fd = -1};
  if (has_allocator())
    return "";
  init_options();
  text_string(&t, "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0");
  const char *symbolizer = options.external_symbolizer_path;
  if (!symbolizer[0] && sys_is_executable(CUSTODY_DEFAULT_SYMBOLIZER))
    symbolizer = CUSTODY_DEFAULT_SYMBOLIZER;
  if (symbolizer[0])
    text_format(&t, ":external_symbolizer_path='%s'", symbolizer);
  return text;
}

/*===-- Death --------------------------------------------------------------===*/

/*
 * A fuzzer saves its input in a death callback (__sanitizer_set_death_callback). Nothing public
 * runs it but a sanitizer that dies, so die as one: these are what all runtimes of the family have.
 * The callback that is added last runs first behind the user's.
 */
extern RT_WEAK void sanitizer_die(void) __asm__("_ZN11__sanitizer3DieEv");
extern RT_WEAK bool
sanitizer_add_die_callback(void (*last)(void)) __asm__("_ZN11__sanitizer14AddDieCallbackEPFvvE");

static int death_status;
static void die_now(void) {
  sys_exit(death_status);
}

void sys_die(int status) {
  death_status = status;
  if (sanitizer_die && sanitizer_add_die_callback && sanitizer_add_die_callback(die_now))
    sanitizer_die();
  sys_exit(status);
}
