/*===- stream.c - where reports go --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "stream.h"
#include "base.h"
#include "core/options.h"
#include "expand.h"
#include "host/host.h"
#include "json.h"

static int fd = -1;

static void write_out(struct text *t) {
  host_write(fd, t->at, t->used);
  t->used = 0;
  t->at[0] = 0;
}

static char buffer[1 << 14];
static struct text out = {.at = buffer, .size = sizeof buffer, .full = write_out};

/* A line of JSON should be written at once, so that no other process can write into it. A longer one
 * is written in parts. */
static void enlarge_buffer(void) {
  enum { BYTES = 1 << 20 };
  char *large = json_wanted() && out.at == buffer ? host_map(BYTES) : nullptr;
  if (large)
    out = (struct text){.at = large, .size = BYTES, .full = write_out};
}

struct text *stream_open(void) {
  static int opened_by; /* the child of a fork writes to a file of its own */
  if (fd >= 0 && opened_by == host_pid())
    return &out;
  opened_by = host_pid();
  fd = 2;
  enlarge_buffer();
  if (string_equal(options.log_path, "stdout")) {
    fd = 1;
  } else if (options.log_path[0] && !string_equal(options.log_path, "stderr")) {
    char path[1024];
    struct text name = {.at = path, .size = sizeof path};
    bool has_pid = path_expand(&name, options.log_path);
    if (options.log_exe_name) {
      text_char(&name, '.');
      path_append_program(&name);
    }
    if (!has_pid)
      text_format(&name, ".%u", (uint64_t)host_pid());
    fd = host_create(path);
    if (fd < 0) {
      fd = 2;
      text_format(&out, "CustodySanitizer: WARNING: cannot write to log_path %s\n", path);
    }
  }
  return &out;
}

void stream_flush(void) {
  write_out(&out);
}

void stream_color(enum color c) {
  static const char *const codes[] = {"\033[0m", "\033[1;31m", "\033[1;34m", "\033[1;32m"};
  if (string_equal(options.color, "always") ||
      (string_equal(options.color, "auto") && host_wants_colors(fd)))
    text_string(&out, codes[c]);
}
