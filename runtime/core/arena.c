/*===- arena.c - memory of the runtime ----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "arena.h"
#include "host/host.h"

/* When the chunks take FEW bytes, larger ones follow. For these the host may use huge pages, so that
 * very many records that are used in no order miss the caches of the page tables less. */
enum { CHUNK = 1 << 20, LARGE = CUSTODY_KERNEL ? CHUNK : 32 << 20, FEW = 64 << 20, ALIGNMENT = 64 };

static struct host_lock lock;
static char *next;
static size_t left, mapped;

void *arena_take(size_t bytes) {
  bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  host_lock(&lock);
  size_t size = mapped < FEW ? CHUNK : LARGE;
  if (left < bytes && bytes >= size / 4) {
    mapped += bytes;
    host_unlock(&lock);
    return host_map(bytes);
  }
  if (left < bytes) {
    char *chunk = host_map(size);
    if (chunk) {
      next = chunk;
      left = size;
      mapped += size;
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
