/*===- others.c - bugs that have no owner in them -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * No owner is rebuilt here, so Custody has nothing to say. These are the bugs that the other tools are for.
 *
 * WAY is the function to run. QUIET: the twin, which does the same rightly.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused)) /* a run has one way */

#ifdef QUIET
enum { QUIET_TWIN = 1 };
#else
enum { QUIET_TWIN = 0 };
#endif

/* Keeps the compiler from knowing VALUE. */
UNUSED static int unknown(int value) {
  volatile int slot = value;
  return slot;
}

/* Keeps the compiler from knowing what POINTER is. */
UNUSED static void *hide(void *pointer) {
  void *volatile slot = pointer;
  return slot;
}

UNUSED static int beyond(void) {
  char *bytes = hide(calloc(unknown(16), 1));
  if (!bytes)
    return 2;
  bytes[unknown(QUIET_TWIN ? 15 : 16)] = 1;
  free(bytes);
  return 0;
}

UNUSED static int dangling(void) {
  int *number = hide(malloc(sizeof *number));
  if (!number)
    return 2;
  *number = unknown(5);
  int volatile *again = number;
#ifdef QUIET
  int sum = *again;
  free(number);
#else
  free(number);
  int sum = *again;
#endif
  return sum == 6;
}

UNUSED static int uninitialized(void) {
  int *numbers = hide(malloc(4 * sizeof *numbers));
  if (!numbers)
    return 2;
  memset(numbers, 0, (QUIET_TWIN ? 4 : 3) * sizeof *numbers);
  if (numbers[unknown(3)] == 6)
    puts("six");
  free(numbers);
  return 0;
}

static __attribute__((noinline, unused)) void add_one(int *number) {
  *number += 1;
}

UNUSED static int punned(void) {
#ifdef QUIET
  int *number = hide(calloc(1, sizeof *number));
#else
  float *number = hide(calloc(1, sizeof *number));
#endif
  if (!number)
    return 2;
  *number = 1;
  add_one(hide(number));
  free(number);
  return 0;
}

UNUSED static int summed(void) {
  int sum = unknown(QUIET_TWIN ? 1 : INT_MAX);
  sum += unknown(1);
  return sum == 6;
}

UNUSED static int leaked(void) {
  char *volatile bytes = malloc(16);
  if (QUIET_TWIN)
    free(bytes);
  bytes = NULL;
  return 0;
}

int main(void) {
  return WAY();
}
