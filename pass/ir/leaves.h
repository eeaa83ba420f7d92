/*===- leaves.h - the pointers inside a value --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_LEAVES_H
#define CUSTODY_PASS_IR_LEAVES_H

#include "module.h"

#include <stdint.h>

/* A value with more leaves than this, or with leaves nested deeper, carries no tag. */
enum { MAX_LEAVES = 16, MAX_LEAF_DEPTH = 4 };

/* A part of a value that can carry a tag: a pointer or a 64-bit integer. */
struct leaf {
  uint64_t offset;               /* where it lies when the value is in memory, in bytes */
  unsigned path[MAX_LEAF_DEPTH]; /* indices from the value to the leaf */
  unsigned depth;                /* how many of them; 0 for a scalar */
  bool integer;                  /* it is an i64, not a ptr */
};

/* Fills LEAVES[MAX_LEAVES], in order of memory, and returns how many there are; 0 for a value that
 * carries no tag. */
unsigned leaves_of_type(struct module *m, LLVMTypeRef type, struct leaf *leaves);
/* The bits of a leaf of VALUE as an i64, emitted at the builder. */
LLVMValueRef leaf_bits(struct module *m, LLVMValueRef value, const struct leaf *leaf);

#endif /* CUSTODY_PASS_IR_LEAVES_H */
