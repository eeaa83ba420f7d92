/*===- arc.h - a counted owner with its count in front ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * An owner with the memory layout of the kernel's Rust Arc: one allocation, first the count, then the payload.
 *
 *   struct arc *  ->  [ count, 16 bytes ][ payload ]
 *                                         ^ the raw pointer points here
 *
 * A handle (struct arc *) owns one count. The conversion between a handle and a raw pointer is address
 * arithmetic and does not access memory. So a test may rebuild an owner from arbitrary bits.
 */
#ifndef CUSTODY_TEST_ARC_H
#define CUSTODY_TEST_ARC_H

#include <custody/custody.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ARC_HEADER 16

struct arc;

/* Returns a new owner with count 1 and PAYLOAD uninitialised bytes. Exits if there is no memory. */
struct arc *arc_new(size_t payload);
/* Adds one more owner of the same object. Returns ARC. */
struct arc *arc_clone(struct arc *arc);
/* Drops the count of ARC. The last owner frees the object. */
void arc_put(struct arc *arc);
/* Returns the number of owners. */
size_t arc_count(const struct arc *arc);

/* Returns a shared borrow of the payload, to read it. The owner keeps its count. */
CUSTODY_RETURNS_SHARED const void *arc_deref(const struct arc *arc);
/* Returns the payload as a raw pointer that reaches everything ARC reaches. The owner keeps its count. */
void *arc_as_ptr(struct arc *arc);

/* A release: the count of ARC now belongs to the returned raw pointer. */
CUSTODY_RELEASE void *arc_into_raw(struct arc *arc);
/* A reclaim: rebuilds the owner from PAYLOAD, which arc_into_raw returned. */
CUSTODY_RECLAIM(0) struct arc *arc_from_raw(const void *payload);
/* The same, but at most one of these may follow each arc_into_raw. */
CUSTODY_RECLAIM(0) CUSTODY_CONSUMES struct arc *arc_from_raw_once(const void *payload);

/* The transfer pair of the discussion. Nobody dereferences the pointer between the two calls. So its
 * provenance ends at the first call, and the second creates it again from the bits. */
void *arc_into_raw_c_void(struct arc *arc);
struct arc *arc_from_raw_c_void(const void *bits);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_TEST_ARC_H */
