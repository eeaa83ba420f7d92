/*===- fuzz_suppressions.c - the suppressions file ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The first line of the input is a name; the file is the rest. */
#include "fuzz.h"
#include "host/host.h"
#include "report/suppress.h"

static const uint8_t *file;
static size_t file_size;

ptrdiff_t host_read_file(const char *path, char *to, size_t size) {
  (void)path;
  size_t count = file_size < size - 1 ? file_size : size - 1;
  memcpy(to, file, count);
  to[count] = 0;
  return (ptrdiff_t)count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const uint8_t *line = memchr(data, '\n', size);
  size_t length = line ? (size_t)(line - data) : size;
  char *name = malloc(length + 1), buffer[1024] = "";
  memcpy(name, data, length);
  name[length] = 0;
  file = line ? line + 1 : data + size;
  file_size = (size_t)(data + size - file);
  fuzz_forget();
  struct text error = {.at = buffer, .size = sizeof buffer};
  bool right = suppress_load("the input", &error);
  MUST(right == !error.used);
  if (right && suppress_matches("stale", SUPPRESSED_FUNCTION, name))
    MUST(suppress_any());
  if (right && suppress_any() && memchr(file, '*', file_size) == file && file_size == 4)
    MUST(memcmp(file, "*:*\n", 4) || suppress_matches("stale", SUPPRESSED_FUNCTION, name));
  free(name);
  return 0;
}
