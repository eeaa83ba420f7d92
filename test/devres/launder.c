/*===- launder.c - the table of ways --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "launder.h"

#include <stddef.h>
#include <string.h>

#define ROW(name) {#name, launder_##name},
static const struct {
  const char *name;
  launder_fn launder;
} ways[] = {LAUNDER_MEMORY(ROW) LAUNDER_CALLS(ROW) LAUNDER_VALUES(ROW)};

launder_fn launder_find(const char *name) {
  for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
    if (strcmp(ways[i].name, name) == 0)
      return ways[i].launder;
  return NULL;
}
