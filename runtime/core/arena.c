/*===- arena.c - memory of the runtime ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "arena.h"
#include "host/host.h"

enum { CHUNK = 1 << 20, ALIGNMENT = 64 };

static struct host_lock lock;
static char *next;
static size_t left;

void *arena_take(size_t bytes) {
  bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (bytes >= CHUNK / 4)
    return host_map(bytes);
  host_lock(&lock);
  if (left < bytes) {
    char *chunk = host_map(CHUNK);
    if (chunk) {
      next = chunk;
      left = CHUNK;
    }
  }
  void *taken = nullptr;
  if (left >= bytes) {
    taken = next;
    next += bytes;
    left -= bytes;
  }
  host_unlock(&lock);
  return taken;
}

void arena_hold(void) {
  host_lock(&lock);
}
void arena_release(void) {
  host_unlock(&lock);
}
