/*===- site.h - descriptors of source locations ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A site is a constant `struct custody_site` (abi.h): a source location, and what happens there.
 * Phase 1 makes sites and gives them to marks as arguments. Phase 2 puts those that matter at run
 * time into the tables of the module, from site_begin to site_finish.
 */
#ifndef CUSTODY_PASS_IR_SITE_H
#define CUSTODY_PASS_IR_SITE_H

#include "module.h"

#include "custody/abi.h"

#include <stddef.h>
#include <stdint.h>

/* What the site of a release or reclaim says of the owner. */
struct site_owner {
  enum custody_family family;
  const char *name; /* of the family; it ends in 0 */
  uint32_t name_hash, type_hash;
  uint32_t align; /* of the payload in bytes; 0: unknown */
  bool exact;     /* SPAN and ALIGN are those of the type */
};

/* What a site says besides its location. */
struct site {
  enum custody_kind kind;
  uint32_t flags;                 /* CUSTODY_SITE_* */
  uint64_t span;                  /* bytes that the pointer is for; 0: unknown */
  uint64_t header;                /* bytes in front of them; CUSTODY_UNKNOWN_SIZE: unknown */
  const char *name;               /* of the boundary or type, not terminated; NULL: none */
  size_t name_length;             /* 0: no name */
  LLVMValueRef types;             /* global made by site_types; NULL: not known */
  const struct site_owner *owner; /* NULL: not known, or no boundary */
};

/* Makes a site at PLACE, an instruction of FUNCTION. If PLACE is NULL, the location is that of
 * FUNCTION's definition. */
LLVMValueRef site_make(struct module *m, LLVMValueRef function, LLVMValueRef place,
                       const struct site *site);
/* A site like SITE, a borrow in a function that was inlined at LOCATION, a DILocation. It has the
 * layout of a custody_called_site (abi.h). */
LLVMValueRef site_called_from(struct module *m, LLVMValueRef site, LLVMMetadataRef location);
/* A constant table of type numbers for site.types; COUNT is not 0. */
LLVMValueRef site_types(struct module *m, const uint32_t *numbers, unsigned count);
/* Size in bytes of what the source parameter INDEX (-1: the returned value) of FUNCTION points to,
 * by debug info, and its type's name in *NAME, *LENGTH; 0 if that is not known. */
uint64_t site_pointee(LLVMValueRef function, int index, const char **name, size_t *length);
/* A field of the constant SITE that is a number. */
uint64_t site_field(LLVMValueRef site, unsigned index);
enum { SITE_SPAN = 3, SITE_HEADER = 4, SITE_KIND = 7, SITE_FLAGS = 8 };

/* Notes in the module that it drops values of the type that the boundary SYMBOL belongs to. Phase 1
 * does this; site_finish finds the notes of all runs, also of modules that were linked in. */
void site_note_dropped(struct module *m, const char *symbol, size_t length);

/* Comes before the first site_index or site_judges. */
void site_begin(struct module *m);
/* Puts SITE into the table of sites that tags can name. Returns a constant address at which the
 * runtime will have written its index (i32), which a tag holds. */
LLVMValueRef site_index(struct module *m, LLVMValueRef site);
/* Puts SITE into the table of sites that ask for the history of a pointer. */
void site_judges(struct module *m, LLVMValueRef site);
/* Emits the tables, and a constructor that registers them with the runtime. */
void site_finish(struct module *m);
/* Frees the state of this file; site_finish is not needed for it. */
void site_free(struct module *m);

#endif /* CUSTODY_PASS_IR_SITE_H */
