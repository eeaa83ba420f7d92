/*===- map.h - a pointer map and a pointer list -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_MAP_H
#define CUSTODY_PASS_MAP_H

#include <stddef.h>
#include <stdint.h>

/* Maps non-NULL pointers to words. Zero-initialised it is empty. Out of memory ends the compiler. */
struct map {
  struct map_entry {
    const void *key;
    uintptr_t value;
  } *entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
};

/* Where KEY's word is; NULL if it has none. Valid until the next map_put. */
uintptr_t *map_find(const struct map *map, const void *key);
/* The same, made with the value 0 if it was not there. */
uintptr_t *map_put(struct map *map, const void *key);
void map_free(struct map *map);

/* A growing list of pointers. Zero-initialised it is empty. */
struct list {
  void **items;
  size_t count, capacity;
};

void list_add(struct list *list, void *item);
void list_free(struct list *list);

/* Memory that is there or ends the compiler with a message; zeroed. free() it. */
void *must_allocate(size_t bytes);

#endif /* CUSTODY_PASS_MAP_H */
