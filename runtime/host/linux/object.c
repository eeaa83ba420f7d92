/*===- object.c - the program and its libraries on Linux -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"

#include <link.h>

struct search {
  uintptr_t at;
  struct host_object *object;
};

static int look_at(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  struct search *s = data;
  uintptr_t low = UINTPTR_MAX, high = 0;
  bool found = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + segment->p_vaddr, end = begin + segment->p_memsz;
    if (segment->p_type != PT_LOAD)
      continue;
    low = begin < low ? begin : low;
    high = end > high ? end : high;
    found |= s->at - begin < end - begin;
  }
  if (found)
    *s->object =
        (struct host_object){low, high, info->dlpi_addr, info->dlpi_name ? info->dlpi_name : ""};
  return found;
}

bool host_find_object(uintptr_t at, struct host_object *object) {
  struct search s = {at, object};
  return dl_iterate_phdr(look_at, &s) != 0;
}
