/*===- fuzz_options.c - the text of the options ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "fuzz.h"
#include "start/parse_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1), buffer[8192] = "";
  memcpy(text, data, size);
  text[size] = 0;
  fuzz_forget();
  struct text error = {.at = buffer, .size = sizeof buffer};
  bool right = options_parse(text, "the input", &error);
  MUST(right == !error.used && strlen(buffer) == error.used);
  MUST(right || strstr(buffer, "CustodySanitizer: ERROR: ") == buffer);
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
