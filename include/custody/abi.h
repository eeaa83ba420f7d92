/*===- abi.h - the contract between the pass and the runtime ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * This header is the contract between instrumented code and the runtime. It
 * defines the tag, the shadow mapping, the thread-local hand-over area, the static
 * descriptors and the hooks, and no other file repeats them. The pass expands the
 * tables below to LLVM types, and the runtime expands them to prototypes. Both
 * assert sizes and offsets. docs/semantics.md defines the words.
 *
 * Users do not include this file. They include <custody/custody.h>.
 */
#ifndef CUSTODY_ABI_H
#define CUSTODY_ABI_H

#include <stddef.h>
#include <stdint.h>

/*
 * Every instrumented module references the symbol below, which contains the
 * version. If there is no runtime, or one of another version, the object does not
 * link or load, and the message names this symbol. All other references to the
 * runtime are weak, so the message names no other one. The name has at most 55
 * characters, because a Linux kernel takes no longer ones (MODVERSIONS).
 */
#define CUSTODY_ABI_VERSION 5
#define CUSTODY_ABI_SYMBOL __custody_runtime_v5_missing__use_custody_clang_or_run

/*===-- Shadow -------------------------------------------------------------===*
 *
 * A slot is 8 bytes of memory that can hold a pointer. Its cell is 4 bytes of
 * shadow memory that hold the tag of that pointer. The slot at address A has its
 * cell at (A >> 1) ^ CUSTODY_SHADOW_XOR.
 *
 * This is true for every A, aligned or not. Two slots have separate cells as long
 * as the slots do not overlap. The mapping is contiguous except at addresses that
 * are multiples of CUSTODY_SHADOW_BLOCK bytes.
 *
 * Application addresses are in [0, LOW_END) and [HIGH_BEG, HIGH_END). Their cells
 * are in [SHADOW_A_BEG, SHADOW_A_END) and [SHADOW_B_BEG, SHADOW_B_END).
 *
 * A kernel for x86-64 (CUSTODY_KERNEL_X86_64) has only 16 TiB of addresses left for
 * the shadow. There the slot at A has its cell at
 * SHADOW_A_BEG + ((A & CUSTODY_SHADOW_MASK) >> 1), so two slots whose addresses
 * differ by a multiple of 32 TiB share a cell. No two slots of a kernel do. Every
 * address has a cell that can be read. Only some cells can be written
 * (host_shadow_ready).
 */
#ifndef CUSTODY_KERNEL_X86_64
#define CUSTODY_KERNEL_X86_64 0
#endif
#if CUSTODY_KERNEL_X86_64
#define CUSTODY_SHADOW_MASK 0x1fffffffffffULL
#define CUSTODY_SHADOW_BLOCK 0x200000000000ULL
#define CUSTODY_APP_HIGH_BEG 0xff00000000000000ULL /* with page tables of five levels */
#define CUSTODY_SHADOW_A_BEG 0xffffec0000000000ULL
#define CUSTODY_SHADOW_A_END 0xfffffc0000000000ULL
#define CUSTODY_CELL_AT(address)                                                                   \
  ((((uint64_t)(address) & CUSTODY_SHADOW_MASK) >> 1) + CUSTODY_SHADOW_A_BEG)
#define CUSTODY_ADDRESS_OF_CELL(cell)                                                              \
  ((((uint64_t)(cell) - CUSTODY_SHADOW_A_BEG) << 1) | ~CUSTODY_SHADOW_MASK)
#else
#define CUSTODY_SHADOW_XOR 0x180000000000ULL
#define CUSTODY_SHADOW_BLOCK 0x080000000000ULL
#define CUSTODY_APP_LOW_END 0x080000000000ULL
#define CUSTODY_APP_HIGH_BEG 0x500000000000ULL
#define CUSTODY_APP_HIGH_END 0x800000000000ULL
#define CUSTODY_SHADOW_A_BEG 0x180000000000ULL
#define CUSTODY_SHADOW_A_END 0x1c0000000000ULL
#define CUSTODY_SHADOW_B_BEG 0x200000000000ULL
#define CUSTODY_SHADOW_B_END 0x380000000000ULL
#define CUSTODY_CELL_AT(address) (((uint64_t)(address) >> 1) ^ CUSTODY_SHADOW_XOR)
#define CUSTODY_ADDRESS_OF_CELL(cell) (((uint64_t)(cell) ^ CUSTODY_SHADOW_XOR) << 1)
#endif

/*===-- Tags ---------------------------------------------------------------===*
 *
 * A tag is a 32-bit number that represents the history of a pointer value. Each
 * pointer value has one. 0 means that the history is unknown. A record tag (bit 31
 * is 1) names the record of a release. A site tag (bit 31 is 0) names a static site,
 * such as the source location of a borrow.
 *
 *   bit 31      30        29..26      25..0
 *        1  REBORROWED  GENERATION    index of a release record
 *
 *   bit 31      30        29      28     27..19   18..0
 *        0   NO_WRITE  NO_FULL  CELLS    CHECK    index of a site
 *
 * REBORROWED  a local reference was made of the pointer, and this value may be that
 *             reference. In the IR of Rust the two are one value
 * GENERATION  the generation of the record's place in the table. It is another
 *             number after the place was used again for a new record
 * NO_WRITE    a shared borrow removed write permission
 * NO_FULL     a borrow of known span limits the pointer to that span. The reclaim
 *             decides whether the span is too small
 * CELLS       used with NO_WRITE: the borrowed pointee has interior mutability
 * CHECK       in a shadow cell: a hash of the pointer's bits; see below
 *
 * A site tag with neither NO_WRITE nor NO_FULL names a site of kind FORGED.
 */
typedef uint32_t custody_tag;

#define CUSTODY_TAG_RECORD 0x80000000u
#define CUSTODY_TAG_REBORROWED 0x40000000u
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
 * A site tag has one of two forms. In the plain form, CHECK is 0. In the cell form, CHECK holds the
 * check bits of the pointer value, which are never 0.
 *
 * Instrumented code passes either form along with a value as long as the bits of the value do not
 * change, so a load or a copy needs no test. The tag is converted to the plain form where the bits
 * change, and before every hook that takes a tag. A record tag has no check bits, because the
 * record contains the address.
 */
static inline uint32_t custody_check_bits(uint64_t value) {
  uint32_t hash = (uint32_t)((value * 0x9e3779b97f4a7c15ULL) >> 55);
  return (hash ? hash : 1u) << CUSTODY_TAG_CHECK_SHIFT;
}
/* Returns the cell for the pointer VALUE with TAG. TAG may have either form. */
static inline uint32_t custody_cell_of(custody_tag tag, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  return tag == 0 || (tag & (CUSTODY_TAG_RECORD | mask)) ? tag : tag | custody_check_bits(value);
}
/* Returns the plain tag of the pointer VALUE. CELL may have either form. Returns 0 if the check
 * bits belong to another value, because the shadow is stale, torn or changed by a race. */
static inline custody_tag custody_tag_of(uint32_t cell, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  if ((cell & CUSTODY_TAG_RECORD) || (cell & mask) == 0)
    return cell;
  return (cell & mask) == custody_check_bits(value) ? cell & ~mask : 0;
}

/*
 * A private local is a local variable whose address does not escape from its function. A load from
 * it returns the tag in the form in which the tag was stored. A plain tag is stored with other check
 * bits, which differ from those of the cell form for every value. So if another function later uses
 * the same stack memory, it does not mistake the old cell for one of its own.
 */
static inline uint32_t custody_private_check_bits(uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  uint32_t bits = custody_check_bits(value);
  return bits == mask ? 1u << CUSTODY_TAG_CHECK_SHIFT : bits + (1u << CUSTODY_TAG_CHECK_SHIFT);
}
static inline uint32_t custody_private_cell_of(custody_tag tag, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  return tag == 0 || (tag & (CUSTODY_TAG_RECORD | mask)) ? tag
                                                         : tag | custody_private_check_bits(value);
}
static inline custody_tag custody_private_tag_of(uint32_t cell, uint64_t value) {
  uint32_t mask = CUSTODY_TAG_CHECK_MASK << CUSTODY_TAG_CHECK_SHIFT;
  if ((cell & CUSTODY_TAG_RECORD) || (cell & mask) == custody_check_bits(value))
    return cell;
  return (cell & mask) == custody_private_check_bits(value) ? cell & ~mask : 0;
}

/*===-- Static descriptors -------------------------------------------------===*/

/* The kind of a site. A tag can name sites of the kinds up to CUSTODY_KIND_FORGED. */
enum custody_kind {
  CUSTODY_KIND_NONE = 0,
  CUSTODY_KIND_SHARED = 1,    /* a shared borrow */
  CUSTODY_KIND_EXCLUSIVE = 2, /* an exclusive borrow */
  CUSTODY_KIND_KEY = 3,       /* a lookup key: a parameter that is only compared */
  CUSTODY_KIND_FORGED = 4,    /* a pointer made from visible integer bits */
  CUSTODY_KIND_RELEASE = 5,
  CUSTODY_KIND_RECLAIM = 6,
  CUSTODY_KIND_RECOVER = 7,
  CUSTODY_KIND_DESCRIBE = 8
};

#define CUSTODY_SITE_CELLS 0x1u    /* the pointee has interior mutability */
#define CUSTODY_SITE_CONSUMES 0x2u /* each release can be reclaimed once */
#define CUSTODY_SITE_PAYLOAD 0x4u  /* the owner has no header */
#define CUSTODY_SITE_TRANSFER 0x8u /* the transfer pair, which is judged by bits */
/* A reclaim that was recognized by its name alone. It may make a view, which does not own. */
#define CUSTODY_SITE_NAMED 0x10u
#define CUSTODY_SITE_EMPTY 0x20u /* the payload has a size of 0 bytes */
#define CUSTODY_SITE_UNDROPPED                                                                     \
  0x80u /* used with NAMED: its module drops no value of the type. In a
                                        release: its owner may be made from any borrow */
/* A borrow whose permissions do not depend on those of the pointer from which it was made. */
#define CUSTODY_SITE_FRESH 0x100u
#define CUSTODY_SITE_LENDS 0x40u /* judged like a reclaim, but the release stays outstanding */
/* A borrow in a function of Rust's standard library. A report also names the caller. */
#define CUSTODY_SITE_LIBRARY 0x200u
/* A borrow whose caller is known: the site is the first member of a custody_called_site. */
#define CUSTODY_SITE_CALLED 0x400u
/* A release or reclaim of which more is known: the site is the first member of a
 * custody_owner_site. */
#define CUSTODY_SITE_OWNER 0x800u
/* A copy of a borrow that the runtime made: a pointer was borrowed there, given to code that may be
 * uninstrumented, and came back as the argument of a callback (callback_entered). */
#define CUSTODY_SITE_INFERRED 0x1000u

#define CUSTODY_UNKNOWN_SIZE 0xffffffffffffffffULL

/* One source location that Custody knows: a borrow, a key, a boundary or a call. Sites are
 * constant, and exist as long as their module is loaded. If one is needed for longer, the runtime
 * copies it (kept_site.c, which must know all members). */
struct custody_site {
  const char *function; /* enclosing function, as in the symbol table */
  const char *file;     /* NULL without debug info */
  const char *name;     /* the boundary that is called, or the borrowed type; may be NULL */
  uint64_t span;        /* borrow: bytes borrowed; reclaim and release: bytes of
                           payload; 0: unknown */
  uint64_t header;      /* reclaim: bytes in front of the payload, or
                           CUSTODY_UNKNOWN_SIZE: measured at run time */
  uint32_t line;        /* 0: unknown */
  uint32_t column;
  uint32_t kind;         /* enum custody_kind */
  uint32_t flags;        /* CUSTODY_SITE_* */
  const uint32_t *types; /* Rust borrow or reclaim: the number of the pointee's type, then the
                            numbers of all types inside it, then 0. A type with the bit
                            CUSTODY_TYPE_LEAF has no types inside (a number or a pointer).
                            NULL: the types are unknown */
};

/* What custody_module.indices holds for SITE, which has the number INDEX. A fresh borrow keeps nothing of
 * the pointer's history, so that is its whole tag. */
static inline uint32_t custody_site_index(const struct custody_site *site, uint32_t index) {
  if (!(site->flags & CUSTODY_SITE_FRESH))
    return index;
  return index | (site->kind == CUSTODY_KIND_SHARED ? CUSTODY_TAG_NO_WRITE : 0) |
         (site->span ? CUSTODY_TAG_NO_FULL : 0) |
         (site->flags & CUSTODY_SITE_CELLS ? CUSTODY_TAG_CELLS : 0);
}

/* A borrow in a function of Rust's standard library, and the code that called this function. */
struct custody_called_site {
  struct custody_site site;
  const struct custody_site *caller; /* the call, if the function was inlined there; else NULL */
  uint64_t pc;                       /* the return address of the call; 0: unknown */
};

#define CUSTODY_TYPE_LEAF 1u

/* A family is a type of owners without its generic arguments, such as alloc::sync::Arc. The owners
 * of Rust's standard library that use the global allocator have numbers, because the runtime knows
 * which of them may be rebuilt from which. */
enum custody_family {
  CUSTODY_FAMILY_OWN = 0,      /* any other type of Rust, and C without an annotation */
  CUSTODY_FAMILY_DECLARED = 1, /* an annotation in C names the family */
  CUSTODY_FAMILY_ARC = 2,
  CUSTODY_FAMILY_RC = 3,
  CUSTODY_FAMILY_ARC_WEAK = 4,
  CUSTODY_FAMILY_RC_WEAK = 5,
  /* Those from here on keep no header. */
  CUSTODY_FAMILY_BOX = 6,
  CUSTODY_FAMILY_VEC = 7,
  CUSTODY_FAMILY_STRING = 8,
  CUSTODY_FAMILY_C_STRING = 9,
  CUSTODY_FAMILY_OS_STRING = 10,
  CUSTODY_FAMILY_PATH = 11,
  CUSTODY_FAMILIES
};

/* The size and alignment of the payload are exactly those of the type. */
#define CUSTODY_OWNER_EXACT 0x1u

/* A release or reclaim, and the owner that is released or rebuilt. */
struct custody_owner_site {
  struct custody_site site; /* with the flag CUSTODY_SITE_OWNER */
  const char *name;         /* of the family; NULL: unknown */
  uint32_t family;          /* enum custody_family */
  uint32_t name_hash;       /* of the family's name; 0: unknown */
  uint32_t type_hash;       /* of the owner's type with all generic arguments. 0: unknown, or values
                               of that type have several sizes */
  uint32_t align;           /* of the payload in bytes; 0: unknown */
  uint32_t flags;           /* CUSTODY_OWNER_* */
  uint32_t reserved;
};

/* Whether the compiler named the types of the pointers that a module stores. If not, the module follows
 * pointers that other modules with a list of types leave out. */
#define CUSTODY_TYPE_NAMES_UNUSED 0u /* it stores none */
#define CUSTODY_TYPE_NAMES_KNOWN 1u
#define CUSTODY_TYPE_NAMES_UNKNOWN 2u /* -O0, -fno-strict-aliasing, Rust */

/* One instrumented module. Its constructor passes this to the function that the version symbol
 * names. If it can be part of a library, its destructor passes this to module_unload. */
struct custody_module {
  const struct custody_site *const *sites; /* the sites that tags can name */
  uint64_t count;
  uint32_t *indices; /* out: one index for each site. 0 if no reclaim in the process can concern
                        what is borrowed there, or if there are no indices left. A site with
                        index 0 makes no tags. See custody_site_index */
  const char *name;
  const char *const *dropped; /* boundaries of those Rust types of which the module drops values;
                                 see CUSTODY_SITE_UNDROPPED */
  uint64_t dropped_count;
  /* The sites that ask for the history of a pointer: reclaims, custody_recover,
   * custody_describe. */
  const struct custody_site *const *judges;
  uint64_t judge_count;
  /* One entry for each crate of Rust that has part in the module: not NULL if that crate was
   * instrumented. A NULL stands for any other code that the module may call, or be called by. */
  const char *const *crates;
  uint64_t crate_count;
  uint64_t has_main; /* 1: the module defines main */
  /* Points to a number that stands for the module's list of types: 0 if it was compiled without a list.
   * NULL: the module has no use for a list (Rust, a kernel). */
  const uint64_t *types;
  uint64_t type_names; /* CUSTODY_TYPE_NAMES_* */
};

/*===-- The hand-over area -------------------------------------------------===*
 *
 * Each thread has one of these areas. A caller that passes a tag stores the name of
 * the callee here, then the tags. The order matters: if a signal handler runs in
 * between, the name does not match afterwards. The callee uses the tags only if the
 * name is its own, and then removes the name. A return passes tags in the same way
 * from the callee to the caller.
 *
 * A name is the address of the function, or, for a direct call, the hash of its
 * symbol. The top bit of a hash is 1, and no address has this bit.
 *
 * Tags are *pending* between the moment they are stored and the moment they are used.
 */
#define CUSTODY_ARG_SLOTS 24
#define CUSTODY_RET_SLOTS 4
#define CUSTODY_VA_SLOTS 32 /* 6 registers, then 26 words of overflow area */
#define CUSTODY_BYVAL_SLOTS 4

struct custody_tls {
  uint64_t callee;   /* 0: nothing is pending */
  uint64_t *ack;     /* the callee that uses the tags answers here; may be NULL */
  uint64_t ret_name; /* 0: nothing is pending */
  uint64_t ret_addr;
  custody_tag arg[CUSTODY_ARG_SLOTS];  /* one tag for each parameter, by its index in the IR */
  custody_tag ret[CUSTODY_RET_SLOTS];  /* one tag for each pointer or word of the returned value */
  custody_tag va[CUSTODY_VA_SLOTS];    /* one tag for each word of the variable argument area */
  uint64_t tail_callee;                /* the callee of the last musttail call */
  uint64_t tail_name;                  /* the name under which the caller expects its result, */
  uint64_t tail_addr;                  /* and the address that belongs to that name */
  uint64_t byval[CUSTODY_BYVAL_SLOTS]; /* source address of a byval argument */
  uint32_t count;    /* number of pending slots in arg[]; the other slots count as zero */
  uint32_t in_count; /* number of slots in in[] that can be other than zero */
  uint64_t wide;     /* 1: va[] and byval[] are pending; 0: all of their slots count as zero */
  custody_tag in[CUSTODY_ARG_SLOTS]; /* the argument tags of the function that runs now */
};

/*
 * The caller may ask the callee NAME to say that it is instrumented. It stores the question, which is
 * the number below, in a local variable, and stores the address of that variable in `ack`. The callee
 * answers with 0. If the variable does not hold the question any more, the caller has gone without
 * having been answered (by longjmp, say), and its frame has another use by now. Then the callee does
 * not answer.
 */
static inline uint64_t custody_ack_question(uint64_t name, const uint64_t *ack) {
  return name ^ (uint64_t)ack;
}

#if defined(__cplusplus)
static_assert(sizeof(struct custody_site) == 64, "custody_site layout");
static_assert(sizeof(struct custody_owner_site) == 96, "custody_owner_site layout");
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(struct custody_site) == 64, "custody_site layout");
_Static_assert(sizeof(struct custody_owner_site) == 96, "custody_owner_site layout");
_Static_assert(offsetof(struct custody_tls, arg) == 32, "custody_tls layout");
#endif

/*===-- The summary ---------------------------------------------------------===*
 *
 * The variable __custody_summary of the runtime points to a table of bytes, or is NULL. The byte for
 * the address A is at A >> CUSTODY_SUMMARY_BITS. If it is 0, no slot in these 512 bytes of memory ever
 * had a tag. A program may read the bytes of all its addresses. Kernels have no such variable.
 */
#define CUSTODY_SUMMARY_BITS 9

/*===-- Bare versions ------------------------------------------------------===*
 *
 * A function of Rust may have two versions: an instrumented one, and a bare one, which is the function
 * without instrumentation. The function itself then only jumps to one of them: to the bare one while
 * the 32-bit variable __custody_tracking of the runtime is 0. It is 1 when a program starts. It becomes
 * 0 when main begins, if no code in the process can judge a pointer, and none can be loaded later.
 */

/*===-- Hooks --------------------------------------------------------------===*
 *
 * Instrumented code calls these functions of the runtime. An entry is
 * X(result, name, (parameters)). The types are void, ptr, i8 (bool), i32 (tag) and
 * i64. All functions are nounwind.
 *
 * boundary_enter(frame, site)
 *     A boundary is about to be called, or was entered. FRAME is the frame address
 *     of the function that contains this hook call. Until the matching leave, the
 *     runtime ignores inner boundaries on the same pointer, and releases.
 * release(frame, pointer, tag, site, owner) -> tag
 *     The boundary returned POINTER. OWNER is the handle that it was given, or NULL
 *     if there is none. Ends the boundary_enter of the same frame. Returns the tag
 *     of the release; inside another boundary it does nothing and returns TAG.
 * release_alone(frame, pointer, tag, site, owner) -> tag
 *     boundary_enter and release in one, for a boundary in which no other hook of a boundary ran.
 * extent(pointer, bytes, align)
 *     The payload at POINTER has BYTES bytes and an alignment of ALIGN, or 0 if that is
 *     not known. Comes before release or reclaim_enter of the same pointer, if the size
 *     is known at run time only.
 * extent_of_table(pointer, table)
 *     The same for a trait object of Rust. TABLE is its table of functions, which
 *     begins with { drop function, size, alignment }.
 * reclaim_enter(frame, pointer, tag, site)
 *     A boundary is about to rebuild an owner from POINTER. TAG may have either
 *     form. The cell form means that the pointer was loaded from memory that other
 *     code can write.
 * reclaim_leave(frame, handle, site)
 *     The boundary returned HANDLE, or NULL if it returns none. The runtime decides
 *     the verdict here, and prints the report. POINTER minus HANDLE is the size of
 *     the header. HANDLE is CUSTODY_UNWOUND if an exception left the boundary, which
 *     may be a reclaim or a release. Then nothing was rebuilt or released, and there
 *     is no verdict.
 * reclaim_alone(frame, pointer, tag, site) -> i8
 *     As reclaim_enter, for a boundary in which no other hook of a boundary will run. If it returns
 *     0, the reclaim is proven and the boundary is left already. Otherwise reclaim_leave must follow.
 * recover(key, tag, site) -> tag
 *     Returns the tag of the outstanding release with KEY's bits. If there is none,
 *     the runtime prints a report.
 * freed(pointer, size)
 *     The object at POINTER was freed. SIZE is in bytes. SIZE 0 means unknown; then
 *     only the records of exactly POINTER end.
 * describe(pointer, tag, site)
 *     Prints everything that is known about the pointer.
 * program_begins(main)
 *     The function MAIN of a program in Rust begins. The runtime decides whether bare versions run.
 * callback_given(callback, pointer, tag)
 *     POINTER with TAG, in either form, is about to be given away together with the function
 *     CALLBACK, which gets it back as an argument. The module sees every place at which the address of
 *     CALLBACK leaves it, and calls this hook at each. CALLBACK is NULL if the program is about to get
 *     the address of some callback back: then others than the registry may call it from now on.
 * callback_entered(callback, pointer, tag, exact) -> tag
 *     CALLBACK was called with the argument POINTER. Returns TAG if it is not 0. Otherwise returns a
 *     tag for what can be inferred from the calls of callback_given. EXACT is 1 if nothing but
 *     pointers that were given to callback_given come as this argument. If it is 0, the result never
 *     lacks a permission.
 * module_unload(module)
 *     A destructor of the module: its library may be about to be unloaded. The runtime copies what
 *     later reports may name.
 * shadow_copy(to, from, bytes) / shadow_clear(at, bytes)
 *     Do for the tags what memmove and memset do for the memory. Any alignment and
 *     any size.
 * shadow_any(at, bytes) -> i8
 *     Returns whether any cell of the range differs from zero.
 *
 * CUSTODY_LIBCALLS below lists the library calls that also take tags, such as
 * realloc(pointer, bytes) -> ptr.
 */
#define CUSTODY_UNWOUND 0xffffffffffffffffULL

#define CUSTODY_HOOKS(X)                                                                           \
  X(void, boundary_enter, (ptr frame, ptr site))                                                   \
  X(i32, release, (ptr frame, ptr pointer, i32 tag, ptr site, ptr owner))                          \
  X(i32, release_alone, (ptr frame, ptr pointer, i32 tag, ptr site, ptr owner))                    \
  X(void, extent, (ptr pointer, i64 bytes, i64 align))                                             \
  X(void, extent_of_table, (ptr pointer, ptr table))                                               \
  X(void, reclaim_enter, (ptr frame, ptr pointer, i32 tag, ptr site))                              \
  X(void, reclaim_leave, (ptr frame, ptr handle, ptr site))                                        \
  X(i8, reclaim_alone, (ptr frame, ptr pointer, i32 tag, ptr site))                                \
  X(i32, recover, (ptr key, i32 tag, ptr site))                                                    \
  X(void, freed, (ptr pointer, i64 size))                                                          \
  X(void, describe, (ptr pointer, i32 tag, ptr site))                                              \
  X(void, program_begins, (ptr main))                                                              \
  X(void, callback_given, (ptr callback, ptr pointer, i32 tag))                                    \
  X(i32, callback_entered, (ptr callback, ptr pointer, i32 tag, i64 exact))                        \
  X(void, module_unload, (ptr module))                                                             \
  X(void, shadow_copy, (ptr to, ptr from, i64 bytes))                                              \
  X(void, shadow_clear, (ptr at, i64 bytes))                                                       \
  X(i8, shadow_any, (ptr at, i64 bytes))

/*
 * These library functions move pointers in a way that the pass cannot see. The pass
 * replaces a direct call of NAME by a call of __custody_NAME with the same arguments.
 * The tags of some arguments follow. The last column lists these arguments by index.
 */
#define CUSTODY_LIBCALLS(X)                                                                        \
  X(ptr, realloc, (ptr pointer, i64 bytes), )                                                      \
  X(ptr, reallocarray, (ptr pointer, i64 count, i64 bytes), )                                      \
  X(i32, pthread_create, (ptr thread, ptr attr, ptr start, ptr arg), 3)                            \
  X(i32, thrd_create, (ptr thread, ptr start, ptr arg), 2)

/*
 * Slow paths. The inlined fast paths in pass/inline/ call these functions if there is a tag or a
 * pending hand-over. The functions preserve all registers (preserve_most), so that the function
 * with the fast path need not save any. An entry is X(C result, name, (C parameters)); the function
 * is called __custody_<name>.
 *
 * enter(name, self)
 *     Called at the entry of a function if argument tags are pending. If the pending name is the
 *     function's NAME or its address SELF: removes the name, answers the caller's ack, and returns the
 *     argument tags. Otherwise uninstrumented code runs between caller and callee: drops the tags
 *     and returns zeros.
 * publish(name, count)
 *     Stores NAME as the name of the callee, and no ack. The caller then stores the tags of the
 *     first COUNT arguments.
 * handover(name, slots, tags)
 *     As publish, and stores one or two tags. The low half of TAGS goes to slot SLOTS & 0xff. The
 *     high half goes to slot SLOTS >> 8, which is a later slot, or the same one if there is only
 *     one tag. All other tags are zero.
 * publish_wide(name)
 *     As publish, and sets all of arg[], va[] and byval[] to zero. The caller then stores its tags.
 * return_take(name)
 *     Called after a call of NAME if the tags of a return are pending. Removes them, and returns
 *     them, or zeros if another function stored them.
 * return_give(name, self)
 *     Called before a return of the function NAME at address SELF. Stores the name and sets all
 *     slots of ret[] to zero; the fast path then stores the tags. NAME 0 means that the returned
 *     value has no tag; pending tags are dropped.
 * tail(callee, name, self)
 *     The function NAME at address SELF is about to call CALLEE by a musttail call.
 * decode(cell, value) -> tag, encode(cell, tag, value)
 *     custody_tag_of and custody_cell_of.
 * encode_moved(cell, tag, value, from)
 *     As encode, if VALUE is FROM plus an offset. TAG is the tag of FROM, in either form.
 * decode_private, encode_private
 *     custody_private_tag_of and custody_private_cell_of.
 * exchange_begin(cell) -> what it was, exchange_end(cell, before, after) -> before, or 0
 *     Called before and after an atomic exchange that stores a tagged pointer. In between, the cell
 *     holds a mark that belongs to this exchange and to no value. If another thread wrote the cell
 *     in between, the mark is gone. Then exchange_end leaves the cell as it is, and the tag of the
 *     value that the exchange returned is unknown.
 * copy(to, from, bytes), clear(at, bytes)
 *     As shadow_copy, for the inlined copies of a few slots, and as shadow_clear.
 * disarm(slot, bytes)
 *     The address of the local SLOT was passed to code that may be uninstrumented, and that may
 *     have stored another pointer with the same bits. Keeps a tag in SLOT only if it is the tag of
 *     a release that is outstanding, because then another pointer with these bits is as good.
 * lost(tag)
 *     The pointer with TAG is not followed any more, because its type is not in the list of types. If
 *     it is a released pointer, uninstrumented code may get it.
 * lost_arguments(tags, mask)
 *     The same for the arguments in whose place MASK has a bit. TAGS is the result of enter.
 * called(index, pc, cache) -> index
 *     Returns the index of a site like that of INDEX that also holds the return address PC, or INDEX
 *     if there is none left. Stores the result in CACHE: the index in the bits of
 *     CUSTODY_TAG_SITE_MASK, and above them as many low bits of PC as fit.
 * va_enter(to, matched)
 *     Copies the tags of the variable arguments to TO[CUSTODY_VA_SLOTS]. Copies zeros if MATCHED
 *     says that the pending tags were not for this function.
 * va_begin(list, from)
 *     va_start has just initialised LIST. Stores the tags in FROM to the shadow of its areas.
 * byval_enter(to, slot, bytes, matched)
 *     The byval argument at TO is a copy of the memory at address byval[SLOT]. Copies the tags too.
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
  X(void, clear, (void *at, uint64_t bytes))                                                       \
  X(void, copy, (void *to, const void *from, uint64_t bytes))                                      \
  X(void, disarm, (void *slot, uint64_t bytes))                                                    \
  X(void, lost, (custody_tag tag))                                                                 \
  X(void, lost_arguments, (const custody_tag *tags, uint32_t mask))                                \
  X(uint32_t, called, (uint32_t index, uint64_t pc, uint64_t *cache))                              \
  X(void, va_enter, (custody_tag * to, const custody_tag *matched))                                \
  X(void, va_begin, (void *list, const custody_tag *from))                                         \
  X(void, byval_enter, (void *to, uint64_t slot, uint64_t bytes, const custody_tag *matched))

#endif /* CUSTODY_ABI_H */
