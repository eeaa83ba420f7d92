/*===- expand.c - names of files in options -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "expand.h"
#include "host/host.h"

void path_append_program(struct text *out) {
  const char *name = host_executable();
  for (const char *s = name; *s; s++)
    if (*s == '/')
      name = s + 1;
  text_string(out, name);
}

bool path_expand(struct text *out, const char *path) {
  bool pid = false;
  for (; *path; path++) {
    char next = *path == '%' ? path[1] : 0;
    if (next == 'p')
      text_format(out, "%u", (uint64_t)host_pid());
    else if (next == 'b')
      path_append_program(out);
    else
      text_char(out, *path);
    pid |= next == 'p';
    path += next == 'p' || next == 'b' || next == '%';
  }
  return pid;
}
