/*===- abi.h - the contract between the pass and the runtime ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Everything that instrumented code and the runtime must agree on is spelled
 * here and nowhere else: the tag, the shadow mapping, the thread's hand-over
 * area, the static descriptors and the hooks. The pass expands the tables to
 * LLVM types, the runtime to prototypes; both assert sizes and offsets.
 *
 * Users do not include this file; they include <custody/custody.h>.
 */
#ifndef CUSTODY_ABI_H
#define CUSTODY_ABI_H

#include <stddef.h>
#include <stdint.h>

/*
 * The version is part of a symbol that every instrumented module references,
 * so that objects built against another version fail to link, by name.
 */
#define CUSTODY_ABI_VERSION 2
#define CUSTODY_ABI_SYMBOL __custody_version_mismatch_check_v2

/*===-- Shadow -------------------------------------------------------------===*
 *
 * The 8-byte slot at address A has a 4-byte cell at (A >> 1) ^ CUSTODY_SHADOW_XOR.
 * The mapping holds at every address: a slot that is not 8-byte aligned has a
 * cell of its own as long as it does not overlap another slot in use. It is
 * contiguous except at multiples of CUSTODY_SHADOW_BLOCK bytes of address.
 *
 * Application addresses: [0, LOW_END) and [HIGH_BEG, HIGH_END). Their cells lie
 * in [SHADOW_A_BEG, SHADOW_A_END) and [SHADOW_B_BEG, SHADOW_B_END).
 */
#define CUSTODY_SHADOW_XOR 0x180000000000ULL
#define CUSTODY_SHADOW_BLOCK 0x080000000000ULL
#define CUSTODY_APP_LOW_END 0x080000000000ULL
#define CUSTODY_APP_HIGH_BEG 0x500000000000ULL
#define CUSTODY_APP_HIGH_END 0x800000000000ULL
#define CUSTODY_SHADOW_A_BEG 0x180000000000ULL
#define CUSTODY_SHADOW_A_END 0x1c0000000000ULL
#define CUSTODY_SHADOW_B_BEG 0x200000000000ULL
#define CUSTODY_SHADOW_B_END 0x380000000000ULL

/*===-- Tags ---------------------------------------------------------------===*
 *
 * A tag is the hidden companion of a pointer value. 0 is unknown history.
 *
 *   bit 31      30        29..26      25..0
 *        1   INFERRED   GENERATION    index of a release record
 *
 *   bit 31      30        29      28     27..19   18..0
 *        0   NO_WRITE  NO_FULL  CELLS    CHECK    index of a site
 *
 * INFERRED    restored by the custody ledger, not seen to flow
 * GENERATION  of the record's slot; differs once the slot was used again
 * NO_WRITE    a shared borrow dropped write permission
 * NO_FULL     a borrow of known span narrowed the pointer to that span; whether
 *             the span is too small is decided where the owner is rebuilt
 * CELLS       with NO_WRITE: the borrowed pointee has interior mutability
 * CHECK       in a shadow cell, a hash of the pointer's bits; see below
 *
 * A site tag without NO_WRITE and NO_FULL names a site of kind FORGED.
 */
typedef uint32_t custody_tag;

#define CUSTODY_TAG_RECORD 0x80000000u
#define CUSTODY_TAG_INFERRED 0x40000000u
#define CUSTODY_TAG_GEN_SHIFT 26
#define CUSTODY_TAG_GEN_MASK 0xfu
#define CUSTODY_TAG_RECORD_MASK 0x03ffffffu

#define CUSTODY_TAG_NO_WRITE 0x40000000u
#define CUSTODY_TAG_NO_FULL 0x20000000u
#define CUSTODY_TAG_CELLS 0x10000000u
#define CUSTODY_TAG_LOSS_MASK 0x70000000u
#define CUSTODY_TAG_CHECK_SHIFT 19
#define CUSTODY_TAG_CHECK_MASK 0x1ffu
#define CUSTODY_TAG_SITE_MASK 0x0007ffffu

/*
 * A site tag is in one of two forms. Plain, CHECK is 0. As a cell it has the check bits of the value
 * it belongs to, which are never 0. Instrumented code lets either form flow with a value as long as
 * the value's bits do not change, so that a load or a copy costs no test; where they change, and in
 * front of every hook that takes a tag, it is made plain. A record tag has no check bits: the
 * record knows its address.
 */
static inline uint32_t custody_check_bits(uint64_t value) {
  uint32_t hash = (uint32_t)((value * 0x9e3779b97f4a7c15ULL) >> 55);
  return (hash ? hash : 1u) << CUSTODY_TAG_CHECK_SHIFT;
}
/* The cell of VALUE in memory for TAG of either form. */
static inline uint32_t custody_cell_of(custody_tag tag, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  return tag == 0 || (tag & (CUSTODY_TAG_RECORD | mask)) ? tag : tag | custody_check_bits(value);
}
/* The plain tag of VALUE from CELL of either form; 0 where the check bits are those of another
 * value (stale, torn or racy shadow). */
static inline custody_tag custody_tag_of(uint32_t cell, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  if ((cell & CUSTODY_TAG_RECORD) || (cell & mask) == 0)
    return cell;
  return (cell & mask) == custody_check_bits(value) ? cell & ~mask : 0;
}

/*
 * A local that only its function knows is as good as a register: the tag that is loaded from it has
 * the form in which it was stored. Plain, it gets the check bits of the inverted value there: nobody
 * who comes to use the same stack takes it for a cell of his own.
 */
static inline uint32_t custody_private_cell_of(custody_tag tag, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  return tag == 0 || (tag & (CUSTODY_TAG_RECORD | mask)) ? tag : tag | custody_check_bits(~value);
}
static inline custody_tag custody_private_tag_of(uint32_t cell, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  if ((cell & CUSTODY_TAG_RECORD) || (cell & mask) == custody_check_bits(value))
    return cell;
  return (cell & mask) == custody_check_bits(~value) ? cell & ~mask : 0;
}

/*===-- Static descriptors -------------------------------------------------===*/

/* What a site is. Kinds up to CUSTODY_KIND_FORGED can be named by a tag. */
enum custody_kind {
  CUSTODY_KIND_NONE = 0,
  CUSTODY_KIND_SHARED = 1,    /* a shared borrow */
  CUSTODY_KIND_EXCLUSIVE = 2, /* an exclusive borrow */
  CUSTODY_KIND_KEY = 3,       /* a parameter that is only compared */
  CUSTODY_KIND_FORGED = 4,    /* a pointer made from visible integer bits */
  CUSTODY_KIND_RELEASE = 5,
  CUSTODY_KIND_RECLAIM = 6,
  CUSTODY_KIND_RECOVER = 7,
  CUSTODY_KIND_DESCRIBE = 8
};

#define CUSTODY_SITE_CELLS 0x1u      /* the pointee has interior mutability */
#define CUSTODY_SITE_CONSUMES 0x2u   /* one reclaim for each release */
#define CUSTODY_SITE_PAYLOAD 0x4u    /* the owner keeps no header */
#define CUSTODY_SITE_TRANSFER 0x8u   /* judged by bits: the transfer pair */
#define CUSTODY_SITE_NAMED 0x10u     /* a reclaim by its name alone: it may make a mere view */
#define CUSTODY_SITE_EMPTY 0x20u     /* the payload has no bytes */
#define CUSTODY_SITE_UNDROPPED 0x80u /* NAMED, and its own module drops no such thing */
#define CUSTODY_SITE_FRESH 0x100u    /* a borrow that owes nothing to the pointer it was made of */
#define CUSTODY_SITE_LENDS 0x40u     /* looks like a reclaim, and takes nothing */

#define CUSTODY_UNKNOWN_SIZE 0xffffffffffffffffULL

/* One place in the program. Constant; lives as long as its module. */
struct custody_site {
  const char *function; /* enclosing function, as in the symbol table */
  const char *file;     /* NULL without debug info */
  const char *name;     /* boundary called, or type borrowed; may be NULL */
  uint64_t span;        /* borrow: bytes borrowed; reclaim: bytes of payload;
                           release: bytes of payload; 0 unknown */
  uint64_t header;      /* reclaim: bytes in front of the payload, or
                           CUSTODY_UNKNOWN_SIZE: measured at run time */
  uint32_t line;        /* 0 unknown */
  uint32_t column;
  uint32_t kind;         /* enum custody_kind */
  uint32_t flags;        /* CUSTODY_SITE_* */
  const uint32_t *types; /* Rust, borrow and reclaim: numbers of the type pointed to, then of all
                            that are inside of it, 0 at the end. Those with CUSTODY_TYPE_LEAF have
                            nothing inside: numbers and pointers. NULL: not known */
};

#define CUSTODY_TYPE_LEAF 1u

/* One instrumented module; passed to the version symbol by a constructor. */
struct custody_module {
  const struct custody_site *const *sites; /* the sites that tags can name */
  uint64_t count;
  uint32_t *indices; /* out, one for each site: its index; 0 while no place of the process judges
                        what is borrowed there, and where there is no room: then it makes no tags */
  const char *name;
  const char *const *dropped; /* boundaries of Rust types that the module drops; see
                                 CUSTODY_SITE_UNDROPPED */
  uint64_t dropped_count;
  /* The places that ask for a pointer's history: reclaims, custody_recover, custody_describe. */
  const struct custody_site *const *judges;
  uint64_t judge_count;
};

/*===-- The hand-over area -------------------------------------------------===*
 *
 * One per thread. A caller that passes a tag names the callee, then stores the
 * tags (in this order: a signal handler in between then leaves a name that does
 * not match). The callee believes them only under its own name, and consumes
 * them. A return works the same way in the other direction.
 *
 * A name is the function's address, or for a direct call the hash of its symbol
 * with the top bit set, which no address has.
 */
#define CUSTODY_ARG_SLOTS 24
#define CUSTODY_RET_SLOTS 4
#define CUSTODY_VA_SLOTS 32 /* 6 registers, then 26 words of overflow area */
#define CUSTODY_BYVAL_SLOTS 4

struct custody_tls {
  uint64_t callee;   /* 0: nothing is pending */
  uint8_t *ack;      /* set to 1 by the callee that consumes; may be NULL */
  uint64_t ret_name; /* 0: nothing is pending */
  uint64_t ret_addr;
  custody_tag arg[CUSTODY_ARG_SLOTS]; /* by index of the IR parameter */
  custody_tag ret[CUSTODY_RET_SLOTS]; /* by leaf of the returned value */
  custody_tag va[CUSTODY_VA_SLOTS];   /* by word of the variable argument area */
  uint64_t tail_callee;               /* the function that was called last by a musttail call, */
  uint64_t tail_name;                 /* and under whose name what it returns is expected */
  uint64_t tail_addr;
  uint64_t byval[CUSTODY_BYVAL_SLOTS]; /* source address of a byval argument */
  uint32_t count;    /* slots of arg[] that are of what is pending; the others are as zero */
  uint32_t in_count; /* slots of in[] that may not be zero */
  uint64_t wide;     /* whether va[] and byval[] are of what is pending; if not, they are as zero */
  custody_tag in[CUSTODY_ARG_SLOTS]; /* what the running callee was given */
};

#if defined(__cplusplus)
static_assert(sizeof(struct custody_site) == 64, "custody_site layout");
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(struct custody_site) == 64, "custody_site layout");
_Static_assert(offsetof(struct custody_tls, arg) == 32, "custody_tls layout");
#endif

/*===-- Hooks --------------------------------------------------------------===*
 *
 * X(result, name, (parameters)): functions of the runtime that instrumented
 * code calls. Types: void, ptr, i8 (bool), i32 (tag), i64. All are nounwind.
 *
 * boundary_enter(frame, site)
 *     A boundary is being called (or was entered). FRAME is the frame address
 *     of the marking function. Inner boundaries on the same pointer, and
 *     releases inside, are silent until the matching leave.
 * release(frame, pointer, tag, site, owner) -> tag
 *     The boundary returned POINTER; OWNER is the handle it was given, or NULL
 *     where there is none. Ends the boundary_enter of the same frame. Silent
 *     inside another boundary: then returns TAG.
 * reclaim_enter(frame, pointer, tag, site)
 *     A boundary is about to rebuild an owner from POINTER. TAG may be of either
 *     form: as a cell it lay in memory that other code can write.
 * reclaim_leave(frame, handle, site)
 *     It returned HANDLE, or NULL where it returns none. Here the verdict falls
 *     and a report is printed. POINTER minus HANDLE is the measured header. With
 *     HANDLE CUSTODY_UNWOUND the boundary, a reclaim or a release, was left by an
 *     exception: nothing was rebuilt or released, and there is no verdict.
 * recover(key, tag, site) -> tag
 *     Tag of the outstanding release with KEY's bits; without one, a report.
 * freed(pointer, size)
 *     The object at POINTER died (SIZE 0: unknown, the records at exactly that
 *     address).
 * describe(pointer, tag, site)
 *     Prints what is known of the pointer.
 * shadow_copy(to, from, bytes) / shadow_clear(at, bytes)
 *     Tags follow memmove / memset. Any alignment, any size.
 * shadow_any(at, bytes) -> i8
 *     Whether a cell in the range is not zero.
 * realloc(pointer, bytes) -> ptr, reallocarray, qsort_r and others are library
 *     calls with tags; see CUSTODY_LIBCALLS.
 */
#define CUSTODY_UNWOUND 0xffffffffffffffffULL

#define CUSTODY_HOOKS(X)                                                                           \
  X(void, boundary_enter, (ptr frame, ptr site))                                                   \
  X(i32, release, (ptr frame, ptr pointer, i32 tag, ptr site, ptr owner))                          \
  X(void, reclaim_enter, (ptr frame, ptr pointer, i32 tag, ptr site))                              \
  X(void, reclaim_leave, (ptr frame, ptr handle, ptr site))                                        \
  X(i32, recover, (ptr key, i32 tag, ptr site))                                                    \
  X(void, freed, (ptr pointer, i64 size))                                                          \
  X(void, describe, (ptr pointer, i32 tag, ptr site))                                              \
  X(void, shadow_copy, (ptr to, ptr from, i64 bytes))                                              \
  X(void, shadow_clear, (ptr at, i64 bytes))                                                       \
  X(i8, shadow_any, (ptr at, i64 bytes))

/*
 * Library functions that move tags where the pass cannot see it. A direct call
 * of NAME becomes a call of __custody_NAME with the same arguments, followed by
 * EXTRA tags (of the arguments listed by index in the last column).
 */
#define CUSTODY_LIBCALLS(X)                                                                        \
  X(ptr, realloc, (ptr pointer, i64 bytes), )                                                      \
  X(ptr, reallocarray, (ptr pointer, i64 count, i64 bytes), )                                      \
  X(i32, pthread_create, (ptr thread, ptr attr, ptr start, ptr arg), 3)                            \
  X(i32, thrd_create, (ptr thread, ptr start, ptr arg), 2)

/*
 * Slow paths of the fast paths in pass/inline/, which call them when a tag or a pending hand-over
 * is there. They keep all registers (preserve_most), so that the fast path stays a leaf.
 * X(C result, name, (C parameters)); each is __custody_<name>.
 *
 * enter(name, self)
 *     Something is pending at a function's entry. If it is for this function (its NAME or its
 *     address SELF): consumes it, sets the caller's ack, returns the argument tags. Otherwise
 *     drops it and returns zeros: code that is not instrumented stands in between.
 * publish(name, count)
 *     Names the callee NAME, no ack. The caller then stores the tags of the first COUNT arguments.
 * handover(name, slots, tags)
 *     The same with its tags: that of slot SLOTS & 0xff in the low half of TAGS, and of the later slot
 *     SLOTS >> 8, if it is another one, in the high half. All others are zero.
 * publish_wide(name)
 *     The same with all of arg[], va[] and byval[] zero, for the caller to store to.
 * return_take(name)
 *     A return is pending after a call of NAME. Consumes it; returns its tags, or zeros where
 *     another function left it.
 * return_give(name, self)
 *     Publishes a return of the function NAME at SELF, all slots zero; the caller then stores the
 *     tags. NAME 0: the value has no tag, and what is pending is dropped.
 * tail(callee, name, self)
 *     The function NAME at SELF is about to call CALLEE by a musttail call.
 * decode(cell, value) -> tag, encode(cell, tag, value)
 *     custody_tag_of and custody_cell_of.
 * encode_moved(cell, tag, value, from)
 *     encode, where VALUE is FROM and an offset, and TAG of either form is that of FROM.
 * decode_private, encode_private
 *     custody_private_tag_of and custody_private_cell_of.
 * exchange_begin(cell) -> what it was, exchange_end(cell, before, after) -> before, or 0
 *     Around an atomic exchange that stores a tagged pointer. In between the cell has a mark of this
 *     exchange that no value has; if another thread came by, the mark is gone, the cell is left as it
 *     is, and nothing is known of what was exchanged.
 * copy(to, from, bytes)
 *     shadow_copy, for the inlined copies of a few slots.
 * disarm(slot, bytes)
 *     Code that may not be instrumented was given the address of the local SLOT: a tag in it stays only
 *     where it is of a release that is outstanding, since the same bits are then as good.
 * va_enter(to, matched)
 *     Copies the variable argument tags to TO[CUSTODY_VA_SLOTS], or zeros.
 * va_begin(list, from)
 *     LIST was just initialised by va_start: gives its areas the tags in FROM.
 * byval_enter(to, slot, bytes, matched)
 *     The byval argument at TO is a copy of the memory named in byval[SLOT]: so are its tags.
 */
#define CUSTODY_SLOW(X)                                                                            \
  X(const custody_tag *, enter, (uint64_t name, const void *self))                                 \
  X(void, publish, (uint64_t name, uint32_t count))                                                \
  X(void, publish_wide, (uint64_t name))                                                           \
  X(void, handover, (uint64_t name, uint32_t slots, uint64_t tags))                                \
  X(const custody_tag *, return_take, (uint64_t name))                                             \
  X(void, return_give, (uint64_t name, const void *self))                                          \
  X(void, tail, (uint64_t callee, uint64_t name, const void *self))                                \
  X(custody_tag, decode, (uint32_t cell, uint64_t value))                                          \
  X(void, encode, (uint32_t *cell, custody_tag tag, uint64_t value))                               \
  X(void, encode_moved, (uint32_t *cell, custody_tag tag, uint64_t value, uint64_t from))          \
  X(custody_tag, decode_private, (uint32_t cell, uint64_t value))                                  \
  X(void, encode_private, (uint32_t *cell, custody_tag tag, uint64_t value))                       \
  X(uint32_t, exchange_begin, (uint32_t *cell))                                                    \
  X(uint32_t, exchange_end, (uint32_t *cell, uint32_t before, uint32_t after))                     \
  X(void, copy, (void *to, const void *from, uint64_t bytes))                                      \
  X(void, disarm, (void *slot, uint64_t bytes))                                                    \
  X(void, va_enter, (custody_tag * to, const custody_tag *matched))                                \
  X(void, va_begin, (void *list, const custody_tag *from))                                         \
  X(void, byval_enter, (void *to, uint64_t slot, uint64_t bytes, const custody_tag *matched))

#endif /* CUSTODY_ABI_H */
