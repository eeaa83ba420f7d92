/*===- role_site.c - sites of roles ------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "mark_private.h"

#include <stdlib.h>

struct marking {
  struct map contents; /* struct rust_contents -> its constant */
};

LLVMValueRef contents_constant(struct module *m, const struct rust_contents *contents) {
  if (!contents)
    return nullptr;
  if (!m->marking)
    m->marking = must_allocate(sizeof *m->marking);
  uintptr_t *known = map_put(&m->marking->contents, contents);
  if (!*known)
    *known = (uintptr_t)site_types(m, contents->types, contents->count);
  return (LLVMValueRef)*known;
}

void mark_free(struct module *m) {
  if (!m->marking)
    return;
  map_free(&m->marking->contents);
  free(m->marking);
  m->marking = nullptr;
}

LLVMValueRef borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                         LLVMValueRef annotated, const struct role *role) {
  struct site site = {.kind = role->kind == ROLE_KEY         ? CUSTODY_KIND_KEY
                              : role->kind == ROLE_EXCLUSIVE ? CUSTODY_KIND_EXCLUSIVE
                                                             : CUSTODY_KIND_SHARED,
                      .header = CUSTODY_UNKNOWN_SIZE};
  site.span = site_pointee(annotated, role->parameter, &site.name, &site.name_length);
  if (role->sizes[0] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[0];
  return site_make(m, function, place, &site);
}

LLVMValueRef boundary_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                           LLVMValueRef boundary, const struct role *role) {
  bool transfer = role->kind == ROLE_TRANSFER_OUT || role->kind == ROLE_TRANSFER_IN;
  struct site site = {
      .kind = role->kind == ROLE_RECOVER                                     ? CUSTODY_KIND_RECOVER
              : role->kind == ROLE_DESCRIBE                                  ? CUSTODY_KIND_DESCRIBE
              : role->kind == ROLE_RECLAIM || role->kind == ROLE_TRANSFER_IN ? CUSTODY_KIND_RECLAIM
                                                                             : CUSTODY_KIND_RELEASE,
      .flags = (role->consumes ? CUSTODY_SITE_CONSUMES : 0) |
               (role->payload ? CUSTODY_SITE_PAYLOAD : 0) | (role->named ? CUSTODY_SITE_NAMED : 0) |
               (role->empty ? CUSTODY_SITE_EMPTY : 0) | (role->lends ? CUSTODY_SITE_LENDS : 0) |
               (role->undropped ? CUSTODY_SITE_UNDROPPED : 0) |
               (transfer ? CUSTODY_SITE_TRANSFER | CUSTODY_SITE_CONSUMES : 0),
      .header = role->sizes[0],
      .types = contents_constant(m, role->contents),
  };
  const char *type;
  size_t type_length;
  site.span =
      role->api || role->rust ? 0 : site_pointee(boundary, role->parameter, &type, &type_length);
  if (role->sizes[1] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[1];
  site.name = LLVMGetValueName2(boundary, &site.name_length);
  return site_make(m, function, place, &site);
}
