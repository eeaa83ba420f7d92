/*===- few_mappings.c - memory of the host that runs out ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* Linked with --wrap=host_map: passes calls on to the host until the test says that there is no
 * more. */
#include "few_mappings.h"

#include <stddef.h>

uint64_t unit_mappings = UINT64_MAX;
void *__real_host_map(size_t bytes);
void *__wrap_host_map(size_t bytes);
void *__wrap_host_map(size_t bytes) {
  if (unit_mappings == 0)
    return nullptr;
  if (unit_mappings != UINT64_MAX)
    unit_mappings--;
  return __real_host_map(bytes);
}
