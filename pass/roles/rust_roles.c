/*===- rust_roles.c - roles of functions in Rust -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The name of a function says that it is a boundary (rust_names.c), and debug info says what it
 * takes and returns (rust/).
 */
#include "roles_private.h"

#include "custody/abi.h"

#include <stdlib.h>
#include <string.h>

/*===-- Which types the module drops --------------------------------------------===*/

/* The types that the module has a core::ptr::drop_in_place for. Most modules are never asked. */
struct type_set {
  bool filled;
  struct map by_hash; /* hash of the name -> struct dropped_type */
};

struct dropped_type {
  struct dropped_type *next; /* of the same hash */
  char name[];
};

/* A key for struct map: it is not NULL, and it is no pointer. */
static const void *hash_of_name(const char *name) {
  uint64_t hash = 0xcbf29ce484222325ULL; /* FNV-1a */
  for (; *name; name++)
    hash = (hash ^ (unsigned char)*name) * 0x100000001b3ULL;
  return (const void *)(uintptr_t)(hash | 1);
}

/* Finds the types that the module drops. */
static void fill_types(struct module *m, struct type_set *set) {
  set->filled = true;
  char buffer[RUST_NAME_SIZE];
  size_t length;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    const char *name = rust_type_of_drop(LLVMGetValueName2(f, &length), buffer);
    if (!name)
      continue;
    struct dropped_type *type = must_allocate(sizeof *type + strlen(name) + 1);
    strcpy(type->name, name);
    uintptr_t *first = map_put(&set->by_hash, hash_of_name(name));
    type->next = (struct dropped_type *)*first;
    *first = (uintptr_t)type;
  }
}

static void free_types(struct type_set *set) {
  for (size_t i = 0; i < set->by_hash.capacity; i++)
    for (struct dropped_type *type = (struct dropped_type *)set->by_hash.entries[i].value, *next;
         type; type = next) {
      next = type->next;
      free(type);
    }
  map_free(&set->by_hash);
}

/* Whether the module drops values of the type that BOUNDARY is a function of. */
static bool is_dropped(struct module *m, struct type_set *dropped, LLVMValueRef boundary) {
  if (!dropped->filled)
    fill_types(m, dropped);
  char buffer[RUST_NAME_SIZE];
  size_t length;
  const char *name = rust_type_of_function(LLVMGetValueName2(boundary, &length), buffer);
  uintptr_t *first = name ? map_find(&dropped->by_hash, hash_of_name(name)) : nullptr;
  for (const struct dropped_type *type = first ? (const struct dropped_type *)*first : nullptr;
       type; type = type->next)
    if (!strcmp(type->name, name))
      return true;
  return false;
}

/*===-- Roles -------------------------------------------------------------------===*/

/* Whether FUNCTION returns a pointer, or a struct that begins with one. */
static bool returns_pointer(struct module *m, LLVMValueRef function) {
  struct leaf leaves[MAX_LEAVES];
  LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
  return leaves_of_type(m, type, leaves) && !leaves[0].integer && leaves[0].offset == 0;
}

/* Which IR parameter of the reclaim FUNCTION is the raw pointer; -1 if there is none. *POINTEE is
 * what debug info says of it. */
static int raw_parameter(struct module *m, LLVMValueRef function, const struct rust_name *name,
                         struct rust_pointer *pointee) {
  *pointee = (struct rust_pointer){.kind = RUST_NOTHING};
  unsigned count = LLVMCountParams(function);
  unsigned first = count && parameter_type_attribute(function, 0, "sret") ? 1 : 0;
  bool plain = first < count && is_pointer(LLVMTypeOf(LLVMGetParam(function, first)));
  /* A declaration has no debug info. So its name must be beyond doubt, and whether a borrow returns
   * a shared reference is not known. */
  if (LLVMIsDeclaration(function))
    return name->standard && plain && name->what == RUST_NAME_RECLAIM ? (int)first : -1;
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++)
    if (s->parameters[i].kind == RUST_RAW) {
      *pointee = s->parameters[i];
      return (int)i;
    }
  /* Without debug info of its parameters, the name must be beyond doubt as well. */
  bool silent = s->count == 0 || s->parameters[first].kind == RUST_NOTHING;
  return name->standard && plain && silent ? (int)first : -1;
}

static struct role *new_role(enum role_kind kind, const struct rust_name *name) {
  struct role *role = must_allocate(sizeof *role);
  *role = (struct role){.kind = kind,
                        .consumes = name->consumes,
                        .rust = true,
                        .named = !name->standard,
                        .parameter = -1,
                        .ir_parameter = -1,
                        .sizes = {CUSTODY_UNKNOWN_SIZE, 0}};
  return role;
}

/* Size of the header of an Arc or Rc: two counts of a word each, and the padding in front of the
 * payload (alloc::sync::ArcInner). */
static uint64_t counted_header(const struct rust_pointer *pointee) {
  enum { COUNTS = 16 };
  uint64_t align = pointee->pointee ? LLVMDITypeGetAlignInBits(pointee->pointee) / 8 : 0;
  if (pointee->dynamic || pointee->slice)
    return CUSTODY_UNKNOWN_SIZE;
  return align > COUNTS ? align : COUNTS;
}

/* The role of FUNCTION, whose name is that of a reclaim; NULL if its types say otherwise. */
static struct role *reclaim_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name, struct type_set *dropped) {
  struct rust_pointer pointee;
  bool exclusive;
  int at = raw_parameter(m, function, name, &pointee);
  /* A function that returns a reference rebuilds no owner. But the kernel's borrow_mut needs the
   * same permissions as one that does. */
  bool lends = rust_is_reference(rust_return_type(function), &exclusive);
  if (at < 0 || (lends && !(exclusive && name->what == RUST_NAME_BORROW)))
    return nullptr;
  struct role *role = new_role(ROLE_RECLAIM, name);
  role->parameter = role->ir_parameter = at;
  role->contents = rust_contents_of(m, &pointee);
  role->sizes[1] = rust_pointee_size(&pointee);
  role->empty = pointee.pointee && !pointee.dynamic && !pointee.slice && role->sizes[1] == 0;
  role->lends = name->what == RUST_NAME_BORROW;
  role->undropped = role->named && !is_dropped(m, dropped, function);
  if (name->counts)
    role->sizes[0] = counted_header(&pointee);
  return role;
}

/* The same for one whose name is that of a release. */
static struct role *release_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name) {
  if (!returns_pointer(m, function))
    return nullptr;
  struct rust_pointer back = rust_returned(function);
  if (LLVMIsDeclaration(function) ? !name->standard : back.kind != RUST_RAW)
    return nullptr;
  struct role *role = new_role(ROLE_RELEASE, name);
  role->sizes[1] = rust_pointee_size(&back);
  return role;
}

/* Gives FUNCTION the role that its name says. */
static void collect_boundary(struct module *m, LLVMValueRef function, const struct rust_name *name,
                             struct type_set *dropped) {
  struct role *role = name->what == RUST_NAME_RELEASE ? release_role(m, function, name)
                                                      : reclaim_role(m, function, name, dropped);
  if (role)
    role_add(m, function, role);
}

void rust_roles_collect(struct module *m) {
  struct type_set dropped = {};
  size_t length;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    const char *symbol = LLVMGetValueName2(f, &length);
    struct rust_name name = rust_name_of(symbol);
    if (name.what == RUST_NAME_NONE)
      continue;
    if (!roles_of(m, f))
      collect_boundary(m, f, &name, &dropped);
    /* The runtime wants to know, and in phase 2 the function may be gone. */
    if (!name.standard && !has_attribute(f, ATTRIBUTE_MARKED) && is_dropped(m, &dropped, f))
      site_note_dropped(m, symbol, length);
  }
  free_types(&dropped);
}
