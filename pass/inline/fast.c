/*===- fast.c - fast paths that are inlined into user code -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * When the plug-in is built, clang compiles this file to IR, and the IR is embedded in the plug-in.
 * The pass links it into every instrumented module and inlines the functions there. Tags are nearly
 * always zero. So each function is a load, a test and a predicted branch. The slow paths behind
 * these branches are in the runtime (CUSTODY_SLOW in abi.h).
 *
 * The pass calls the functions by name. It takes their types from this module, so that no signature
 * is written twice.
 */
#include "custody/abi.h"

#define FAST __attribute__((always_inline)) extern
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define SLOW_DECLARATION(result, name, parameters)                                                 \
  extern __attribute__((preserve_most, nothrow)) result __custody_##name parameters;

CUSTODY_SLOW(SLOW_DECLARATION)
extern uint8_t __custody_shadow_any(void *at, uint64_t bytes) __attribute__((nothrow));
/* A report shows the line of the call. */
extern void __custody_reclaim_leave(void *frame, void *handle, void *site)
    __attribute__((nothrow, nomerge, not_tail_called));

/* AREA is the hand-over area. If all tags of a call are zero, the call site stores them to a dummy
 * area, which nobody reads. This file is compiled for processes, and for kernels, whose modules can
 * have no thread-local storage. A kernel keeps the address of the running context's area in a
 * variable, which on x86-64 each processor has. A context keeps its area when it moves to another
 * processor, so code may be preempted between the load of the address and its use. */
#ifdef CUSTODY_FAST_KERNEL
#define KERNEL_VARIABLE extern __attribute__((visibility("hidden")))
#if CUSTODY_KERNEL_X86_64
#define PER_PROCESSOR __seg_gs
#else
#define PER_PROCESSOR
#endif
KERNEL_VARIABLE struct custody_tls *PER_PROCESSOR __custody_area;
KERNEL_VARIABLE struct custody_tls __custody_sink;
#define AREA (*__custody_area)
#else
#define THREAD_VARIABLE extern _Thread_local __attribute__((tls_model("initial-exec")))
THREAD_VARIABLE struct custody_tls __custody_tls;
THREAD_VARIABLE struct custody_tls __custody_sink;
#define AREA __custody_tls
#endif

typedef uint32_t unaligned_u32 __attribute__((aligned(1)));
extern const uint8_t *__custody_summary;

typedef uint64_t unaligned_u64 __attribute__((aligned(1)));

static const custody_tag no_tags[CUSTODY_ARG_SLOTS];

static inline __attribute__((always_inline)) unaligned_u32 *cell_of(const void *slot) {
  return (unaligned_u32 *)CUSTODY_CELL_AT(slot);
}

/*===-- Memory --------------------------------------------------------------===*/

/* Returns the tag of the value that was just loaded from SLOT, in the cell form. A use other than a
 * copy of the value must check it first (__custody_fast_check). */
FAST custody_tag __custody_fast_load(const void *slot) {
  return *cell_of(slot);
}

/* Returns the plain tag of VALUE. TAG may have either form. */
FAST custody_tag __custody_fast_check(custody_tag tag, uint64_t value) {
  if (UNLIKELY((int32_t)tag > 0)) /* the tag of a record has one form */
    return __custody_decode(tag, value);
  return tag;
}

/* VALUE, which has TAG, was stored to SLOT: updates the cell. */
FAST void __custody_fast_store(void *slot, uint64_t value, custody_tag tag) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode((uint32_t *)cell, tag, value);
}

/* The same for a slot whose CELL is known: that of another field of the same object, and a distance. */
FAST const void *__custody_fast_cell(const void *slot) {
  return cell_of(slot);
}
FAST custody_tag __custody_fast_load_cell(const unaligned_u32 *cell) {
  return *cell;
}
FAST void __custody_fast_store_cell(unaligned_u32 *cell, uint64_t value, custody_tag tag) {
  if (UNLIKELY(*cell | tag))
    __custody_encode((uint32_t *)cell, tag, value);
}

/* The same for a private local SLOT, to which no other function has access. The tag keeps its form
 * (see custody_private_cell_of in abi.h). */
FAST void __custody_fast_keep(void *slot, uint64_t value, custody_tag tag) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode_private((uint32_t *)cell, tag, value);
}
FAST custody_tag __custody_fast_load_private(const void *slot, uint64_t value) {
  custody_tag cell = *cell_of(slot);
  if (UNLIKELY((int32_t)cell > 0))
    return __custody_decode_private(cell, value);
  return cell;
}

/* VALUE, which is FROM plus an offset, was stored to SLOT. TAG is the tag of FROM, in either
 * form. */
FAST void __custody_fast_store_moved(void *slot, uint64_t value, custody_tag tag, uint64_t from) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode_moved((uint32_t *)cell, tag, value, from);
}
FAST void __custody_fast_store_moved_cell(unaligned_u32 *cell, uint64_t value, custody_tag tag,
                                          uint64_t from) {
  if (UNLIKELY(*cell | tag))
    __custody_encode_moved((uint32_t *)cell, tag, value, from);
}
/* The same if FROM was loaded from SLOT, and nothing was stored there since. The cell then already
 * holds TAG, so a zero TAG needs no store. */
FAST void __custody_fast_store_back(void *slot, uint64_t value, custody_tag tag, uint64_t from) {
  if (UNLIKELY(tag))
    __custody_encode_moved((uint32_t *)cell_of(slot), tag, value, from);
}

/* A value without a tag was stored to SLOT: clears the cell. */
FAST void __custody_fast_clear(void *slot) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell))
    *cell = 0;
}

FAST void __custody_fast_clear_cell(unaligned_u32 *cell) {
  if (UNLIKELY(*cell))
    *cell = 0;
}

/* Called before an atomic exchange stores a value with TAG to SLOT. Returns the cell of the old
 * value. */
FAST uint32_t __custody_fast_exchange_begin(void *slot, custody_tag tag) {
  if (UNLIKELY(tag))
    return __custody_exchange_begin((uint32_t *)cell_of(slot));
  return *cell_of(slot);
}

/* Called after the exchange that stored VALUE with TAG. BEFORE is the result of exchange_begin.
 * Returns the tag of the old value, or 0 if another thread changed the cell in between. */
FAST custody_tag __custody_fast_exchange(void *slot, uint64_t value, custody_tag tag,
                                         uint32_t before) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(tag))
    return __custody_exchange_end((uint32_t *)cell, before, custody_cell_of(tag, value));
  uint32_t was = *cell;
  if (UNLIKELY(was))
    *cell = 0;
  return was == before ? was : 0;
}

/* The same for a compare-exchange. STORED is 0 if it failed and stored nothing. */
FAST custody_tag __custody_fast_compare_exchange(void *slot, uint64_t value, custody_tag tag,
                                                 uint32_t before, uint8_t stored) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(tag))
    return __custody_exchange_end((uint32_t *)cell, before,
                                  stored ? custody_cell_of(tag, value) : before);
  uint32_t was = *cell;
  if (UNLIKELY(was))
    if (stored)
      *cell = 0;
  return was == before ? was : 0;
}

/* copyN: BYTES bytes are about to be copied. That is N slots, and less than one slot more. The test
 * reads all cells at once, two at a time, because they are nearly always zero. The shadow of an
 * object is contiguous, because no object contains the end of a CUSTODY_SHADOW_BLOCK. */
#define WORD(i) | words_to[i] | words_from[i]
#define COPY(n, any)                                                                               \
  FAST void __custody_fast_copy##n(void *to, const void *from, uint64_t bytes) {                   \
    [[maybe_unused]] const unaligned_u64 *words_to = (const unaligned_u64 *)cell_of(to);           \
    [[maybe_unused]] const unaligned_u64 *words_from = (const unaligned_u64 *)cell_of(from);       \
    if (UNLIKELY(any))                                                                             \
      __custody_copy(to, from, bytes);                                                             \
  }
#define LAST(n) | *(cell_of(to) + n - 1) | *(cell_of(from) + n - 1)
COPY(1, (uint64_t)0 LAST(1))
COPY(2, (uint64_t)0 WORD(0))
COPY(3, (uint64_t)0 WORD(0) LAST(3))
COPY(4, (uint64_t)0 WORD(0) WORD(1))
COPY(5, (uint64_t)0 WORD(0) WORD(1) LAST(5))
COPY(6, (uint64_t)0 WORD(0) WORD(1) WORD(2))
COPY(7, (uint64_t)0 WORD(0) WORD(1) WORD(2) LAST(7))
COPY(8, (uint64_t)0 WORD(0) WORD(1) WORD(2) WORD(3))

/* Whether no slot that overlaps the BYTES bytes at AT ever had a tag. pre: BYTES is at least 1 and at most
 * that of one entry of the summary, so that they lie in two entries at most. */
static inline __attribute__((always_inline)) uint8_t summary_marks(const uint8_t *summary,
                                                                   const void *at, uint64_t bytes) {
  return summary[(uint64_t)at >> CUSTODY_SUMMARY_BITS] |
         summary[((uint64_t)at + bytes - 1) >> CUSTODY_SUMMARY_BITS];
}

/* BYTES bytes are about to be copied, or set. Nearly all ranges are short, and are in memory that never
 * had a tag. */
FAST void __custody_fast_copy_range(void *to, const void *from, uint64_t bytes) {
  const uint8_t *summary = __custody_summary;
  if (UNLIKELY(!summary || bytes - 1 >= 1 << CUSTODY_SUMMARY_BITS ||
               (summary_marks(summary, to, bytes) | summary_marks(summary, from, bytes))))
    __custody_copy(to, from, bytes);
}
FAST void __custody_fast_clear_range(void *at, uint64_t bytes) {
  const uint8_t *summary = __custody_summary;
  if (UNLIKELY(!summary || bytes - 1 >= 1 << CUSTODY_SUMMARY_BITS ||
               summary_marks(summary, at, bytes)))
    __custody_clear(at, bytes);
}

/*===-- Borrows -------------------------------------------------------------===*/

/* Returns the tag of a borrow of a pointer with tag OLD. AT is the index of the borrow's site, and
 * LOSS are the permissions that the borrow removes. */
static inline __attribute__((always_inline)) custody_tag borrow_tag(custody_tag old, uint32_t loss,
                                                                    uint32_t at) {
  uint32_t had = old & CUSTODY_TAG_RECORD ? 0 : old & CUSTODY_TAG_LOSS_MASK;
  uint32_t lost = had | loss;
  /* The interior-mutable cells may be written only if every shared borrow so far covered them. */
  if (had & loss & CUSTODY_TAG_NO_WRITE)
    lost &= ~CUSTODY_TAG_CELLS | (had & loss);
  return at ? lost | (at & CUSTODY_TAG_SITE_MASK) : 0;
}

/* Returns the tag of a borrow that keeps nothing of the pointer's history. */
FAST custody_tag __custody_fast_fresh(const uint32_t *index) {
  return *index;
}

/* The same as borrow_tag. INDEX points to the index of the site. */
FAST custody_tag __custody_fast_borrow(custody_tag old, uint32_t loss, const uint32_t *index) {
  return borrow_tag(old, loss, *index);
}

/* The same, but the site of the result also holds the return address of the function into which this
 * is inlined. CACHE is that of __custody_called. */
FAST custody_tag __custody_fast_borrow_called(custody_tag old, uint32_t loss, const uint32_t *index,
                                              uint64_t *cache) {
  uint32_t at = *index;
  if (UNLIKELY(at)) {
    uint64_t pc = (uint64_t)__builtin_return_address(0);
    uint64_t known = __atomic_load_n(cache, __ATOMIC_RELAXED);
    at = ((known ^ pc * (CUSTODY_TAG_SITE_MASK + 1ULL)) & ~(uint64_t)CUSTODY_TAG_SITE_MASK)
             ? __custody_called(at & CUSTODY_TAG_SITE_MASK, pc, cache)
             : (uint32_t)known & CUSTODY_TAG_SITE_MASK;
  }
  return borrow_tag(old, loss, at);
}

/* The same for the pointer in memory at PLACE. Updates its cell; the pointer itself does not
 * change. */
FAST void __custody_fast_borrow_in_place(const void *place, uint32_t loss, const uint32_t *index) {
  unaligned_u32 *cell = cell_of(place);
  uint64_t value = *(const unaligned_u64 *)place;
  custody_tag old = *cell ? __custody_decode(*cell, value) : 0;
  __custody_encode((uint32_t *)cell, __custody_fast_borrow(old, loss, index), value);
}

/* Returns the tag of a value that may be a local reference made of a pointer with tag TAG. Only the
 * tag of a record changes: a borrow proves nothing anyway. */
FAST custody_tag __custody_fast_reborrow(custody_tag tag) {
  static_assert(CUSTODY_TAG_REBORROWED == CUSTODY_TAG_RECORD >> 1);
  return tag | (tag & CUSTODY_TAG_RECORD) >> 1;
}

/* Returns the tag of a lookup key that was made from a pointer with tag OLD. The tag of a released
 * pointer does not change. */
FAST custody_tag __custody_fast_key(custody_tag old, const uint32_t *index) {
  uint32_t at = *index;
  if (at == 0 || (old & CUSTODY_TAG_RECORD))
    return old;
  return CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL | at;
}

/* Returns the tag of a pointer that was made from visible integer bits. */
FAST custody_tag __custody_fast_forge(const uint32_t *index) {
  return *index;
}

/* The end of a boundary that began with __custody_reclaim_alone, which returned ENTERED. */
FAST void __custody_fast_leave(void *frame, void *handle, const struct custody_site *site,
                               uint8_t entered) {
  if (UNLIKELY(entered))
    __custody_reclaim_leave(frame, handle, (void *)site);
}

/*===-- Calls ---------------------------------------------------------------===*/

/* Calls a stub. The pass generates stubs, which contain the cold code of a call. WORD is passed in
 * the static-chain register. */
#define STUB(stub, word) __builtin_call_with_static_chain((stub)(), (void *)(uint64_t)(word))
typedef __attribute__((preserve_most, nothrow)) const custody_tag *enter_stub(void);
typedef __attribute__((preserve_most, nothrow)) void handover_stub(void);

/* Called at the entry of the function at address SELF. Returns the tags of its arguments. */
FAST const custody_tag *__custody_fast_enter(enter_stub *stub, const void *self) {
  if (UNLIKELY(AREA.callee))
    return STUB(stub, self);
  return no_tags;
}

/* The same. MASK has a bit for each argument whose type is not followed. */
FAST const custody_tag *__custody_fast_enter_lost(enter_stub *stub, const void *self,
                                                  uint32_t mask) {
  if (UNLIKELY(AREA.callee)) {
    const custody_tag *tags = STUB(stub, self);
    __custody_lost_arguments(tags, mask);
    return tags;
  }
  return no_tags;
}

/* Called before a call in which only one or two arguments have a tag. The stub stores the tags. */
FAST void __custody_fast_handover1(handover_stub *stub, custody_tag tag) {
  if (UNLIKELY(tag))
    STUB(stub, tag);
}
FAST void __custody_fast_handover2(handover_stub *stub, custody_tag first, custody_tag second) {
  if (UNLIKELY(first | second))
    STUB(stub, first | (uint64_t)second << 32);
}

#define T(i) , custody_tag t##i
#define ANY(i) | t##i
#define PUT(i) AREA.arg[i] = t##i;
#define REPEAT1(X) X(0)
#define REPEAT2(X) REPEAT1(X) X(1)
#define REPEAT3(X) REPEAT2(X) X(2)
#define REPEAT4(X) REPEAT3(X) X(3)
#define REPEAT5(X) REPEAT4(X) X(4)
#define REPEAT6(X) REPEAT5(X) X(5)
#define REPEAT7(X) REPEAT6(X) X(6)
#define REPEAT8(X) REPEAT7(X) X(7)

/* publishN: called before a call of NAME. Stores the tags of the first N arguments. The other
 * arguments have no tag. */
#define PUBLISH(n)                                                                                 \
  FAST void __custody_fast_publish##n(uint64_t name REPEAT##n(T)) {                                \
    if (UNLIKELY(0 REPEAT##n(ANY))) {                                                              \
      __custody_publish(name, n);                                                                  \
      REPEAT##n(PUT)                                                                               \
    }                                                                                              \
  }
PUBLISH(1)
PUBLISH(2)
PUBLISH(3)
PUBLISH(4)
PUBLISH(5)
PUBLISH(6)
PUBLISH(7)
PUBLISH(8)

/* The general form. Returns the area to which the call site must store its tags: the real one if
 * ANY is not zero, otherwise the dummy area. */
FAST struct custody_tls *__custody_fast_publish(uint64_t name, uint32_t any) {
  if (UNLIKELY(any)) {
    __custody_publish_wide(name);
    return &AREA;
  }
  return &__custody_sink;
}

/* Called before a call of NAME that gets the address of a local. DIRTY says whether the local holds
 * tags. If it does, stores a question in *ACK, which an instrumented callee answers. ANY is not zero
 * if argument tags were already stored for this call. */
FAST void __custody_fast_arm(uint64_t name, uint32_t any, uint8_t dirty, uint64_t *ack) {
  if (UNLIKELY(dirty)) {
    *ack = custody_ack_question(name, ack);
    if (!any)
      __custody_publish(name, 0);
    AREA.ack = ack;
  }
}

/* Called after that call, for the local SLOT of BYTES bytes. If *ACK was not answered, the callee may be
 * uninstrumented, and may have stored another pointer with the same bits. */
FAST void __custody_fast_disarm(uint8_t dirty, const uint64_t *ack, void *slot, uint64_t bytes) {
  if (UNLIKELY(dirty))
    if (*ack)
      __custody_disarm(slot, bytes);
}

/* dirtyN: returns whether the local SLOT, of N slots, holds a tag. */
#define ANY_WORD(i) | words[i]
#define DIRTY(n, any)                                                                              \
  FAST uint8_t __custody_fast_dirty##n(const void *slot) {                                         \
    [[maybe_unused]] const unaligned_u64 *words = (const unaligned_u64 *)cell_of(slot);            \
    return (any) != 0;                                                                             \
  }
#define LAST_CELL(n) | *(cell_of(slot) + n - 1)
DIRTY(1, (uint64_t)0 LAST_CELL(1))
DIRTY(2, (uint64_t)0 ANY_WORD(0))
DIRTY(3, (uint64_t)0 ANY_WORD(0) LAST_CELL(3))
DIRTY(4, (uint64_t)0 ANY_WORD(0) ANY_WORD(1))
DIRTY(5, (uint64_t)0 ANY_WORD(0) ANY_WORD(1) LAST_CELL(5))
DIRTY(6, (uint64_t)0 ANY_WORD(0) ANY_WORD(1) ANY_WORD(2))
DIRTY(7, (uint64_t)0 ANY_WORD(0) ANY_WORD(1) ANY_WORD(2) LAST_CELL(7))
DIRTY(8, (uint64_t)0 ANY_WORD(0) ANY_WORD(1) ANY_WORD(2) ANY_WORD(3))

/* A pointer with TAG gets a type that is not followed. */
FAST void __custody_fast_lost(custody_tag tag) {
  if (UNLIKELY(tag))
    __custody_lost(tag);
}

/* Called after a call of NAME. Returns the tag of the returned value, or a pointer to its tags. */
FAST custody_tag __custody_fast_returned(uint64_t name) {
  if (UNLIKELY(AREA.ret_name))
    return *__custody_return_take(name);
  return 0;
}
FAST const custody_tag *__custody_fast_returned_many(uint64_t name) {
  if (UNLIKELY(AREA.ret_name))
    return __custody_return_take(name);
  return no_tags;
}

#define PUT_RET(i) AREA.ret[i] = t##i;
/* returnN: called before a return from the function NAME at address SELF. Stores the N tags of the
 * value. If all of them are zero, clears any tags that are still pending. */
#define RETURN(n)                                                                                  \
  FAST void __custody_fast_return##n(uint64_t name, const void *self REPEAT##n(T)) {               \
    if (UNLIKELY((0 REPEAT##n(ANY)) | AREA.ret_name)) {                                            \
      __custody_return_give((0 REPEAT##n(ANY)) ? name : 0, self);                                  \
      REPEAT##n(PUT_RET)                                                                           \
    }                                                                                              \
  }
RETURN(1)
RETURN(2)
RETURN(3)
RETURN(4)

/* Called before a musttail call of CALLEE in the function NAME at address SELF. */
FAST void __custody_fast_tail(uint64_t callee, uint64_t name, const void *self) {
  __custody_tail(callee, name, self);
}

/*===-- Memory that the callee has a copy of ---------------------------------===*/

/* Arguments that the callee finds in memory: see byval_enter, va_enter and va_begin in abi.h.
 * MATCHED is the result of __custody_fast_enter. */

FAST void __custody_fast_byval_enter(void *to, uint64_t slot, uint64_t bytes,
                                     const custody_tag *matched) {
  __custody_byval_enter(to, slot, bytes, matched == no_tags ? nullptr : matched);
}
FAST void __custody_fast_va_enter(custody_tag *to, const custody_tag *matched) {
  __custody_va_enter(to, matched == no_tags ? nullptr : matched);
}
FAST void __custody_fast_va_begin(void *list, const custody_tag *from) {
  __custody_va_begin(list, from);
}
