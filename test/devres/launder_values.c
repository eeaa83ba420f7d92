/*===- launder_values.c - ways from value to value ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "launder.h"

#include <stddef.h>
#include <stdint.h>

/* Returns a number that the optimizer does not know. */
static int opaque(int value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

static int other;

void *launder_ternary(void *pointer) {
  return opaque(1) ? pointer : &other;
}

/* Both arms have the same bits, as in `s == k ? s : k`. */
void *launder_ternary_same(void *pointer) {
  void *copy = pointer;
  return opaque(1) ? copy : pointer;
}

void *launder_loop(void *pointer) {
  void *current = NULL;
  for (int i = 0, end = opaque(5); i < end; i++)
    current = i == 2 ? pointer : current;
  return current;
}

void *launder_loop_swap(void *pointer) {
  void *a = pointer, *b = &other;
  for (int i = 0, end = opaque(7); i < end; i++) {
    void *c = a;
    a = b;
    b = c;
  }
  return b;
}

void *launder_switched(void *pointer) {
  void *result;
  switch (opaque(3)) {
  case 0:
    result = &other;
    break;
  case 3:
    result = pointer;
    break;
  default:
    result = NULL;
  }
  return result;
}

void *launder_offset_and_back(void *pointer) {
  char *p = pointer;
  p += opaque(100);
  p -= opaque(60);
  return &p[-opaque(40)];
}

void *launder_integer(void *pointer) {
  uintptr_t bits = (uintptr_t)pointer;
  return (void *)bits;
}

/* Sets flags in the low bits, and clears them again. */
void *launder_integer_arithmetic(void *pointer) {
  uintptr_t bits = (uintptr_t)pointer | (uintptr_t)opaque(1);
  bits += 16;
  return (void *)((bits & ~(uintptr_t)15) - 16);
}

void *launder_integer_xor(void *pointer) {
  uintptr_t mask = (uintptr_t)opaque(0x5555);
  return (void *)((uintptr_t)pointer ^ mask ^ mask);
}

void *launder_computed_goto(void *pointer) {
  static void *const labels[] = {&&nothing, &&something};
  void *result = NULL;
  goto *labels[opaque(1)];
something:
  result = pointer;
nothing:
  return result;
}
