/*===- plain.c - code that the plug-in never sees -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "plain.h"

#include <string.h>

void *plain_into_raw(struct arc *arc) {
  return arc_into_raw(arc);
}
struct arc *plain_from_raw(void *owner) {
  return arc_from_raw(owner);
}

void *plain_identity(void *pointer) {
  return pointer;
}
void plain_store(void **slot, void *owner) {
  *slot = owner;
}
void plain_copy(void *to, const void *from, size_t bytes) {
  memcpy(to, from, bytes);
}

void plain_look_then_use(void *(*look)(void *), void *key, void (*use)(void *), void *owner) {
  look(key);
  use(owner);
}

void *plain_look_then_return(void *(*look)(void *), void *key, void *owner) {
  look(key);
  return owner;
}

void plain_on_stack(void (*use)(void **), void *owner) {
  void *slots[64];
  for (int i = 0; i < 64; i++)
    slots[i] = owner;
  use(&slots[32]);
}

void **plain_on_heap(size_t bytes, void *owner) {
  void **slots = malloc(bytes);
  for (size_t i = 0; slots && i < bytes / sizeof(*slots); i++)
    slots[i] = owner;
  return slots;
}

void plain_varargs(void (*use)(int, ...), void *owner) {
  use(1, owner);
}

void *plain_slot;
void plain_set(void *owner) {
  plain_slot = owner;
}
