/*===- table.c - the roles of each function ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "roles_private.h"

#include <stdlib.h>

struct roles {
  struct map of_function; /* function -> its first struct role */
};

struct role *role_list(struct module *m, LLVMValueRef function) {
  uintptr_t *first = m->roles ? map_find(&m->roles->of_function, function) : nullptr;
  return first ? (struct role *)*first : nullptr;
}

void role_add(struct module *m, LLVMValueRef function, struct role *role) {
  if (!m->roles)
    m->roles = must_allocate(sizeof *m->roles);
  uintptr_t *first = map_put(&m->roles->of_function, function);
  role->next = (struct role *)*first;
  *first = (uintptr_t)role;
}

const struct role *roles_of(const struct module *m, LLVMValueRef function) {
  uintptr_t *first = m->roles ? map_find(&m->roles->of_function, function) : nullptr;
  return first ? (const struct role *)*first : nullptr;
}

bool roles_any(const struct module *m) {
  return m->roles && m->roles->of_function.count;
}

void roles_free(struct module *m) {
  if (!m->roles)
    return;
  struct map *map = &m->roles->of_function;
  for (size_t i = 0; i < map->capacity; i++)
    for (struct role *role = (struct role *)map->entries[i].value, *next; role; role = next) {
      next = role->next;
      free(role);
    }
  map_free(map);
  free(m->roles);
  m->roles = nullptr;
}
