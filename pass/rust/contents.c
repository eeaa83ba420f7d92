/*===- contents.c - the types inside a type of Rust --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Nearly every function in Rust borrows something, and few borrows can ever be mistaken for an
 * owner. The runtime follows only those that a reclaim in the process can be about: borrows of the
 * type that is reclaimed, of a part of it (the links of a list), or of something that it is a part
 * of. So the site of each borrow and of each reclaim says which types are inside of what is pointed
 * to:
 *
 *   struct Node { links: Links, value: u32 }   struct Links { next: *mut Links }
 *   the contents of Node are the numbers of Node, Links, *mut Links and u32
 */
#include "rust_private.h"

#include "custody/abi.h"

#include <string.h>

enum { NESTING_LIMIT = 32, MOST = 256 };

/* The contents that were found so far. */
struct collection {
  uint32_t types[MOST];
  unsigned count;
  LLVMMetadataRef seen[MOST]; /* the types that the numbers are of */
  unsigned seen_count;
  bool unknown; /* there are too many */
};

static uint32_t hash(uint32_t so_far, const void *data, size_t length) {
  const unsigned char *bytes = data; /* FNV-1a */
  for (size_t i = 0; i < length; i++)
    so_far = (so_far ^ bytes[i]) * 16777619u;
  return so_far;
}

/* The number of TYPE, made from its name, or for an array from its element and its size. 0 for a
 * type without a name, for a member and for a variant part. Two types of one name have one
 * number. */
static uint32_t number_of(LLVMMetadataRef type) {
  unsigned tag = LLVMGetDINodeTag(type);
  uint32_t number = 2166136261u;
  size_t length;
  if (tag == DW_TAG_member || tag == DW_TAG_variant_part)
    return 0;
  if (tag == DW_TAG_array_type) {
    LLVMMetadataRef of = custody_seam_strip(custody_seam_base(type));
    uint32_t element = of ? number_of(of) : 0;
    uint64_t size = LLVMDITypeGetSizeInBits(type);
    if (!element)
      return 0;
    number = hash(hash(number, &element, sizeof element), &size, sizeof size);
  } else {
    const char *name = LLVMDITypeGetName(type, &length);
    if (!name || !length)
      return 0;
    number = hash(number, name, length);
  }
  number &= ~(uint32_t)CUSTODY_TYPE_LEAF;
  bool leaf =
      tag == DW_TAG_pointer_type || tag == DW_TAG_base_type || tag == DW_TAG_enumeration_type;
  return (number ? number : 2) | (leaf ? CUSTODY_TYPE_LEAF : 0);
}

/* Adds NUMBER, unless it is there. */
static void add(struct collection *c, uint32_t number) {
  for (unsigned i = 0; i < c->count; i++)
    if (c->types[i] == number)
      return;
  if (c->count == MOST)
    c->unknown = true;
  else
    c->types[c->count++] = number;
}

/* Whether TYPE is met for the first time. The type counts and not its name, since variants of
 * different enums share names. */
static bool meet(struct collection *c, LLVMMetadataRef type) {
  for (unsigned i = 0; i < c->seen_count; i++)
    if (c->seen[i] == type)
      return false;
  if (c->seen_count == MOST)
    c->unknown = true;
  else
    c->seen[c->seen_count++] = type;
  return !c->unknown;
}

/* Adds TYPE and what is inside of it. */
static void add_all(struct collection *c, LLVMMetadataRef type, unsigned depth) {
  if (!type || depth > NESTING_LIMIT) {
    c->unknown = true;
    return;
  }
  unsigned tag = LLVMGetDINodeTag(type);
  uint32_t number = number_of(type);
  if (number) {
    if (!meet(c, type))
      return;
    add(c, number);
    if (number & CUSTODY_TYPE_LEAF)
      return;
  }
  if (tag == DW_TAG_array_type || tag == DW_TAG_member) {
    add_all(c, custody_seam_strip(custody_seam_base(type)), depth + 1);
    return;
  }
  LLVMMetadataRef element;
  for (unsigned i = 0; !c->unknown && (element = custody_seam_element(type, i)); i++) {
    unsigned of = LLVMGetDINodeTag(element);
    if (of == DW_TAG_member || of == DW_TAG_variant_part)
      add_all(c, element, depth + 1);
  }
}

/* Whether a pointer to TYPE says nothing about what it points to: it came through C, or TYPE has no
 * bytes. */
static bool is_opaque(LLVMMetadataRef type) {
  size_t length;
  const char *name = LLVMDITypeGetName(type, &length);
  return !number_of(type) || !LLVMDITypeGetSizeInBits(type) ||
         (name && length == strlen("c_void") && !memcmp(name, "c_void", length));
}

const struct rust_contents *rust_contents_of(struct module *m, const struct rust_pointer *pointer) {
  LLVMMetadataRef type = pointer->pointee;
  if (!type || pointer->dynamic || is_opaque(type))
    return nullptr;
  uintptr_t *known = map_put(&rust_facts_of(m)->contents, type);
  if (*known)
    return *known == CONTENTS_UNKNOWN ? nullptr : (const struct rust_contents *)*known;
  struct collection c = {};
  add_all(&c, type, 0);
  if (c.unknown || !c.count) {
    *known = CONTENTS_UNKNOWN;
    return nullptr;
  }
  struct rust_contents *made = must_allocate(sizeof *made + c.count * sizeof *made->types);
  made->count = c.count;
  memcpy(made->types, c.types, c.count * sizeof *made->types);
  *known = (uintptr_t)made;
  return made;
}
