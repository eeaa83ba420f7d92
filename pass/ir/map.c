/*===- map.c - a pointer map and a pointer list ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "ir/map.h"

#include <stdio.h>
#include <stdlib.h>

[[noreturn]] static void out_of_memory(void) {
  fputs("Custody: error: out of memory\n", stderr);
  exit(1);
}

void *must_allocate(size_t bytes) {
  void *memory = calloc(1, bytes ? bytes : 1);
  if (!memory)
    out_of_memory();
  return memory;
}

void *must_reallocate(void *old, size_t bytes) {
  void *grown = realloc(old, bytes);
  if (!grown)
    out_of_memory();
  return grown;
}

static struct map_entry *probe(const struct map *map, const void *key) {
  size_t mask = map->capacity - 1;
  size_t at = (size_t)(((uintptr_t)key * 0x9e3779b97f4a7c15ULL) >> 20) & mask;
  while (map->entries[at].key && map->entries[at].key != key)
    at = (at + 1) & mask;
  return &map->entries[at];
}

uintptr_t *map_find(const struct map *map, const void *key) {
  if (!map->capacity)
    return nullptr;
  struct map_entry *entry = probe(map, key);
  return entry->key ? &entry->value : nullptr;
}

static void grow(struct map *map) {
  struct map old = *map;
  map->capacity = old.capacity ? 2 * old.capacity : 64;
  map->entries = must_allocate(map->capacity * sizeof *map->entries);
  for (size_t i = 0; i < old.capacity; i++)
    if (old.entries[i].key)
      *probe(map, old.entries[i].key) = old.entries[i];
  free(old.entries);
}

uintptr_t *map_put(struct map *map, const void *key) {
  if (3 * (map->count + 1) > 2 * map->capacity)
    grow(map);
  struct map_entry *entry = probe(map, key);
  if (!entry->key) {
    entry->key = key;
    map->count++;
  }
  return &entry->value;
}

void map_free(struct map *map) {
  free(map->entries);
  *map = (struct map){};
}

void list_add(struct list *list, void *item) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity ? 2 * list->capacity : 32;
    void **items = realloc(list->items, list->capacity * sizeof *items);
    if (!items)
      out_of_memory();
    list->items = items;
  }
  list->items[list->count++] = item;
}

void list_free(struct list *list) {
  free(list->items);
  *list = (struct list){};
}
