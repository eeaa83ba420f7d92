/*===- names.c - readable names -----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "names.h"
#include "host/host.h"
#include "text/demangle.h"

bool name_demangle(const char *name, char *buffer, size_t size) {
  struct text rust = {.at = buffer, .size = size};
  return demangle_rust(name, &rust) ||
         (string_starts(name, "_Z", nullptr) && host_demangle(name, buffer, size));
}

const char *name_readable(const char *name, char *buffer, size_t size) {
  return name && name_demangle(name, buffer, size) ? buffer : name;
}

/* "f(int)" and "C::f(int) const": a name of Rust never ends so. */
static bool has_parameters(const char *name) {
  static const char *const ends[] = {")",   ") const",   ") volatile", ") const volatile",
                                     ") &", ") const &", ") &&"};
  size_t length = string_length(name);
  for (size_t i = 0; i < RT_COUNT(ends); i++) {
    size_t end = string_length(ends[i]);
    if (length > end && string_equal(name + length - end, ends[i]))
      return true;
  }
  return false;
}

void name_write_call(struct text *out, const char *name) {
  char buffer[NAME_MAX];
  const char *readable = name_readable(name, buffer, sizeof buffer);
  text_string(out, readable);
  if (!readable || !has_parameters(readable))
    text_string(out, "()");
}
