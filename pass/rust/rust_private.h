/*===- rust_private.h - what the files of rust/ share ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_RUST_RUST_PRIVATE_H
#define CUSTODY_PASS_RUST_RUST_PRIVATE_H

#include "rust.h"

/* Tags of debug info: DWARF 5, table 7.3. */
enum {
  DW_TAG_array_type = 0x01,
  DW_TAG_enumeration_type = 0x04,
  DW_TAG_member = 0x0d,
  DW_TAG_pointer_type = 0x0f,
  DW_TAG_structure_type = 0x13,
  DW_TAG_base_type = 0x24,
  DW_TAG_variant_part = 0x33,
};

/* What was found out about a module so far. */
struct rust_facts {
  struct map signatures; /* function -> struct rust_signature, signatures.c */
  struct map traits;     /* type -> bits of types.c */
  struct map contents;   /* type -> struct rust_contents, or CONTENTS_UNKNOWN */
};
enum { CONTENTS_UNKNOWN = 1 };

/* The facts of M, which are empty at first. */
struct rust_facts *rust_facts_of(struct module *m);

#endif /* CUSTODY_PASS_RUST_RUST_PRIVATE_H */
