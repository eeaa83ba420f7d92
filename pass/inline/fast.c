/*===- fast.c - fast paths that are inlined into user code --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Compiled to IR when the plug-in is built, embedded in it, linked into every instrumented module
 * and inlined there. Tags are nearly always zero, so each function is a load, a test and a
 * predicted branch; what follows the branch lives in the runtime (CUSTODY_SLOW in abi.h).
 *
 * The pass calls these by name: pass/hooks.c takes their types from this module, so that no
 * signature is spelled twice.
 */
#include "custody/abi.h"

#define FAST __attribute__((always_inline)) extern
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define SLOW_DECLARATION(result, name, parameters)                                                 \
  extern __attribute__((preserve_most, nothrow)) result __custody_##name parameters;

CUSTODY_SLOW(SLOW_DECLARATION)
extern uint8_t __custody_shadow_any(void *at, uint64_t bytes) __attribute__((nothrow));

extern _Thread_local __attribute__((tls_model("initial-exec"))) struct custody_tls __custody_tls;
/* Takes the stores of a publication that is not needed; never read. */
extern _Thread_local __attribute__((tls_model("initial-exec"))) struct custody_tls __custody_sink;

typedef uint32_t unaligned_u32 __attribute__((aligned(1)));
typedef uint64_t unaligned_u64 __attribute__((aligned(1)));

static const custody_tag no_tags[CUSTODY_ARG_SLOTS];

static inline __attribute__((always_inline)) unaligned_u32 *cell_of(const void *slot) {
  return (unaligned_u32 *)(((uint64_t)slot >> 1) ^ CUSTODY_SHADOW_XOR);
}

/*===-- Memory --------------------------------------------------------------===*/

/* Tag of the value just loaded from SLOT, as a cell: whoever uses it for more than a copy of that
 * value checks it. */
FAST custody_tag __custody_fast_load(const void *slot) {
  return *cell_of(slot);
}

/* The plain tag of VALUE, from one of either form. */
FAST custody_tag __custody_fast_check(custody_tag tag, uint64_t value) {
  if (UNLIKELY(tag))
    return __custody_decode(tag, value);
  return 0;
}

/* VALUE was stored to SLOT and has TAG. */
FAST void __custody_fast_store(void *slot, uint64_t value, custody_tag tag) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode((uint32_t *)cell, tag, value);
}

/* The same for a SLOT that nobody else can write: the tag stays in the form it has. */
FAST void __custody_fast_keep(void *slot, uint64_t value, custody_tag tag) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode_private((uint32_t *)cell, tag, value);
}
FAST custody_tag __custody_fast_load_private(const void *slot, uint64_t value) {
  custody_tag cell = *cell_of(slot);
  if (UNLIKELY(cell))
    return __custody_decode_private(cell, value);
  return 0;
}

/* VALUE, which is FROM and an offset, was stored to SLOT; TAG is that of FROM, of either form. */
FAST void __custody_fast_store_moved(void *slot, uint64_t value, custody_tag tag, uint64_t from) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell | tag))
    __custody_encode_moved((uint32_t *)cell, tag, value, from);
}
/* The same where FROM was loaded from SLOT, and nothing was stored since. */
FAST void __custody_fast_store_back(void *slot, uint64_t value, custody_tag tag, uint64_t from) {
  if (UNLIKELY(tag))
    __custody_encode_moved((uint32_t *)cell_of(slot), tag, value, from);
}

/* A value without a tag was stored to SLOT. */
FAST void __custody_fast_clear(void *slot) {
  unaligned_u32 *cell = cell_of(slot);
  if (UNLIKELY(*cell))
    *cell = 0;
}

/* Before VALUE with TAG is exchanged for another in SLOT. Returns the other's cell. */
FAST uint32_t __custody_fast_exchange_begin(void *slot, custody_tag tag) {
  if (UNLIKELY(tag))
    return __custody_exchange_begin((uint32_t *)cell_of(slot));
  return *cell_of(slot);
}

/* After it. Returns the other's tag, if the cell says that nobody came in between. */
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

/* The same for a compare-exchange; one that failed stores nothing. */
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

/* N slots and less than one more, BYTES, are about to be copied. All cells are looked at at once: in
 * nearly every program they are zero. A block's end lies in no object. */
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

/*===-- Borrows -------------------------------------------------------------===*/

/* A borrow of a pointer with tag OLD at the site INDEX, which loses LOSS. */
FAST custody_tag __custody_fast_borrow(custody_tag old, uint32_t loss, const uint32_t *index) {
  uint32_t had = old & CUSTODY_TAG_RECORD ? 0 : old & CUSTODY_TAG_LOSS_MASK;
  uint32_t lost = had | loss;
  /* Only if every shared borrow was of a pointee with cells may the cells be written. */
  if (had & loss & CUSTODY_TAG_NO_WRITE)
    lost &= ~CUSTODY_TAG_CELLS | (had & loss);
  uint32_t at = *index;
  return at ? lost | at : 0;
}

/* The same for the pointer that lies at PLACE, which is not written. */
FAST void __custody_fast_borrow_in_place(const void *place, uint32_t loss, const uint32_t *index) {
  unaligned_u32 *cell = cell_of(place);
  uint64_t value = *(const unaligned_u64 *)place;
  custody_tag old = *cell ? __custody_decode(*cell, value) : 0;
  __custody_encode((uint32_t *)cell, __custody_fast_borrow(old, loss, index), value);
}

/* A pointer with tag OLD became a lookup key. One that was released stays what it is. */
FAST custody_tag __custody_fast_key(custody_tag old, const uint32_t *index) {
  uint32_t at = *index;
  if (at == 0 || (old & CUSTODY_TAG_RECORD))
    return old;
  return CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL | at;
}

/* A pointer was made from visible integer bits. */
FAST custody_tag __custody_fast_forge(const uint32_t *index) {
  return *index;
}

/*===-- Calls ---------------------------------------------------------------===*/

/* Cold code that the pass makes, see pass/stub.c. WORD travels as the static chain. */
#define STUB(stub, word) __builtin_call_with_static_chain((stub)(), (void *)(uint64_t)(word))
typedef __attribute__((preserve_most, nothrow)) const custody_tag *enter_stub(void);
typedef __attribute__((preserve_most, nothrow)) void handover_stub(void);

/* At a function's entry: the tags of its arguments. */
FAST const custody_tag *__custody_fast_enter(enter_stub *stub, const void *self) {
  if (UNLIKELY(__custody_tls.callee))
    return STUB(stub, self);
  return no_tags;
}

/* Before a call: the tags of one or two arguments, the others have none. */
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
#define PUT(i) __custody_tls.arg[i] = t##i;
#define REPEAT1(X) X(0)
#define REPEAT2(X) REPEAT1(X) X(1)
#define REPEAT3(X) REPEAT2(X) X(2)
#define REPEAT4(X) REPEAT3(X) X(3)
#define REPEAT5(X) REPEAT4(X) X(4)
#define REPEAT6(X) REPEAT5(X) X(5)
#define REPEAT7(X) REPEAT6(X) X(6)
#define REPEAT8(X) REPEAT7(X) X(7)

/* Before a call of NAME: the tags of its first arguments, the others have none. */
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

/* The general form: where to store them, if ANY is not zero. */
FAST struct custody_tls *__custody_fast_publish(uint64_t name, uint32_t any) {
  if (UNLIKELY(any)) {
    __custody_publish_wide(name);
    return &__custody_tls;
  }
  return &__custody_sink;
}

/* Before a call of NAME that is given the address of the local SLOT, with DIRTY tags in it: asks
 * the callee to say that it was instrumented. */
FAST void __custody_fast_arm(uint64_t name, uint32_t any, uint8_t dirty, uint8_t *ack) {
  if (UNLIKELY(dirty)) {
    *ack = 0;
    if (!any)
      __custody_publish(name, 0);
    __custody_tls.ack = ack;
  }
}

/* After it: code that is not instrumented may have stored a pointer with the same bits. */
FAST void __custody_fast_disarm(uint8_t dirty, const uint8_t *ack, void *slot, uint64_t bytes) {
  if (UNLIKELY(dirty))
    if (!*ack)
      __custody_disarm(slot, bytes);
}

/* Whether the local SLOT of 8 bytes holds a tag. */
FAST uint8_t __custody_fast_dirty(const void *slot) {
  return *cell_of(slot) != 0;
}

/* After a call of NAME: the tag of what it returned, or the tags. */
FAST custody_tag __custody_fast_returned(uint64_t name) {
  if (UNLIKELY(__custody_tls.ret_name))
    return *__custody_return_take(name);
  return 0;
}
FAST const custody_tag *__custody_fast_returned_many(uint64_t name) {
  if (UNLIKELY(__custody_tls.ret_name))
    return __custody_return_take(name);
  return no_tags;
}

#define PUT_RET(i) __custody_tls.ret[i] = t##i;
/* Before a return: the tags of the value. One without a tag clears what is pending. */
#define RETURN(n)                                                                                  \
  FAST void __custody_fast_return##n(uint64_t name, const void *self REPEAT##n(T)) {               \
    if (UNLIKELY((0 REPEAT##n(ANY)) | __custody_tls.ret_name)) {                                   \
      __custody_return_give((0 REPEAT##n(ANY)) ? name : 0, self);                                  \
      REPEAT##n(PUT_RET)                                                                           \
    }                                                                                              \
  }
RETURN(1)
RETURN(2)
RETURN(3)
RETURN(4)

/* Before a musttail call of CALLEE in the function NAME at SELF. */
FAST void __custody_fast_tail(uint64_t callee, uint64_t name, const void *self) {
  __custody_tail(callee, name, self);
}

/*===-- Memory that the callee has a copy of ---------------------------------===*/

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
