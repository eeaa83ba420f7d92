/*===- custody.h - annotations and calls for users ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Say where owners leave as raw pointers and where they are rebuilt. C11 and C++; without the
 * plug-in, or with another compiler, every macro is empty and every call returns its argument.
 *
 * Parameters are counted from 0, `this` included. An annotation stands in front of a declaration
 * or a definition; one of the two is enough, and both do no harm. One that makes no sense (a
 * parameter that does not exist or is no pointer) is a compile-time error of the plug-in.
 *
 *   CUSTODY_RELEASE
 *   void *obj_into_raw(struct obj *o);      // the returned pointer leaves its owner
 *   CUSTODY_RECLAIM(0)
 *   struct obj *obj_from_raw(void *p);      // an owner is rebuilt from p
 *   CUSTODY_KEY(2)
 *   int dev_remove(struct dev *d, void (*f)(void *), void *key);   // key is only compared
 *
 * All calls may be made from any thread, and from a signal handler if the program's own
 * boundaries are not interrupted. None of them fails; none owns or frees what it is given.
 */
#ifndef CUSTODY_CUSTODY_H
#define CUSTODY_CUSTODY_H

#include <stddef.h>

#if defined(__clang__) && defined(__has_attribute)
#if __has_attribute(annotate)
#define CUSTODY_ANNOTATE_(...) __attribute__((annotate(__VA_ARGS__)))
#endif
#endif
#ifndef CUSTODY_ANNOTATE_
#define CUSTODY_ANNOTATE_(...)
#endif
#define CUSTODY_STRING_(x) #x

/*===-- Boundaries ---------------------------------------------------------===*/

/* The returned pointer leaves its owner and is outstanding until it is reclaimed. */
#define CUSTODY_RELEASE CUSTODY_ANNOTATE_("custody.release")
/* The pointer passed as PARAM leaves its owner (a function that stores an owner elsewhere). */
#define CUSTODY_RELEASE_PARAM(PARAM) CUSTODY_ANNOTATE_("custody.release:" CUSTODY_STRING_(PARAM))

/* An owner is rebuilt from PARAM. It needs write permission and the full object: the header in
 * front of the payload too. The header is measured: PARAM minus the returned handle. May be called
 * more often than the release, as long as the object lives. */
#define CUSTODY_RECLAIM(PARAM) CUSTODY_ANNOTATE_("custody.reclaim:" CUSTODY_STRING_(PARAM))
/* The same for an owner whose size is known: HEADER bytes in front of PARAM, PAYLOAD bytes at it
 * (constant expressions). Needed where the handle is not returned or the payload is void. */
#define CUSTODY_RECLAIM_SIZED(PARAM, HEADER, PAYLOAD)                                              \
  CUSTODY_ANNOTATE_("custody.reclaim:" CUSTODY_STRING_(PARAM), (unsigned long)(HEADER),            \
                    (unsigned long)(PAYLOAD))
/* The same for an owner without a header: a borrow that spans the payload is enough. */
#define CUSTODY_RECLAIM_PAYLOAD(PARAM)                                                             \
  CUSTODY_ANNOTATE_("custody.reclaim.payload:" CUSTODY_STRING_(PARAM))
/* Beside a RECLAIM: each release can be reclaimed once; a second time is reported. */
#define CUSTODY_CONSUMES CUSTODY_ANNOTATE_("custody.consumes")

/* PARAM is only compared with stored pointers. Inside the function it has neither permission. */
#define CUSTODY_KEY(PARAM) CUSTODY_ANNOTATE_("custody.key:" CUSTODY_STRING_(PARAM))

/*===-- Borrows ------------------------------------------------------------===*
 *
 * The span of a borrow is the size of the pointee, read from debug info (-g); without it, or for
 * void, the span is unknown and narrows nothing. The _SIZED forms say it.
 */

/* PARAM is a shared borrow (`&T`): no write permission, and only its span. */
#define CUSTODY_BORROW_SHARED(PARAM)                                                               \
  CUSTODY_ANNOTATE_("custody.borrow.shared:" CUSTODY_STRING_(PARAM))
#define CUSTODY_BORROW_SHARED_SIZED(PARAM, SIZE)                                                   \
  CUSTODY_ANNOTATE_("custody.borrow.shared:" CUSTODY_STRING_(PARAM), (unsigned long)(SIZE))
/* PARAM is an exclusive borrow (`&mut T`): only its span. */
#define CUSTODY_BORROW_EXCLUSIVE(PARAM)                                                            \
  CUSTODY_ANNOTATE_("custody.borrow.exclusive:" CUSTODY_STRING_(PARAM))
#define CUSTODY_BORROW_EXCLUSIVE_SIZED(PARAM, SIZE)                                                \
  CUSTODY_ANNOTATE_("custody.borrow.exclusive:" CUSTODY_STRING_(PARAM), (unsigned long)(SIZE))
/* The returned pointer is a borrow. */
#define CUSTODY_RETURNS_SHARED CUSTODY_ANNOTATE_("custody.borrow.shared")
#define CUSTODY_RETURNS_SHARED_SIZED(SIZE)                                                         \
  CUSTODY_ANNOTATE_("custody.borrow.shared", (unsigned long)(SIZE))
#define CUSTODY_RETURNS_EXCLUSIVE CUSTODY_ANNOTATE_("custody.borrow.exclusive")
#define CUSTODY_RETURNS_EXCLUSIVE_SIZED(SIZE)                                                      \
  CUSTODY_ANNOTATE_("custody.borrow.exclusive", (unsigned long)(SIZE))

/*===-- Calls, where code cannot be annotated ------------------------------===*
 *
 * Functions whose calls the plug-in recognizes. They are inline identities otherwise.
 */
#if defined(__GNUC__) || defined(__clang__)
#define CUSTODY_INLINE_ static __inline__ __attribute__((always_inline, unused))
#else
#define CUSTODY_INLINE_ static inline
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* PTR leaves its owner here. Returns PTR with the provenance of this release; use that one. */
CUSTODY_ANNOTATE_("custody.api.release")
CUSTODY_INLINE_ void *custody_release(const void *ptr) {
  return (void *)ptr;
}

/* An owner of HEADER bytes in front of PTR and PAYLOAD bytes at PTR is rebuilt from PTR; 0 for a
 * size that is not known. Judged and returned. */
CUSTODY_ANNOTATE_("custody.api.reclaim")
CUSTODY_INLINE_ void *custody_reclaim_sized(const void *ptr, size_t header, size_t payload) {
  (void)header, (void)payload;
  return (void *)ptr;
}
/* The same where each release may be reclaimed once. */
CUSTODY_ANNOTATE_("custody.api.reclaim_once")
CUSTODY_INLINE_ void *custody_reclaim_once_sized(const void *ptr, size_t header, size_t payload) {
  (void)header, (void)payload;
  return (void *)ptr;
}
/* An owner is rebuilt from PTR, of which no size is known. */
#define custody_reclaim(ptr) custody_reclaim_sized((ptr), 0, 0)
#define custody_reclaim_once(ptr) custody_reclaim_once_sized((ptr), 0, 0)

/* A shared or exclusive borrow of SIZE bytes at PTR; 0: of unknown span. Returns the borrow. */
CUSTODY_ANNOTATE_("custody.api.borrow.shared")
CUSTODY_INLINE_ const void *custody_borrow_shared(const void *ptr, size_t size) {
  (void)size;
  return ptr;
}
CUSTODY_ANNOTATE_("custody.api.borrow.exclusive")
CUSTODY_INLINE_ void *custody_borrow_exclusive(void *ptr, size_t size) {
  (void)size;
  return ptr;
}

/* The caller has proof (say, a registry's successful lookup) that it owns the release with KEY's
 * bits. Returns KEY's address with the released provenance. Without such a release: a report. */
CUSTODY_ANNOTATE_("custody.api.recover")
CUSTODY_INLINE_ void *custody_recover(const void *key) {
  return (void *)key;
}

/* The transfer pair: provenance is consumed when the pointer goes out, and created again from the
 * bits when it comes back. One `in` for each `out`. */
CUSTODY_ANNOTATE_("custody.api.transfer_out")
CUSTODY_INLINE_ void *custody_transfer_out(const void *ptr) {
  return (void *)ptr;
}
CUSTODY_ANNOTATE_("custody.api.transfer_in")
CUSTODY_INLINE_ void *custody_transfer_in(const void *bits) {
  return (void *)bits;
}

/* An allocator of your own took back the object at PTR, SIZE bytes (0: unknown, then only the
 * releases of exactly PTR end). free, realloc and delete are seen without this call. A reclaim through
 * a pointer from before is stale once its address was released again; until then somebody else may have
 * got the memory, and it is unverified. */
CUSTODY_ANNOTATE_("custody.api.freed")
CUSTODY_INLINE_ void custody_freed(const void *ptr, size_t size) {
  (void)ptr, (void)size;
}

/* Prints to the report stream what is known of PTR: its tag, release and permissions. */
CUSTODY_ANNOTATE_("custody.api.describe")
CUSTODY_INLINE_ void custody_describe(const void *ptr) {
  (void)ptr;
}

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_CUSTODY_H */
