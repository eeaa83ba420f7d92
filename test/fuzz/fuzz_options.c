/*===- fuzz_options.c - the text of the options ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "fuzz.h"
#include "host/host.h"
#include "start/parse_options.h"

/* The option include finds the whole input again. */
static const char *included;

ptrdiff_t host_read_file(const char *path, char *to, size_t size) {
  if (!strstr(path, "self"))
    return -1;
  size_t length = strlen(included);
  length = length < size ? length : size - 1;
  memcpy(to, included, length);
  to[length] = 0;
  return (ptrdiff_t)length;
}
int host_pid(void) {
  return 4242;
}
const char *host_executable(void) {
  return "/home/user/program";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1), buffer[8192] = "";
  memcpy(text, data, size);
  text[size] = 0;
  fuzz_forget();
  struct text error = {.at = buffer, .size = sizeof buffer};
  included = text;
  bool right = options_parse(text, "the input", &error);
  MUST(strlen(buffer) == error.used && (right || error.used));
  MUST(!right || !strstr(buffer, "CustodySanitizer: ERROR: "));
  MUST((unsigned)options.model < CUSTODY_MODELS && options.stack_depth >= 0 &&
       options.stack_depth <= 32 && options.quarantine >= 0 && options.quarantine <= 255);
  /* What was set does not lie in the text. */
  memset(text, '#', size);
  free(text);
  error.used = 0;
  options_print(&error);
  MUST(strlen(buffer) == error.used);
  return 0;
}
