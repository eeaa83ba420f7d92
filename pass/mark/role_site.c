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

struct rust_pointer boundary_pointer(struct module *m, LLVMValueRef function,
                                     const struct role *role) {
  if (role->ir_parameter < 0)
    return rust_returned(function);
  const struct rust_signature *s = rust_signature_of(m, function);
  unsigned at = (unsigned)role->ir_parameter;
  return role->ir_parameter >= 0 && at < s->count ? s->parameters[at] : (struct rust_pointer){};
}

/* Whether the raw pointer of BOUNDARY may be a wide one, by its IR: debug info does not say. */
static bool has_wide_pointer(LLVMValueRef boundary, const struct role *role) {
  LLVMTypeRef type = LLVMGlobalGetValueType(boundary);
  return role->ir_parameter < 0 ? !is_pointer(LLVMGetReturnType(type))
                                : LLVMCountParams(boundary) != (unsigned)role->ir_parameter + 1;
}

/* Fills in OWNER and FAMILY for the BOUNDARY with ROLE, whose payload has SPAN bytes. Returns false if its owner has no name. */
static bool find_owner(struct module *m, LLVMValueRef boundary, const struct role *role,
                       uint64_t span, struct owner_family *family, struct site_owner *owner) {
  size_t length;
  if (*role->family)
    family_declared(role->family, family);
  else if (!role->rust || !family_of_boundary(LLVMGetValueName2(boundary, &length), family))
    return false;
  *owner = (struct site_owner){.family = family->family,
                               .name = family->name,
                               .name_hash = family->name_hash,
                               .type_hash = family->type_hash,
                               .exact = role->sized};
  if (!role->rust)
    return true;
  /* The size of these is that of the type that their pointer points to. The pointer of a Vec points
   * to an element, and that of another type to anything. */
  struct rust_pointer pointer = boundary_pointer(m, boundary, role);
  bool wide = pointer.pointee ? pointer.slice || pointer.dynamic : has_wide_pointer(boundary, role);
  if (family->family >= CUSTODY_FAMILY_ARC && family->family <= CUSTODY_FAMILY_BOX &&
      pointer.pointee && !wide) {
    owner->exact = rust_pointee_size(&pointer) == span;
    owner->align = rust_pointee_align(&pointer);
  }
  if (wide) /* types are the same, but lengths may differ */
    owner->type_hash = 0;
  return true;
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
  if (site.span == 1)
    site.span = 0; /* a pointer to char may point to anything */
  if (role->sizes[1] != CUSTODY_UNKNOWN_SIZE)
    site.span = role->sizes[1];
  site.name = LLVMGetValueName2(boundary, &site.name_length);
  struct owner_family family;
  struct site_owner owner;
  if (site.kind == CUSTODY_KIND_RECLAIM || site.kind == CUSTODY_KIND_RELEASE)
    site.owner = find_owner(m, boundary, role, site.span, &family, &owner) ? &owner : nullptr;
  return site_make(m, function, place, &site);
}
