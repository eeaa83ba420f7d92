/*===- read_options.c - where options come from -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/core.h"
#include "core/hooks.h"
#include "host/host.h"
#include "report/report.h"
#include "start/parse_options.h"
#include "start/start.h"

static bool load_suppressions(struct text *error) {
  static char path[1024];
  struct text t = {.at = path, .size = sizeof path};
  path_expand(&t, options.suppressions);
  return suppress_load(path, error);
}

void start_options(void) {
  static char buffer[1 << 14];
  static bool done;
  if (done)
    return;
  done = true;
  struct text error = {.at = buffer, .size = sizeof buffer};
  bool right = true;
  if (__custody_default_options) {
    const char *text = __custody_default_options();
    right = !text || options_parse(text, "__custody_default_options", &error);
  }
  const char *text = host_getenv("CUSTODY_OPTIONS");
  if (right && text)
    right = options_parse(text, "CUSTODY_OPTIONS", &error);
  if (right && options.suppressions[0])
    right = load_suppressions(&error);
  if (right && options.help)
    options_print(&error);
  host_write(2, error.at, error.used); /* warnings too */
  if (!right)
    host_exit(1);
}

/*===-- the symbolizer -----------------------------------------------------===*/

#ifndef CUSTODY_DEFAULT_SYMBOLIZER
#define CUSTODY_DEFAULT_SYMBOLIZER ""
#endif

/* Looks for the program NAME-VERSION in the directories of PATH, or for NAME if VERSION is 0, and
 * writes its path to TO. */
static bool find_program(const char *path, const char *name, uint32_t version, struct text *to) {
  for (const char *end; *path; path = *end ? end + 1 : end) {
    to->used = 0;
    for (end = path; *end && *end != ':'; end++)
      text_char(to, *end);
    if (end == path)
      continue;
    text_format(to, "/%s", name);
    if (version)
      text_format(to, "-%u", (uint64_t)version);
    if (host_is_executable(to->at))
      return true;
  }
  return false;
}

/* Returns the path of the compiler's symbolizer, or else of one in PATH, whose name may have a
 * version: the newest one then. Returns "" if there is none. */
static const char *find_symbolizer(void) {
  enum { NEWEST = 40, OLDEST = 13 };
  static char buffer[1024];
  struct text found = {.at = buffer, .size = sizeof buffer};
  const char *path = host_getenv("PATH"), *name = "llvm-symbolizer";
  if (host_is_executable(CUSTODY_DEFAULT_SYMBOLIZER))
    return CUSTODY_DEFAULT_SYMBOLIZER;
  if (path && find_program(path, name, 0, &found))
    return buffer;
  for (uint32_t version = NEWEST; path && version >= OLDEST; version--)
    if (find_program(path, name, version, &found))
      return buffer;
  return "";
}

/*===-- UBSan's options ----------------------------------------------------===*/

/*
 * UBSan's runtime calls this when it starts, which may be before start_runtime if its archive is
 * linked whole. Its signal handlers would change how a program dies that does not use UBSan, so
 * they are turned off. Beside another sanitizer the same options would turn off the handlers of
 * that one, so there are none. The function is weak: a program may define its own.
 */
RT_EXPORT RT_WEAK const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) {
  static char text[2048];
  struct text t = {.at = text, .size = sizeof text};
  if (host_has_sanitizer_allocator())
    return "";
  start_options();
  text_string(&t, "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0");
  const char *symbolizer = options.external_symbolizer_path;
  if (!symbolizer[0])
    symbolizer = find_symbolizer();
  if (!symbolizer[0] && !host_getenv("UBSAN_OPTIONS")) {
    static const char missing[] =
        "CustodySanitizer: WARNING: there is no llvm-symbolizer in PATH. So a report has the "
        "source location of its reclaim, loss and release, but of no other frame.\n"
        "  Install it (Debian's package is llvm), or set external_symbolizer_path.\n";
    host_write(2, missing, sizeof missing - 1);
    text_string(&t, ":symbolize=0");
  } else if (symbolizer[0] && !host_is_executable(symbolizer)) {
    static char buffer[2048];
    struct text warning = {.at = buffer, .size = sizeof buffer};
    text_format(&warning,
                "CustodySanitizer: WARNING: external_symbolizer_path '%s' cannot be started. So a "
                "report has the source location of its reclaim, loss and release, but of no other "
                "frame\n",
                symbolizer);
    host_write(2, warning.at, warning.used);
    text_string(&t, ":symbolize=0");
  } else if (symbolizer[0])
    text_format(&t, ":external_symbolizer_path='%s'", symbolizer);
  return text;
}
