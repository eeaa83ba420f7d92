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

/* The types that the module has a core::ptr::drop_in_place for, if that may free something. Most modules are never asked. */
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
    if (!name || !rust_drop_may_free(f))
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

/* Whether FUNCTION returns its result in memory that the caller passes as IR parameter 0. */
static bool returns_in_memory(LLVMValueRef function) {
  return LLVMCountParams(function) && parameter_type_attribute(function, 0, "sret");
}

/* The raw pointer in what the release FUNCTION returns in memory, at *OFFSET of it: a tuple of a
 * pointer, a length and a capacity, or of a wide pointer and an allocator. */
static struct rust_pointer returned_in_memory(LLVMValueRef function, uint64_t *offset) {
  LLVMMetadataRef type = rust_return_type(function);
  uint64_t size = type ? LLVMDITypeGetSizeInBits(type) / 8 : 0;
  for (*offset = 0; *offset + sizeof(void *) <= size; *offset += sizeof(void *)) {
    struct rust_pointer found = rust_pointer_at(type, *offset);
    if (found.kind == RUST_RAW)
      return found;
  }
  *offset = 0;
  return (struct rust_pointer){.kind = RUST_NOTHING};
}

/* Which IR parameter of the reclaim FUNCTION is the raw pointer; -1 if there is none. *POINTEE is
 * what debug info says of it. */
static int raw_parameter(struct module *m, LLVMValueRef function, const struct rust_name *name,
                         struct rust_pointer *pointee) {
  *pointee = (struct rust_pointer){.kind = RUST_NOTHING};
  unsigned count = LLVMCountParams(function);
  unsigned first = returns_in_memory(function) ? 1 : 0;
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
                        .inner = name->inner,
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

/* The IR parameter of the reclaim FUNCTION that says how many elements an owner without a header
 * has: the capacity of a Vec, the length of a Box of a slice. AT: its raw pointer. 0: none. */
static unsigned length_parameter(LLVMValueRef function, const struct rust_name *name, int at,
                                 const struct rust_pointer *pointee) {
  unsigned length = (unsigned)at + (name->vector ? 2 : 1);
  bool slice = LLVMIsDeclaration(function) ? name->slice : name->headerless && pointee->slice;
  bool has = name->vector || slice;
  return has && length < LLVMCountParams(function) &&
                 is_i64(LLVMTypeOf(LLVMGetParam(function, length)))
             ? length
             : 0;
}

/* Whether FUNCTION, whose name is that of a reclaim, only lends what it returns, or makes no owner
 * but another raw pointer. The kernel's borrow_mut needs the same permissions as an owner. */
static bool makes_no_owner(LLVMValueRef function, const struct rust_name *name) {
  bool exclusive;
  if (rust_is_reference(rust_return_type(function), &exclusive))
    return !exclusive || name->what != RUST_NAME_BORROW;
  return !name->standard && rust_returned(function).kind == RUST_RAW;
}

/* Bytes of what POINTER points to; 0 if they are not known, as for a pointer that passes through C,
 * or if POINTER is only the first element. */
static uint64_t payload_size(const struct rust_name *name, const struct rust_pointer *pointer) {
  static const char opaque[] = "c_void";
  size_t length = strlen(opaque);
  if (name->vector || (pointer->name_length >= length &&
                       !memcmp(pointer->name + pointer->name_length - length, opaque, length)))
    return 0;
  return rust_pointee_size(pointer);
}

/* What the owner points to that FUNCTION, of the kernel's ForeignOwnable, takes or returns. Its raw pointer is a
 * pointer to void. */
static struct rust_pointer foreign_pointer(LLVMValueRef function, const struct rust_name *name) {
  int index = name->what == RUST_NAME_RELEASE ? 0 : -1;
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  return rust_owned_pointer(subprogram ? custody_seam_parameter_type(subprogram, index) : nullptr);
}

/* The role of FUNCTION, whose name is that of a reclaim; NULL if its types say otherwise. */
static struct role *reclaim_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name, struct type_set *dropped) {
  struct rust_pointer pointee;
  int at = raw_parameter(m, function, name, &pointee);
  if (at < 0 || makes_no_owner(function, name))
    return nullptr;
  struct role *role = new_role(ROLE_RECLAIM, name);
  if (name->foreign && name->what == RUST_NAME_RECLAIM) {
    pointee = foreign_pointer(function, name);
    role->sizes[0] = 0; /* it is the address of the header, if there is one */
  }
  role->parameter = role->ir_parameter = at;
  role->ir_length = length_parameter(function, name, at, &pointee);
  role->contents = rust_contents_of(m, &pointee);
  role->sizes[1] = payload_size(name, &pointee);
  role->empty =
      pointee.pointee && !pointee.dynamic && !pointee.slice && rust_pointee_size(&pointee) == 0;
  role->lends = name->what == RUST_NAME_BORROW || name->adds;
  role->adds = name->adds;
  role->undropped = role->named && (name->view || !is_dropped(m, dropped, function));
  if (name->counts)
    role->sizes[0] = counted_header(&pointee);
  if (name->vector)
    role->sizes[0] = 0;
  return role;
}

/* The same for one whose name is that of a release. */
static struct role *release_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name) {
  struct role role = {.in_memory = returns_in_memory(function)};
  struct rust_pointer back =
      role.in_memory ? returned_in_memory(function, &role.result_offset) : rust_returned(function);
  if (!role.in_memory && !returns_pointer(m, function))
    return nullptr;
  if (LLVMIsDeclaration(function) ? !name->standard : back.kind != RUST_RAW)
    return nullptr;
  struct role *made = new_role(ROLE_RELEASE, name);
  made->in_memory = role.in_memory;
  made->result_offset = role.result_offset;
  if (name->foreign)
    back = foreign_pointer(function, name);
  made->sizes[1] = payload_size(name, &back);
  made->undropped = name->view;
  if (name->vector && role.in_memory)
    made->capacity_offset = role.result_offset + 2 * sizeof(uint64_t);
  return made;
}

/* Gives FUNCTION the role that its name says. */
static void collect_boundary(struct module *m, LLVMValueRef function, const struct rust_name *name,
                             struct type_set *dropped) {
  struct role *role = name->what == RUST_NAME_RELEASE ? release_role(m, function, name)
                                                      : reclaim_role(m, function, name, dropped);
  if (role)
    role_add(m, function, role);
}

/* Gives FUNCTION its role if it is custody_recover() of Custody's crate for Rust (rust/custody). */
static bool collect_recover(struct module *m, LLVMValueRef function, const char *symbol) {
  if (strcmp(symbol, "__custody_rust_recover") != 0)
    return false;
  LLVMTypeRef type = LLVMGlobalGetValueType(function);
  if (roles_of(m, function) || LLVMCountParamTypes(type) != 1 ||
      LLVMGetTypeKind(LLVMGetReturnType(type)) != LLVMPointerTypeKind)
    return true;
  struct role *role = must_allocate(sizeof *role);
  *role = (struct role){.kind = ROLE_RECOVER, .api = true};
  role_add(m, function, role);
  return true;
}

void rust_roles_collect(struct module *m) {
  struct type_set dropped = {};
  size_t length;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    const char *symbol = LLVMGetValueName2(f, &length);
    if (collect_recover(m, f, symbol))
      continue;
    struct rust_name name = rust_name_of(symbol);
    if (name.what == RUST_NAME_NONE)
      continue;
    if (!roles_of(m, f))
      collect_boundary(m, f, &name, &dropped);
    /* The runtime wants to know, and in phase 2 the function may be gone. */
    if (!name.standard && !name.view && !has_attribute(f, ATTRIBUTE_MARKED) &&
        is_dropped(m, &dropped, f))
      site_note_dropped(m, symbol, length);
  }
  free_types(&dropped);
}
