/*===- shim.c - what Rust cannot say itself -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The calls of custody.h are inline functions that the plug-in knows by their annotation, which
 * Rust has no word for: here each is a function with a symbol. The rest takes pointers through C.
 * Declared in ffi.rs.
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

/* Calls ACTION(DATA): a registry without a memory. Not as its last act, so that its frame stays. */
void shim_call(void (*action)(void *), void *data) {
  static volatile int calls;
  action(data);
  calls = calls + 1;
}

/* The argument number COUNT, counted from 1, of those that follow. */
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
/* 16 bytes come in and leave in two registers. */
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
