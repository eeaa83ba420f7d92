/*===- family.c - families of owners -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A family is the path of an owner's type without generic arguments. It comes from the name of the
 * boundary:
 *
 *   <alloc::sync::Arc<s::Inner>>::from_raw     family alloc::sync::Arc, type alloc::sync::Arc<s::Inner>
 */
#include "family.h"
#include "roles_private.h"

#include "runtime/text/demangle.h"

#include <string.h>

/* The owners of the standard library that the runtime knows. */
static const struct standard {
  const char *path;
  enum custody_family family;
} standard[] = {
    {"alloc::sync::Arc", CUSTODY_FAMILY_ARC},
    {"alloc::rc::Rc", CUSTODY_FAMILY_RC},
    {"alloc::sync::Weak", CUSTODY_FAMILY_ARC_WEAK},
    {"alloc::rc::Weak", CUSTODY_FAMILY_RC_WEAK},
    {"alloc::boxed::Box", CUSTODY_FAMILY_BOX},
    {"alloc::vec::Vec", CUSTODY_FAMILY_VEC},
    {"alloc::string::String", CUSTODY_FAMILY_STRING},
    {"alloc::ffi::c_str::CString", CUSTODY_FAMILY_C_STRING},
    {"std::ffi::os_str::OsString", CUSTODY_FAMILY_OS_STRING},
    {"std::path::PathBuf", CUSTODY_FAMILY_PATH},
};

/* Never 0. */
static uint32_t hash_of(const char *text, size_t length) {
  uint32_t hash = 0x811c9dc5u; /* FNV-1a */
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 0x01000193u;
  return hash ? hash : 1;
}

static enum custody_family find(const char *path, size_t length) {
  for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
    if (strlen(standard[i].path) == length && !memcmp(standard[i].path, path, length))
      return standard[i].family;
  return CUSTODY_FAMILY_OWN;
}

/* The second generic argument in ARGUMENTS, "<A, B>", which is the allocator of an owner; NULL if
 * there is only one. */
static const char *allocator_in(const char *arguments) {
  int depth = 0;
  for (const char *at = arguments; *at; at++) {
    if (strchr("<([", *at))
      depth++;
    else if (strchr(")]", *at) || (*at == '>' && at[-1] != '-'))
      depth--;
    else if (*at == ',' && depth == 1)
      return at + 1 + strspn(at + 1, " ");
  }
  return nullptr;
}

/* Whether an owner with the generic ARGUMENTS has its memory from the global allocator. */
static bool is_global(const char *arguments) {
  static const char global[] = "alloc::alloc::Global>";
  const char *allocator = allocator_in(arguments);
  return !allocator || !strcmp(allocator, global);
}

/* Whether SYMBOL is a function of an impl of a trait. Its pointers may be anything, whatever the
 * type is. */
static bool is_of_trait(const char *symbol) {
  char name[RUST_NAME_SIZE] = "";
  struct text text = {.at = name, .size = sizeof name};
  if (!demangle_rust(symbol, &text) || *name != '<')
    return false;
  int depth = 0;
  for (const char *at = name; *at; at++) {
    if (*at == '<')
      depth++;
    else if (*at == '>' && at[-1] != '-' && --depth == 0)
      return false;
    else if (depth == 1 && !strncmp(at, " as ", 4))
      return true;
  }
  return false;
}

bool family_of_boundary(const char *symbol, struct owner_family *family) {
  char buffer[RUST_NAME_SIZE];
  *family = (struct owner_family){.family = CUSTODY_FAMILY_OWN};
  const char *type = rust_is_mangled(symbol) ? rust_type_of_function(symbol, buffer) : nullptr;
  if (!type)
    return false;
  size_t length = strlen(type), path = strcspn(type, "<");
  if (!path || path >= sizeof family->name)
    return false;
  memcpy(family->name, type, path);
  family->name_hash = hash_of(type, path);
  if (type + length < buffer + RUST_NAME_SIZE - 2) /* it was not cut */
    family->type_hash = hash_of(type, length);
  if (is_global(type + path) && !is_of_trait(symbol))
    family->family = find(type, path);
  if (family->family > CUSTODY_FAMILY_BOX)
    family->type_hash = 0;
  return true;
}

void family_declared(const char *name, struct owner_family *family) {
  *family = (struct owner_family){.name_hash = hash_of(name, strlen(name))};
  family->family = find(name, strlen(name));
  if (family->family == CUSTODY_FAMILY_OWN)
    family->family = CUSTODY_FAMILY_DECLARED;
  strncpy(family->name, name, sizeof family->name - 1);
}
