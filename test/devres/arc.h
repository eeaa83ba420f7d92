/*===- arc.h - a counted owner with its count in front ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * What the kernel's Rust Arc is in memory: one allocation, the count first, the payload behind it.
 *
 *   struct arc *  ->  [ count, 16 bytes ][ payload ]
 *                                         ^ what leaves as a raw pointer
 *
 * A handle (struct arc *) owns one count. Converting between a handle and a raw pointer is address
 * arithmetic and touches no memory, so that a test may rebuild an owner from nonsense.
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

/* A new owner with count 1 of PAYLOAD bytes, not initialised. No memory ends the program. */
struct arc *arc_new(size_t payload);
/* One more owner of the same object. Returns ARC. */
struct arc *arc_clone(struct arc *arc);
/* ARC gives up its count; the last one frees the object. */
void arc_put(struct arc *arc);
/* How many owners there are. */
size_t arc_count(const struct arc *arc);

/* The payload, to look at: a shared borrow. The owner keeps its count. */
CUSTODY_RETURNS_SHARED const void *arc_deref(const struct arc *arc);
/* The payload as a raw pointer that reaches what ARC reaches. The owner keeps its count. */
void *arc_as_ptr(struct arc *arc);

/* ARC's count leaves it and goes with the returned raw pointer. */
CUSTODY_RELEASE void *arc_into_raw(struct arc *arc);
/* The owner of a count that left with PAYLOAD. */
CUSTODY_RECLAIM(0) struct arc *arc_from_raw(const void *payload);
/* The same for code in which each arc_into_raw is followed by at most one of these. */
CUSTODY_RECLAIM(0) CUSTODY_CONSUMES struct arc *arc_from_raw_once(const void *payload);

/* The transfer pair of the thread: between the two nobody looks behind the pointer, so its
 * provenance ends at the first and is made anew, from the bits, at the second. */
void *arc_into_raw_c_void(struct arc *arc);
struct arc *arc_from_raw_c_void(const void *bits);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_TEST_ARC_H */
