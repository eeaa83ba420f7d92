/*===- shim.c - C functions for the Rust tests ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The plug-in recognizes the inline functions of custody.h by an annotation, and Rust has no such
 * annotation. So each of them is a function with a symbol here. The other functions pass pointers
 * through C. ffi.rs declares them all.
 */
#include <custody/custody.h>

#include <stdarg.h>
#include <stdlib.h>

void *shim_recover(const void *key) {
  return custody_recover(key);
}
void *shim_transfer_out(const void *pointer) {
  return custody_transfer_out(pointer);
}
void *shim_transfer_in(const void *bits) {
  return custody_transfer_in(bits); // TRANSFER IN
}
void shim_freed(const void *pointer, size_t size) {
  custody_freed(pointer, size); // POOL FREED HERE
}

/* Calls ACTION(DATA) at once, like an empty registry. It is not a tail call, so its frame stays. */
void shim_call(void (*action)(void *), void *data) {
  static volatile int calls;
  action(data);
  calls = calls + 1;
}

/* Returns variable argument number COUNT, counted from 1. */
void *shim_varargs(int count, ...) {
  va_list list;
  va_start(list, count);
  void *found = NULL;
  for (int i = 0; i < count; i++)
    found = va_arg(list, void *);
  va_end(list);
  return found;
}

struct pair {
  void *first, *second;
};
/* The 16 bytes are passed and returned in two registers. */
struct pair shim_swap(struct pair pair) {
  return (struct pair){pair.second, pair.first};
}

static void *stash;
void shim_put(void *pointer) {
  stash = pointer;
}
void *shim_get(void) {
  void *pointer = stash;
  stash = NULL;
  return pointer;
}
