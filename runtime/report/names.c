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
