/*===- map.h - a pointer map and a pointer list ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_MAP_H
#define CUSTODY_PASS_IR_MAP_H

#include <stddef.h>
#include <stdint.h>

/* Maps pointers other than NULL to words. One that is zero-initialised is empty. If memory runs
 * out, the functions of this file end the compiler with a message. */
struct map {
  struct map_entry {
    const void *key;
    uintptr_t value;
  } *entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
};

/* Where KEY's word is, until the next map_put; NULL if KEY has none. */
uintptr_t *map_find(const struct map *map, const void *key);
/* Where KEY's word is, until the next map_put. A KEY that had none gets the word 0. */
uintptr_t *map_put(struct map *map, const void *key);
/* Frees MAP, which is empty then. What its words point to stays. */
void map_free(struct map *map);

/* A list of pointers that grows. One that is zero-initialised is empty. */
struct list {
  void **items;
  size_t count, capacity;
};

void list_add(struct list *list, void *item);
void list_free(struct list *list);

/* BYTES of zeroed memory, never NULL. The caller frees it with free(). */
void *must_allocate(size_t bytes);
/* As realloc, but ends the compiler if there is no memory. */
void *must_reallocate(void *old, size_t bytes);

#endif /* CUSTODY_PASS_IR_MAP_H */
