/*===- custody.h - annotations and calls for users ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * This header tells Custody where an owner becomes a raw pointer (a release), and where an owner
 * is rebuilt from a raw pointer (a reclaim). docs/semantics.md defines these words.
 *
 * The header works in C11 and C++. Without the plug-in, or with another compiler, every macro is
 * empty and every function returns its argument.
 *
 * Put an annotation in front of a declaration or a definition of the function. One of the two is
 * enough. Parameters are counted from 0; in C++ `this` is parameter 0. If the parameter does not
 * exist or is not a pointer, the plug-in reports a compile-time error.
 *
 *   CUSTODY_RELEASE
 *   void *obj_into_raw(struct obj *o);      // the returned pointer leaves its owner
 *   CUSTODY_RECLAIM(0)
 *   struct obj *obj_from_raw(void *p);      // an owner is rebuilt from p
 *   CUSTODY_KEY(2)
 *   int dev_remove(struct dev *d, void (*f)(void *), void *key);   // key is only compared
 *
 * Any thread may call the functions. A signal handler may call them too, if it did not interrupt a
 * boundary of the program. No function fails, and no function owns or frees its argument.
 */
#ifndef CUSTODY_CUSTODY_H
#define CUSTODY_CUSTODY_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#endif

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

/* The function is a release: the returned pointer leaves its owner. The release is outstanding
 * until the pointer is reclaimed. */
#define CUSTODY_RELEASE CUSTODY_ANNOTATE_("custody.release")
/* The same for an owner whose payload has PAYLOAD bytes, a constant expression. */
#define CUSTODY_RELEASE_SIZED(PAYLOAD)                                                             \
  CUSTODY_ANNOTATE_("custody.release", (unsigned long)(PAYLOAD))
/* The function is a release: the pointer passed as PARAM leaves its owner. An example is a function
 * that stores an owner elsewhere. */
#define CUSTODY_RELEASE_PARAM(PARAM) CUSTODY_ANNOTATE_("custody.release:" CUSTODY_STRING_(PARAM))

/* The function is a reclaim: it rebuilds an owner from PARAM. PARAM needs write permission, and it
 * must reach the full object, including the header in front of the payload. Custody measures the
 * header: PARAM minus the returned handle. While the object lives, the function may be called more
 * often than the release. */
#define CUSTODY_RECLAIM(PARAM) CUSTODY_ANNOTATE_("custody.reclaim:" CUSTODY_STRING_(PARAM))
/* The same for an owner of known size: HEADER bytes in front of PARAM, and PAYLOAD bytes at PARAM.
 * Both are constant expressions. Use it if the function does not return the handle, or if PARAM is
 * a pointer to void. */
#define CUSTODY_RECLAIM_SIZED(PARAM, HEADER, PAYLOAD)                                              \
  CUSTODY_ANNOTATE_("custody.reclaim:" CUSTODY_STRING_(PARAM), (unsigned long)(HEADER),            \
                    (unsigned long)(PAYLOAD))
/* The same for an owner without a header. A borrow that spans the payload is enough to rebuild
 * it. */
#define CUSTODY_RECLAIM_PAYLOAD(PARAM)                                                             \
  CUSTODY_ANNOTATE_("custody.reclaim.payload:" CUSTODY_STRING_(PARAM))
/* Used together with a RECLAIM: each release can be reclaimed once. A second reclaim is
 * reported. */
#define CUSTODY_CONSUMES CUSTODY_ANNOTATE_("custody.consumes")

/* Used together with a RELEASE or RECLAIM: names the family of the owner, in at most 63 characters.
 * If a release and a reclaim of one pointer name different families, Custody reports a wrong owner.
 * If both name the same family, and both state the size of the payload (_SIZED), Custody reports a
 * reclaim that needs more bytes than were released. A family of Rust's standard library, such as
 * alloc::boxed::Box, is compared with the owners of Rust.
 *
 *   CUSTODY_RELEASE    CUSTODY_FAMILY(socket) void *socket_into_raw(struct socket *s);
 *   CUSTODY_RECLAIM(0) CUSTODY_FAMILY(socket) struct socket *socket_from_raw(void *p);
 */
#define CUSTODY_FAMILY(NAME) CUSTODY_ANNOTATE_("custody.family:" CUSTODY_STRING_(NAME))

/* PARAM is a key: it is only compared with stored pointers. Inside the function PARAM has neither
 * write permission nor full-object permission. */
#define CUSTODY_KEY(PARAM) CUSTODY_ANNOTATE_("custody.key:" CUSTODY_STRING_(PARAM))

/* The function is compiled as if the plug-in were not used: Custody follows no pointer in it. Put it
 * on a definition. What the function does to pointers is unknown, so reclaims of them may be
 * unverified. */
#define CUSTODY_NO_SANITIZE CUSTODY_ANNOTATE_("custody.off")

/*===-- Borrows ------------------------------------------------------------===*
 *
 * The span of a borrow is the number of bytes that it covers. Custody takes the size of the pointee
 * from debug info (-g). Without debug info, or for a pointer to void, the span is unknown, and the
 * borrow does not limit the pointer. The _SIZED forms state the span in bytes.
 */

/* PARAM is a shared borrow (`&T`): it has no write permission, and reaches only its span. */
#define CUSTODY_BORROW_SHARED(PARAM)                                                               \
  CUSTODY_ANNOTATE_("custody.borrow.shared:" CUSTODY_STRING_(PARAM))
#define CUSTODY_BORROW_SHARED_SIZED(PARAM, SIZE)                                                   \
  CUSTODY_ANNOTATE_("custody.borrow.shared:" CUSTODY_STRING_(PARAM), (unsigned long)(SIZE))
/* PARAM is an exclusive borrow (`&mut T`): it reaches only its span. */
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
 * The plug-in recognizes calls of these functions. Without the plug-in they are inline functions
 * that return their argument.
 */
#if defined(__GNUC__) || defined(__clang__)
#define CUSTODY_INLINE_ static __inline__ __attribute__((always_inline, unused))
#else
#define CUSTODY_INLINE_ static inline
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A release: PTR leaves its owner here. Returns PTR with the provenance of this release. Use the
 * returned pointer from here on. */
CUSTODY_ANNOTATE_("custody.api.release")
CUSTODY_INLINE_ void *custody_release(const void *ptr) {
  return (void *)ptr;
}

/* A reclaim: an owner is rebuilt from PTR. The owner has HEADER bytes in front of PTR and PAYLOAD
 * bytes at PTR; 0 means that the size is unknown. Custody judges PTR here. Returns PTR. */
CUSTODY_ANNOTATE_("custody.api.reclaim")
CUSTODY_INLINE_ void *custody_reclaim_sized(const void *ptr, size_t header, size_t payload) {
  (void)header, (void)payload;
  return (void *)ptr;
}
/* The same, but each release may be reclaimed only once. */
CUSTODY_ANNOTATE_("custody.api.reclaim_once")
CUSTODY_INLINE_ void *custody_reclaim_once_sized(const void *ptr, size_t header, size_t payload) {
  (void)header, (void)payload;
  return (void *)ptr;
}
/* The same for owners of unknown size. */
#define custody_reclaim(ptr) custody_reclaim_sized((ptr), 0, 0)
#define custody_reclaim_once(ptr) custody_reclaim_once_sized((ptr), 0, 0)

/* Returns a shared or exclusive borrow of the SIZE bytes at PTR. SIZE 0 means an unknown span. */
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

/* Call this if the program has proof that it owns the release with KEY's bits, for example because
 * a lookup in a registry succeeded. Returns the address of KEY with the provenance of that release.
 * If no release with these bits is outstanding, Custody prints a report. */
CUSTODY_ANNOTATE_("custody.api.recover")
CUSTODY_INLINE_ void *custody_recover(const void *key) {
  return (void *)key;
}

/* The transfer pair. custody_transfer_out is a release and ends the provenance of PTR.
 * custody_transfer_in is the reclaim and creates the provenance again from the bits. Call `in` once
 * for each `out`. */
CUSTODY_ANNOTATE_("custody.api.transfer_out")
CUSTODY_INLINE_ void *custody_transfer_out(const void *ptr) {
  return (void *)ptr;
}
CUSTODY_ANNOTATE_("custody.api.transfer_in")
CUSTODY_INLINE_ void *custody_transfer_in(const void *bits) {
  return (void *)bits;
}

/* Call this if your own allocator took back the object at PTR. SIZE is its size in bytes. If SIZE
 * is 0, the size is unknown, and only releases of exactly PTR end. Custody sees free, realloc and
 * delete without this call.
 *
 * A later reclaim of an old pointer to the object is reported as stale if its address was released
 * again. Otherwise it is unverified, because other code may have got the memory. */
CUSTODY_ANNOTATE_("custody.api.freed")
CUSTODY_INLINE_ void custody_freed(const void *ptr, size_t size) {
  (void)ptr, (void)size;
}

/* Prints everything that Custody knows about PTR to the report stream: its tag, its release and its
 * permissions. */
CUSTODY_ANNOTATE_("custody.api.describe")
CUSTODY_INLINE_ void custody_describe(const void *ptr) {
  (void)ptr;
}

#if (defined(__GNUC__) || defined(__clang__)) && !defined(__KERNEL__)
/*===-- What Custody found, for programs, tests and debuggers --------------===*
 *
 * These functions ask the runtime. They work in code that is not instrumented, too. If there is no
 * runtime in the process, they do nothing and return 0. The arguments are only looked at: nothing
 * here changes the history of a pointer.
 */

/* A report, for a callback. All strings end in a zero. They belong to the runtime, and live until the
 * callback returns. More members may follow in later versions. */
struct custody_report {
  const char *kind;      /* such as "wrong-provenance" */
  const char *summary;   /* the SUMMARY line without its start: kind, source location, function */
  const char *function;  /* where the reclaim is; "" if that is not known */
  const char *file;      /* "": not known */
  unsigned line, column; /* 0: not known */
  const void *pointer;   /* that was reclaimed */
  const char *json;      /* the whole report as one line of JSON; docs/results.md has its members */
  size_t json_bytes;     /* its length in bytes, without the zero */
};
typedef void (*custody_report_callback)(const struct custody_report *report, void *data);

/* How many reclaims got which answer so far, and how many releases are outstanding now. */
struct custody_counts {
  unsigned long long verified, unverified, reported, outstanding;
};

/* The runtime's side. They are weak, so a program without the runtime links. Call those below. */
extern int __custody_get_counts(struct custody_counts *counts, size_t size) __attribute__((weak));
extern unsigned long long __custody_outstanding(size_t address) __attribute__((weak));
extern void __custody_describe_address(size_t address) __attribute__((weak));
extern void __custody_set_report_callback(custody_report_callback callback, void *data)
    __attribute__((weak));

/* Returns 1 if the runtime is in the process, else 0. */
CUSTODY_INLINE_ int custody_is_active(void) {
  return __custody_get_counts ? 1 : 0;
}
/* Fills in COUNTS and returns 1. Without a runtime, fills in zeros and returns 0. Takes time in
 * proportion to the number of releases. */
CUSTODY_INLINE_ int custody_get_counts(struct custody_counts *counts) {
  counts->verified = counts->unverified = counts->reported = counts->outstanding = 0;
  return __custody_get_counts ? __custody_get_counts(counts, sizeof *counts) : 0;
}
/* Returns how many releases of exactly the address PTR are outstanding. */
CUSTODY_INLINE_ unsigned long long custody_outstanding(const void *ptr) {
  return __custody_outstanding ? __custody_outstanding((size_t)ptr) : 0;
}
/* Prints to the report stream what is known of the address PTR: whether it was released, where, and how
 * many releases are outstanding. custody_describe() also prints the history of the pointer itself, but
 * must be called by instrumented code. */
CUSTODY_INLINE_ void custody_describe_address(const void *ptr) {
  if (__custody_describe_address)
    __custody_describe_address((size_t)ptr);
}
/* From now on CALLBACK(report, DATA) is called for each report, after it was written and before the
 * program may end because of it. NULL: none is called. There is one callback in a process. It runs in
 * the thread that found the bug, one at a time. Boundaries in it are not followed. It must not call
 * longjmp or throw; it may call the functions of this part. Set the option halt_on_error=0 if the
 * program is to go on. */
CUSTODY_INLINE_ void custody_set_report_callback(custody_report_callback callback, void *data) {
  if (__custody_set_report_callback)
    __custody_set_report_callback(callback, data);
}
#endif

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_CUSTODY_H */
