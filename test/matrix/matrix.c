/*===- matrix.c - one pointer, one way, one reclaim -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * usage: matrix WAY released|key
 *        matrix --list
 *
 * Sends the released pointer, or a key made from a shared borrow, along WAY, and rebuilds an owner from
 * the pointer that arrives. Exits with 2 if the way is not possible here, with 3 if nothing arrived.
 */
#include "matrix.h"
#include "launder.h"
#include "owner.h"

#include <unistd.h>

static uintptr_t expected; /* inverted, so that it is not a pointer */
static int delivered;

_Noreturn void way_failed(const char *what) {
  fprintf(stderr, "this way is not possible here: %s\n", what);
  _exit(2);
}

/* The optimizer may merge values that are compared. This function limits that to itself. */
static NOINLINE int is_expected(const void *pointer) {
  __asm__ volatile("");
  return ~(uintptr_t)pointer == expected;
}

NOINLINE void deliver(void *pointer) {
  MUST(is_expected(pointer));
  delivered++;
  owner_put(owner_from_raw(pointer));
}

static void check_delivery(void) {
  if (delivered != 1)
    _exit(3);
}

struct way {
  const char *group, *name;
  launder_fn go;
};

// clang-format off
static const struct way ways[] = {
#define LAUNDERED(name) {GROUP, #name, launder_##name},
#define ROW(name) {GROUP, #name, way_##name},
#define GROUP "Memory"
    LAUNDER_MEMORY(LAUNDERED) MATRIX_MEMORY(ROW)
#undef GROUP
#define GROUP "Values and integers"
    LAUNDER_VALUES(LAUNDERED) MATRIX_INTEGERS(ROW)
#undef GROUP
#define GROUP "Calls"
    LAUNDER_CALLS(LAUNDERED) MATRIX_CALLS(ROW)
#undef GROUP
#define GROUP "The C library and the kernel"
    MATRIX_LIBRARY(ROW)
#undef GROUP
#define GROUP "Threads and atomics"
    MATRIX_THREADS(ROW)
};
// clang-format on
enum { COUNT = sizeof(ways) / sizeof(ways[0]) };

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--list") == 0) {
    for (int i = 0; i < COUNT; i++)
      printf("%s:%s\n", ways[i].group, ways[i].name);
    return 0;
  }
  int i = 0;
  while (i < COUNT && (argc != 3 || strcmp(ways[i].name, argv[1]) != 0))
    i++;
  if (i == COUNT) {
    fprintf(stderr, "usage: %s WAY released|key, or --list\n", argv[0]);
    return 2;
  }
  atexit(check_delivery); /* registered first, so it runs last */

  struct item *raw = owner_into_raw(owner_new());
  expected = ~(uintptr_t)raw;
  int key = strcmp(argv[2], "key") == 0;
  void *arrived = ways[i].go(key ? (void *)item_borrow(raw) : raw);
  if (arrived)
    deliver(arrived);
  return 0;
}
