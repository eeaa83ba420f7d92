/*===- cells.h - cells of fields of one object -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The fields of an object have their cells in the same order, at half the distance: no object contains
 * the end of a CUSTODY_SHADOW_BLOCK (abi.h). So where a block of code follows several fields of one object,
 * the address of a cell is computed once:
 *
 *   %a = load ptr, ptr %p                           %cell = call ptr @__custody_fast_cell(ptr %p)
 *   %at = getelementptr inbounds i8, ptr %p, 24     %t.a = call i32 @__custody_fast_load_cell(ptr %cell)
 *   %b = load ptr, ptr %at                          %t.b = call i32 @__custody_fast_load_cell(ptr (%cell + 12))
 */
#ifndef CUSTODY_PASS_TRACK_CELLS_H
#define CUSTODY_PASS_TRACK_CELLS_H

#include "table.h"

/* Must be called for each INSTRUCTION before its code is emitted: what is known of cells ends with a block, and
 * at a call, across which no register should be kept for it. */
void cells_visit(struct function *f, LLVMValueRef instruction);

/* The address of the cell of the slot OFFSET bytes behind SLOT, to which INSTRUCTION gives access in LEAVES
 * places. NULL where it is best to compute it from the address of the slot. Emits at the builder, which must be
 * at INSTRUCTION or directly behind it. */
LLVMValueRef cells_find(struct function *f, LLVMValueRef instruction, LLVMValueRef slot,
                        uint64_t offset, unsigned leaves);

#endif /* CUSTODY_PASS_TRACK_CELLS_H */
