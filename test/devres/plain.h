/*===- plain.h - code that the plug-in never sees -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The plain compiler compiles plain.c, so these functions neither store nor clear tags. OWNER is
 * always the released pointer. It has the same bits as the key.
 */
#ifndef CUSTODY_TEST_PLAIN_H
#define CUSTODY_TEST_PLAIN_H

#include "inner.h"

/* A release in uninstrumented code, which Custody does not see. */
void *plain_into_raw(struct arc *arc);
/* Rebuilds the owner from OWNER in uninstrumented code. */
struct arc *plain_from_raw(void *owner);

void *plain_identity(void *pointer);
void plain_store(void **slot, void *owner);
void plain_copy(void *to, const void *from, size_t bytes);

/* Calls LOOK(KEY), then USE(OWNER). */
void plain_look_then_use(void *(*look)(void *), void *key, void (*use)(void *), void *owner);
/* Calls LOOK(KEY), which returns a key, and returns OWNER. */
void *plain_look_then_return(void *(*look)(void *), void *key, void *owner);
/* Calls USE(&slot). The slot is on the stack and contains OWNER. */
void plain_on_stack(void (*use)(void **), void *owner);
/* Returns a new block of BYTES bytes from malloc, which contains OWNER. */
void **plain_on_heap(size_t bytes, void *owner);
/* Calls USE(1, OWNER); OWNER is a variable argument. */
void plain_varargs(void (*use)(int, ...), void *owner);
/* Writes OWNER to plain_slot. */
void plain_set(void *owner);
extern void *plain_slot;

#endif /* CUSTODY_TEST_PLAIN_H */
