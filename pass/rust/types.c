/*===- types.c - pointers in types of Rust -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * With -Cdebuginfo=2 rustc names pointer types as the source does:
 *
 *   DIDerivedType(DW_TAG_pointer_type, name: "&mut s::Inner", baseType: <s::Inner>)
 *   DICompositeType(DW_TAG_structure_type, name: "&[u32]", elements: { data_ptr, length })
 *   DICompositeType(DW_TAG_structure_type, name: "&dyn Debug", elements: { pointer, vtable })
 *   DICompositeType(DW_TAG_structure_type, name: "Option<&u64>", elements: { DW_TAG_variant_part })
 *
 * A Box is a pointer type as well, or a structure with a table of functions, but its name is
 * "Box<...>", so it is no reference. The table's member has the type "&[usize; 4]" and is no
 * reference either.
 */
#include "rust_private.h"

#include <string.h>

enum { NESTING_LIMIT = 32 };

static const char *type_name(LLVMMetadataRef type, size_t *length) {
  *length = 0;
  const char *name = LLVMDITypeGetName(type, length);
  return name ? name : "";
}

/* Whether NAME starts with WITH. */
static bool starts(const char *name, size_t length, const char *with) {
  size_t n = strlen(with);
  return length >= n && !memcmp(name, with, n);
}

/* Whether the name of TYPE starts with WITH. */
static bool named(LLVMMetadataRef type, const char *with) {
  size_t length;
  const char *name = type_name(type, &length);
  return starts(name, length, with);
}

/* What a type called NAME is, if it is a pointer. */
static enum rust_kind kind_of_name(const char *name, size_t length) {
  return starts(name, length, "&mut ")                                      ? RUST_EXCLUSIVE
         : starts(name, length, "&")                                        ? RUST_SHARED
         : starts(name, length, "*const ") || starts(name, length, "*mut ") ? RUST_RAW
                                                                            : RUST_OTHER;
}

static void name_pointee(struct rust_pointer *p, const char *name, size_t length) {
  size_t skip = p->kind == RUST_EXCLUSIVE         ? strlen("&mut ")
                : p->kind == RUST_SHARED          ? strlen("&")
                : starts(name, length, "*const ") ? strlen("*const ")
                                                  : strlen("*mut ");
  p->name = name + skip;
  p->name_length = length - skip;
}

static struct rust_pointer thin_pointer(LLVMMetadataRef type) {
  size_t length;
  const char *name = type_name(type, &length);
  struct rust_pointer p = {.kind = kind_of_name(name, length)};
  if (p.kind != RUST_OTHER) {
    p.pointee = custody_seam_strip(custody_seam_base(type));
    name_pointee(&p, name, length);
  }
  return p;
}

/* The data pointer of a wide pointer TYPE: "&[T]", "&str", "&dyn Trait", "*mut [T]". */
static struct rust_pointer wide_pointer(LLVMMetadataRef type, enum rust_kind kind) {
  size_t length;
  const char *name = type_name(type, &length);
  struct rust_pointer p = {.kind = kind};
  name_pointee(&p, name, length);
  LLVMMetadataRef member;
  for (unsigned i = 0; (member = custody_seam_element(type, i)); i++) {
    if (named(member, "length"))
      p.slice = true;
    else if (named(member, "vtable"))
      p.dynamic = true;
    else
      p.pointee =
          custody_seam_strip(custody_seam_base(custody_seam_strip(custody_seam_base(member))));
  }
  if (!p.slice)
    p.dynamic = true;
  return p;
}

static const struct rust_pointer nothing = {.kind = RUST_NOTHING}, other = {.kind = RUST_OTHER};

static bool same_pointer(const struct rust_pointer *a, const struct rust_pointer *b) {
  return a->kind == b->kind && a->pointee == b->pointee && a->slice == b->slice &&
         a->dynamic == b->dynamic;
}

/* What a place holds that has A in one variant of a type and B in another. */
static struct rust_pointer either(struct rust_pointer a, struct rust_pointer b) {
  if (a.kind == RUST_NOTHING || same_pointer(&a, &b))
    return b;
  return b.kind == RUST_NOTHING ? a : other;
}

static struct rust_pointer pointer_at(LLVMMetadataRef type, uint64_t offset, unsigned depth);

/* The pointer at OFFSET of a structure, as far as its MEMBER has it. */
static struct rust_pointer member_at(LLVMMetadataRef member, uint64_t offset, unsigned depth) {
  uint64_t at = LLVMDITypeGetOffsetInBits(member) / 8;
  LLVMMetadataRef type = custody_seam_strip(custody_seam_base(member));
  uint64_t size = type ? LLVMDITypeGetSizeInBits(type) / 8 : 0;
  if (offset < at || offset - at >= size)
    return nothing;
  return pointer_at(type, offset - at, depth + 1);
}

/* The same for all variants of PART, the part of an enum that varies. */
static struct rust_pointer variants_at(LLVMMetadataRef part, uint64_t offset, unsigned depth) {
  struct rust_pointer all = nothing;
  LLVMMetadataRef variant;
  for (unsigned i = 0; (variant = custody_seam_element(part, i)); i++)
    all = either(all, member_at(variant, offset, depth));
  return all;
}

static struct rust_pointer structure_at(LLVMMetadataRef type, uint64_t offset, unsigned depth) {
  /* A reference in one of these may dangle, so the compiler may assume nothing of it. */
  static const char *const dangling[] = {"ManuallyDrop<", "MaybeDangling<"};
  size_t length;
  const char *name = type_name(type, &length);
  enum rust_kind kind = kind_of_name(name, length);
  if (kind != RUST_OTHER)
    return offset == 0 ? wide_pointer(type, kind) : other;
  bool transparent = starts(name, length, "NonNull<") || starts(name, length, "(");
  struct rust_pointer found = nothing;
  LLVMMetadataRef element;
  for (unsigned i = 0; (element = custody_seam_element(type, i)); i++) {
    unsigned tag = LLVMGetDINodeTag(element);
    if (tag == DW_TAG_variant_part)
      found = either(found, variants_at(element, offset, depth));
    else if (tag == DW_TAG_member && named(element, "vtable"))
      continue;
    else if (tag == DW_TAG_member)
      found = either(found, member_at(element, offset, depth));
  }
  /* A structure with a raw pointer in it may own what that points to, so it is not one itself. */
  if (found.kind == RUST_SHARED || found.kind == RUST_EXCLUSIVE)
    for (size_t i = 0; i < sizeof dangling / sizeof *dangling; i++)
      if (starts(name, length, dangling[i]))
        return other;
  return found.kind == RUST_RAW && !transparent ? other : found;
}

static struct rust_pointer pointer_at(LLVMMetadataRef type, uint64_t offset, unsigned depth) {
  if (!type || depth > NESTING_LIMIT)
    return other;
  switch (LLVMGetDINodeTag(type)) {
  case DW_TAG_pointer_type:
    return offset == 0 ? thin_pointer(type) : other;
  case DW_TAG_structure_type:
    return structure_at(type, offset, depth);
  case DW_TAG_array_type: {
    LLVMMetadataRef element = custody_seam_strip(custody_seam_base(type));
    uint64_t size = element ? LLVMDITypeGetSizeInBits(element) / 8 : 0;
    return size ? pointer_at(element, offset % size, depth + 1) : other;
  }
  default:
    return other;
  }
}

struct rust_pointer rust_pointer_at(LLVMMetadataRef type, uint64_t offset) {
  return pointer_at(custody_seam_strip(type), offset, 0);
}

bool rust_is_reference(LLVMMetadataRef type, bool *exclusive) {
  static const char *const around[] = {"Option<", "Pin<"};
  size_t length = 0;
  LLVMMetadataRef stripped = custody_seam_strip(type);
  const char *name = stripped ? type_name(stripped, &length) : "";
  for (size_t i = 0; i < sizeof around / sizeof *around; i++)
    if (starts(name, length, around[i])) {
      name += strlen(around[i]);
      length -= strlen(around[i]);
    }
  *exclusive = starts(name, length, "&mut ");
  return starts(name, length, "&");
}

struct rust_pointer rust_owned_pointer(LLVMMetadataRef type) {
  for (unsigned depth = 0; type && depth < NESTING_LIMIT; depth++) {
    type = custody_seam_strip(type);
    struct rust_pointer found = pointer_at(type, 0, depth);
    if (found.kind == RUST_RAW)
      return found;
    LLVMMetadataRef inside = nullptr, member;
    for (unsigned i = 0; found.kind == RUST_OTHER && (member = custody_seam_element(type, i)); i++)
      if (LLVMGetDINodeTag(member) == DW_TAG_member && !LLVMDITypeGetOffsetInBits(member) &&
          LLVMDITypeGetSizeInBits(member))
        inside = custody_seam_base(member);
    type = inside;
  }
  return nothing;
}

uint64_t rust_pointee_size(const struct rust_pointer *pointer) {
  if (!pointer->pointee || pointer->slice || pointer->dynamic)
    return 0;
  return LLVMDITypeGetSizeInBits(pointer->pointee) / 8;
}

uint32_t rust_pointee_align(const struct rust_pointer *pointer) {
  if (!pointer->pointee || pointer->dynamic)
    return 0;
  /* rustc states it for structures and arrays only. A number or a pointer is aligned to its size. */
  unsigned tag = LLVMGetDINodeTag(pointer->pointee);
  bool plain = tag == DW_TAG_base_type || tag == DW_TAG_pointer_type;
  uint64_t align = LLVMDITypeGetAlignInBits(pointer->pointee) / 8;
  if (!align && plain)
    align = LLVMDITypeGetSizeInBits(pointer->pointee) / 8;
  return align && !(align & (align - 1)) && align <= 1u << 29 ? (uint32_t)align : 0;
}

/* Looks for the member "cap", a number or a structure of one, in TYPE and the structures in it. */
static bool find_capacity(LLVMMetadataRef type, uint64_t *offset, unsigned depth) {
  LLVMMetadataRef member;
  for (unsigned i = 0; type && depth < 4 && (member = custody_seam_element(type, i)); i++) {
    if (LLVMGetDINodeTag(member) != DW_TAG_member)
      continue;
    LLVMMetadataRef of = custody_seam_strip(custody_seam_base(member));
    size_t length;
    const char *name = type_name(member, &length);
    if (length == 3 && !memcmp(name, "cap", 3)) {
      *offset = LLVMDITypeGetOffsetInBits(member) / 8;
      return of && LLVMDITypeGetSizeInBits(of) == 64;
    }
    bool structure = of && LLVMGetDINodeTag(of) == DW_TAG_structure_type;
    if (structure && find_capacity(of, offset, depth + 1)) {
      *offset += LLVMDITypeGetOffsetInBits(member) / 8;
      return true;
    }
  }
  return false;
}

bool rust_capacity_offset(LLVMMetadataRef type, uint64_t *offset) {
  return type && named(type, "Vec<") && find_capacity(type, offset, 0);
}

/*===-- What is in a type --------------------------------------------------------===*/

enum { HAS_CELLS = 1, IS_PINNED = 2, KNOWN = 4 };

static unsigned traits_of(struct module *m, LLVMMetadataRef type, unsigned depth) {
  static const struct {
    const char *name;
    unsigned traits;
  } known[] = {
      {"UnsafeCell<", HAS_CELLS},
      {"PhantomPinned", IS_PINNED},
      {"UnsafePinned<", HAS_CELLS | IS_PINNED},
      {"{async_", IS_PINNED},
      {"{coroutine_", IS_PINNED},
      {"{gen_", IS_PINNED},
  };
  if (!type || depth > NESTING_LIMIT)
    return HAS_CELLS | IS_PINNED; /* in doubt a write is allowed */
  unsigned tag = LLVMGetDINodeTag(type);
  if (tag == DW_TAG_pointer_type)
    return 0;
  uintptr_t *cached = map_find(&rust_facts_of(m)->traits, type);
  if (cached)
    return *cached & ~(unsigned)KNOWN;
  unsigned traits = 0;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (named(type, known[i].name))
      traits |= known[i].traits;
  if (tag == DW_TAG_array_type || tag == DW_TAG_member)
    traits |= traits_of(m, custody_seam_strip(custody_seam_base(type)), depth + 1);
  LLVMMetadataRef element;
  for (unsigned i = 0; tag != DW_TAG_array_type && (element = custody_seam_element(type, i)); i++) {
    unsigned of = LLVMGetDINodeTag(element);
    if (of == DW_TAG_member || of == DW_TAG_variant_part)
      traits |= traits_of(m, element, depth + 1);
  }
  *map_put(&rust_facts_of(m)->traits, type) = traits | KNOWN;
  return traits;
}

bool rust_has_cells(struct module *m, LLVMMetadataRef type) {
  return traits_of(m, type, 0) & HAS_CELLS;
}

/* Whether a value of TYPE is not Unpin: an exclusive reference to it promises nothing. */
static bool is_pinned(struct module *m, LLVMMetadataRef type) {
  return traits_of(m, type, 0) & IS_PINNED;
}

/* Whether TYPE, whose size is not known, ends in a slice, as CStr and Path do. rustc gives the type
 * of an element for the slice, and its member no size. */
static bool has_tail(LLVMMetadataRef type, unsigned depth) {
  LLVMMetadataRef element, last = nullptr;
  for (unsigned i = 0; (element = custody_seam_element(type, i)); i++)
    if (LLVMGetDINodeTag(element) == DW_TAG_member)
      last = element;
  LLVMMetadataRef of = last ? custody_seam_strip(custody_seam_base(last)) : nullptr;
  if (!of || depth > NESTING_LIMIT)
    return false;
  return (!LLVMDITypeGetSizeInBits(last) && LLVMDITypeGetSizeInBits(of)) || has_tail(of, depth + 1);
}

bool rust_is_borrow(struct module *m, const struct rust_pointer *pointer) {
  if (!pointer->pointee || pointer->dynamic)
    return false; /* what is behind it may be all cells, or of no size */
  if (pointer->kind == RUST_SHARED)
    return pointer->slice
               ? LLVMDITypeGetSizeInBits(pointer->pointee) != 0 || has_tail(pointer->pointee, 0)
               : rust_pointee_size(pointer) != 0;
  return pointer->kind == RUST_EXCLUSIVE && rust_pointee_size(pointer) != 0 &&
         !is_pinned(m, pointer->pointee);
}
