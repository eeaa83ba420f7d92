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

/*===-- UBSan's options ----------------------------------------------------===*/

#ifndef CUSTODY_DEFAULT_SYMBOLIZER
#define CUSTODY_DEFAULT_SYMBOLIZER ""
#endif

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
  if (!symbolizer[0] && host_is_executable(CUSTODY_DEFAULT_SYMBOLIZER))
    symbolizer = CUSTODY_DEFAULT_SYMBOLIZER;
  if (symbolizer[0] && !host_is_executable(symbolizer)) {
    static char buffer[2048];
    struct text warning = {.at = buffer, .size = sizeof buffer};
    text_format(&warning,
                "CustodySanitizer: WARNING: external_symbolizer_path '%s' cannot be started; "
                "reports have no source locations but those of sites\n",
                symbolizer);
    host_write(2, warning.at, warning.used);
    text_string(&t, ":symbolize=0");
  } else if (symbolizer[0])
    text_format(&t, ":external_symbolizer_path='%s'", symbolizer);
  return text;
}
