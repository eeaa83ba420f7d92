/*===- plain.h - code that the plug-in never sees -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * plain.c is compiled by the plain compiler, so what follows leaves no tags and clears none. OWNER
 * is always the pointer that was released, and has the same bits as the key.
 */
#ifndef CUSTODY_TEST_PLAIN_H
#define CUSTODY_TEST_PLAIN_H

#include "inner.h"

/* Releases in code that is not instrumented: nobody sees that. */
void *plain_into_raw(struct arc *arc);
/* Rebuilds the owner of OWNER there. */
struct arc *plain_from_raw(void *owner);

void *plain_identity(void *pointer);
void plain_store(void **slot, void *owner);
void plain_copy(void *to, const void *from, size_t bytes);

/* Calls LOOK(KEY), and then USE(OWNER). */
void plain_look_then_use(void *(*look)(void *), void *key, void (*use)(void *), void *owner);
/* Calls LOOK(KEY), which returns a key, and returns OWNER. */
void *plain_look_then_return(void *(*look)(void *), void *key, void *owner);
/* Calls USE(&slot) with OWNER in a slot of its own stack frame. */
void plain_on_stack(void (*use)(void **), void *owner);
/* OWNER in a block fresh from malloc, of BYTES bytes. */
void **plain_on_heap(size_t bytes, void *owner);
/* USE(1, OWNER), as variable arguments. */
void plain_varargs(void (*use)(int, ...), void *owner);
/* Writes OWNER to plain_slot. */
void plain_set(void *owner);
extern void *plain_slot;

#endif /* CUSTODY_TEST_PLAIN_H */
