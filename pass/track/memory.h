/*===- memory.h - loads, stores and exchanges --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 *   %p = load ptr, ptr %s      %t.p = call i32 @__custody_fast_load(ptr %s)
 *   store ptr %p, ptr %s       call void @__custody_fast_store(ptr %s, i64 %bits, i32 %t.p), in front of it
 *   ... of no tag              call void @__custody_fast_clear(ptr %s)
 *   ... of %from and an offset call void @__custody_fast_store_moved(ptr %s, i64 %bits, i32 %t.from, i64 %from)
 *   %o = atomicrmw xchg ptr %s, ptr %p       %t.o = call i32 @__custody_fast_exchange(...)
 */
#ifndef CUSTODY_PASS_TRACK_MEMORY_H
#define CUSTODY_PASS_TRACK_MEMORY_H

#include "table.h"

/* Gives LOAD, which is tracked, its tags. */
void emit_load(struct function *f, LLVMValueRef load);
/* Writes the cells of what STORE stores, as far as store_kind says. */
void emit_store(struct function *f, LLVMValueRef store);
/* Lowers an atomic exchange or compare-exchange, and gives it the tag of the old value. Does nothing
 * with other atomic instructions. */
void emit_exchange(struct function *f, LLVMValueRef instruction);

#endif /* CUSTODY_PASS_TRACK_MEMORY_H */
