/*===- family.h - families of owners -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* Which type of owner a boundary belongs to, for struct custody_owner_site (abi.h). */
#ifndef CUSTODY_PASS_ROLES_FAMILY_H
#define CUSTODY_PASS_ROLES_FAMILY_H

#include "custody/abi.h"

#include <stdint.h>

struct owner_family {
  enum custody_family family;
  uint32_t name_hash; /* never 0 */
  /* Of the type with its generic arguments; 0: unknown, or of a vector or string, whose pointer says
   * nothing of a size. */
  uint32_t type_hash;
  char name[256];
};

/* Finds the family of the mangled function SYMBOL of Rust. Returns false if it belongs to no type. */
bool family_of_boundary(const char *symbol, struct owner_family *family);
/* The family that an annotation calls NAME, of at most FAMILY_NAME_MAX characters. */
void family_declared(const char *name, struct owner_family *family);
enum { FAMILY_NAME_MAX = 63 };

#endif /* CUSTODY_PASS_ROLES_FAMILY_H */
