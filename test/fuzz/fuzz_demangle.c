/*===- fuzz_demangle.c - the demangler ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The input is one symbol, or two that a line end separates. */
#include "fuzz.h"
#include "text/demangle.h"

static void demangle(const char *name, size_t size) {
  char *kept = malloc(size + 4), *again = malloc(size + 4);
  memcpy(kept, "kept", 4), memcpy(again, "kept", 4);
  struct text a = {.at = kept, .size = size + 4, .used = 3}, b = a;
  b.at = again;
  kept[3] = again[3] = 0;
  bool known = demangle_rust(name, &a);
  MUST(a.used < a.size && strlen(kept) == a.used && !memcmp(kept, "kep", 3));
  MUST(known ? a.used > 3 || size < 2 : a.used == 3);
  MUST(demangle_rust(name, &b) == known && !strcmp(kept, again));
  free(kept);
  free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *first = malloc(size + 1), *second;
  memcpy(first, data, size);
  first[size] = 0;
  second = strchr(first, '\n');
  if (second)
    *second++ = 0;
  demangle(first, 1000);
  demangle(first, 1);
  demangle(first, 40);
  if (second)
    MUST(owner_is_same(first, second) == owner_is_same(second, first));
  free(first);
  return 0;
}
