/*===- handover.c - tags of arguments and returns -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The slow paths of pass/inline/, but for disarm. They take no lock, so they need no guard: a signal handler that interrupts one finds a
 * callee name that does not match, so it drops what is pending, and so does the interrupted
 * function afterwards.
 */
#include "handover.h"
#include "hooks.h"
#include "ledger.h"
#include "shadow.h"
#include "summary.h"

bool handover_has_types;

static const custody_tag zeros[CUSTODY_ARG_SLOTS];

#define tls (*handover_area())

/* Each function below that a tagged pointer passes often is a leaf with a fast case, and tail-calls
 * a cold one for all others. A function that calls another one would have to save all registers. */
#define REST __attribute__((preserve_most, noinline, cold)) static
#define TAIL_CALL __attribute__((musttail)) return

/* Nobody consumed what is pending, so it went to uninstrumented code. */
void handover_settle_slow(void) {
  tls.callee = 0;
  tls.ack = nullptr;
  for (uint32_t i = 0; i < tls.count; i++)
    if (tls.arg[i] & CUSTODY_TAG_RECORD)
      ledger_note_escape(tls.arg[i]);
  for (int i = 0; tls.wide && i < CUSTODY_VA_SLOTS; i++)
    if (tls.va[i] & CUSTODY_TAG_RECORD)
      ledger_note_escape(tls.va[i]);
}

REST const custody_tag *enter_any(uint64_t name, const void *self) {
  bool mine = tls.callee == name || tls.callee == (uint64_t)self;
  uint64_t *ack = tls.ack;
  if (!mine) {
    handover_settle();
    return zeros;
  }
  /* One by one, as the caller stored them: a wider load would have to wait for the stores. */
  uint64_t callee = tls.callee;
  uint32_t i = 0;
  for (; i < tls.count; i++)
    *(volatile custody_tag *)&tls.in[i] = tls.arg[i];
  for (; i < tls.in_count; i++)
    tls.in[i] = 0;
  tls.in_count = tls.count;
  /* A signal handler that came in between has taken or dropped what was pending. */
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  if (*(volatile uint64_t *)&tls.callee != callee)
    return zeros;
  tls.callee = 0;
  tls.ack = nullptr;
  if (ack && *ack == custody_ack_question(callee, ack))
    *ack = 0;
  return tls.in;
}

/* Fast if only the first few slots are pending. */
const custody_tag *__custody_enter(uint64_t name, const void *self) {
  enum { FEW = 4 };
  uint64_t callee = tls.callee;
  if (RT_UNLIKELY(callee != name))
    if (callee != (uint64_t)self)
      TAIL_CALL enter_any(name, self);
  uint32_t count = tls.count;
  if (RT_UNLIKELY(count > FEW || tls.in_count > FEW))
    TAIL_CALL enter_any(name, self);
  /* One by one, as the caller stored them: a wider load would have to wait for the stores. */
  *(volatile custody_tag *)&tls.in[0] = count > 0 ? tls.arg[0] : 0;
  *(volatile custody_tag *)&tls.in[1] = count > 1 ? tls.arg[1] : 0;
  *(volatile custody_tag *)&tls.in[2] = count > 2 ? tls.arg[2] : 0;
  *(volatile custody_tag *)&tls.in[3] = count > 3 ? tls.arg[3] : 0;
  tls.in_count = FEW;
  uint64_t *ack = tls.ack;
  /* A signal handler that came in between has taken or dropped what was pending. */
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  if (RT_UNLIKELY(*(volatile uint64_t *)&tls.callee != callee))
    return zeros;
  tls.callee = 0;
  if (RT_UNLIKELY(ack)) {
    tls.ack = nullptr;
    if (*ack == custody_ack_question(callee, ack))
      *ack = 0;
  }
  return tls.in;
}

void __custody_publish(uint64_t name, uint32_t count) {
  handover_settle();
  tls.callee = name;
  tls.ack = nullptr;
  tls.wide = 0;
  tls.count = count;
}

REST void handover_any(uint64_t name, uint32_t slots, uint64_t tags) {
  uint32_t first = slots & 0xff, second = slots >> 8;
  __custody_publish(name, second + 1);
  for (uint32_t i = 0; i < second; i++)
    *(volatile custody_tag *)&tls.arg[i] = 0; /* too few for a call of memset */
  if (second != first)
    tls.arg[second] = (custody_tag)(tags >> 32);
  tls.arg[first] = (custody_tag)tags;
}

/* Fast for one tag in the first slot. */
void __custody_handover(uint64_t name, uint32_t slots, uint64_t tags) {
  if (RT_UNLIKELY(tls.callee || slots))
    TAIL_CALL handover_any(name, slots, tags);
  tls.callee = name;
  tls.ack = nullptr;
  tls.wide = 0;
  tls.count = 1;
  tls.arg[0] = (custody_tag)tags;
}

void __custody_publish_wide(uint64_t name) {
  __custody_publish(name, CUSTODY_ARG_SLOTS);
  tls.wide = 1;
  for (int i = 0; i < CUSTODY_ARG_SLOTS; i++)
    tls.arg[i] = 0;
  for (int i = 0; i < CUSTODY_VA_SLOTS; i++)
    tls.va[i] = 0;
  for (int i = 0; i < CUSTODY_BYVAL_SLOTS; i++)
    tls.byval[i] = 0;
}

/* Nobody took the return that is pending: the caller is not instrumented, or had no use for it. */
void handover_settle_return_slow(void) {
  tls.ret_name = 0;
  tls.ret_addr = 0;
  for (int i = 0; i < CUSTODY_RET_SLOTS; i++)
    if (tls.ret[i] & CUSTODY_TAG_RECORD) {
      ledger_note_dropped_return(tls.ret[i]);
      if (__atomic_load_n(&handover_has_types, __ATOMIC_RELAXED))
        ledger_note_escape(tls.ret[i]);
    }
}

void __custody_lost_arguments(const custody_tag *tags, uint32_t mask) {
  for (uint32_t i = 0; i < CUSTODY_ARG_SLOTS; i++)
    if (mask >> i & 1 && tags[i] & CUSTODY_TAG_RECORD)
      ledger_note_escape(tags[i]);
}

void __custody_lost(custody_tag tag) {
  if (tag & CUSTODY_TAG_RECORD)
    ledger_note_escape(tag);
}

REST const custody_tag *return_take_any(uint64_t name) {
  bool mine = tls.ret_name == name || tls.ret_addr == name;
  if (!mine && (tls.tail_callee == tls.ret_name || tls.tail_callee == tls.ret_addr))
    mine = tls.tail_name == name || tls.tail_addr == name;
  if (RT_UNLIKELY(!mine)) {
    handover_settle_return_slow();
    return zeros;
  }
  tls.ret_name = 0;
  tls.ret_addr = 0;
  return tls.ret;
}

const custody_tag *__custody_return_take(uint64_t name) {
  if (RT_UNLIKELY(tls.ret_name != name))
    if (tls.ret_addr != name)
      TAIL_CALL return_take_any(name);
  tls.ret_name = 0;
  tls.ret_addr = 0;
  return tls.ret;
}

REST void return_give_any(uint64_t name, const void *self) {
  handover_settle_return();
  tls.ret_name = name;
  tls.ret_addr = name ? (uint64_t)self : 0;
  for (int i = 0; i < CUSTODY_RET_SLOTS; i++)
    tls.ret[i] = 0;
}

void __custody_return_give(uint64_t name, const void *self) {
  if (RT_UNLIKELY(tls.ret_name || !name))
    TAIL_CALL return_give_any(name, self);
  tls.ret_name = name;
  tls.ret_addr = (uint64_t)self;
  for (int i = 0; i < CUSTODY_RET_SLOTS; i++)
    tls.ret[i] = 0;
}

void __custody_tail(uint64_t callee, uint64_t name, const void *self) {
  /* In a chain of tail calls the caller knows only the name of the first function. */
  if (!tls.tail_callee || (tls.tail_callee != name && tls.tail_callee != (uint64_t)self)) {
    tls.tail_name = name;
    tls.tail_addr = (uint64_t)self;
  }
  tls.tail_callee = callee;
}

custody_tag __custody_decode(uint32_t cell, uint64_t value) {
  return custody_tag_of(cell, value);
}

/* Stores VALUE to CELL. If the host has no memory for the cell, the tag is dropped. */
static inline void write_cell(uint32_t *cell, uint32_t value) {
  typedef uint32_t unaligned_u32 __attribute__((aligned(1), may_alias));
  if (RT_UNLIKELY(!host_shadow_ready(cell, sizeof *cell)))
    return;
  shadow_use();
  summary_mark_shadow(cell, sizeof *cell);
  *(unaligned_u32 *)cell = value;
}

/* Whether CELL can be written as it is, and the summary knows that it may hold a tag. */
static inline bool write_is_simple(const uint32_t *cell) {
  return host_shadow_ready(cell, sizeof *cell) && !((uint64_t)cell % sizeof *cell) &&
         shadow_in_use() && summary_exists() && summary_has_mark(cell);
}

REST void encode_any(uint32_t *cell, custody_tag tag, uint64_t value) {
  write_cell(cell, custody_cell_of(tag, value));
}

/* The same, fast in memory that has had tags before. */
__attribute__((preserve_most, noinline)) static void encode_site(uint32_t *cell, custody_tag tag,
                                                                 uint64_t value) {
  if (RT_UNLIKELY(!write_is_simple(cell)))
    TAIL_CALL encode_any(cell, tag, value);
  *cell = custody_cell_of(tag, value);
}

/* Fastest for a record tag and for no tag. */
void __custody_encode(uint32_t *cell, custody_tag tag, uint64_t value) {
  if (RT_UNLIKELY(tag && !(tag & CUSTODY_TAG_RECORD)))
    TAIL_CALL encode_site(cell, tag, value);
  if (RT_UNLIKELY(!write_is_simple(cell)))
    TAIL_CALL encode_any(cell, tag, value);
  *cell = tag;
}

void __custody_encode_moved(uint32_t *cell, custody_tag tag, uint64_t value, uint64_t from) {
  __custody_encode(cell, custody_tag_of(tag, from), value);
}

custody_tag __custody_decode_private(uint32_t cell, uint64_t value) {
  return custody_private_tag_of(cell, value);
}

void __custody_encode_private(uint32_t *cell, custody_tag tag, uint64_t value) {
  write_cell(cell, custody_private_cell_of(tag, value));
}

/*===-- Exchanges ----------------------------------------------------------===*/

uint32_t __custody_exchange_begin(uint32_t *cell) {
  if (!host_shadow_ready(cell, sizeof *cell))
    return 0;
  struct thread_state *t = thread_state();
  shadow_use();
  summary_mark_shadow(cell, sizeof *cell);
  uint64_t here = (uint64_t)t + 64 * (uint64_t)++t->exchanges;
  /* CELLS without NO_WRITE: no value has such a cell. */
  t->exchange_mark = CUSTODY_TAG_CELLS | (uint32_t)(here * RT_HASH >> 38);
  return __atomic_exchange_n(cell, t->exchange_mark, __ATOMIC_SEQ_CST);
}

uint32_t __custody_exchange_end(uint32_t *cell, uint32_t before, uint32_t after) {
  uint32_t expected = thread_state()->exchange_mark;
  if (!host_shadow_ready(cell, sizeof *cell))
    return 0;
  return __atomic_compare_exchange_n(cell, &expected, after, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST)
             ? before
             : 0;
}

/*===-- Copies -------------------------------------------------------------===*/

typedef uint64_t word __attribute__((aligned(1), may_alias));
typedef uint64_t words __attribute__((vector_size(16), aligned(1), may_alias));

enum { COPY_FEW = 64 }; /* bytes of memory; their summary is at most two bytes */

REST void copy_any(void *to, const void *from, uint64_t bytes) {
  shadow_copy((uint64_t)to, (uint64_t)from, bytes);
}

/* Whether the cells of [TO, TO + BYTES) can be written as they are, and the summary knows that they may
 * hold tags. */
static inline bool copy_is_simple(uint64_t to, uint64_t bytes) {
  return host_shadow_ready((const void *)CUSTODY_CELL_AT(to), bytes / 2) && summary_exists() &&
         summary_has_marks(to, to + bytes - 1);
}

/* Fast for a few whole slots, in memory that has had tags before. The copies of a live structure are of
 * this kind. Reads all before it writes any, so that overlap does no harm. */
void __custody_copy(void *to, const void *from, uint64_t bytes) {
  if (RT_UNLIKELY((((uint64_t)to | (uint64_t)from | bytes) & 7) || bytes - 8 > COPY_FEW - 8))
    TAIL_CALL copy_any(to, from, bytes);
  if (RT_UNLIKELY(!copy_is_simple((uint64_t)to, bytes)))
    TAIL_CALL copy_any(to, from, bytes);
  uint8_t *target = (uint8_t *)CUSTODY_CELL_AT(to);
  const uint8_t *source = (const uint8_t *)CUSTODY_CELL_AT(from);
  uint64_t n = bytes / 2; /* the first and the last piece may overlap */
  if (n > sizeof(words)) {
    words first = *(const words *)source, last = *(const words *)(source + n - sizeof(words));
    *(words *)target = first;
    *(words *)(target + n - sizeof(words)) = last;
  } else if (n >= sizeof(word)) {
    word first = *(const word *)source, last = *(const word *)(source + n - sizeof(word));
    *(word *)target = first;
    *(word *)(target + n - sizeof(word)) = last;
  } else {
    *(uint32_t *)target = *(const uint32_t *)source;
  }
}

void __custody_clear(void *at, uint64_t bytes) {
  shadow_clear((uint64_t)at, bytes);
}

/*===-- Variable arguments -------------------------------------------------===*/

void __custody_va_enter(custody_tag *to, const custody_tag *matched) {
  bool mine = matched == tls.in && tls.wide;
  for (int i = 0; i < CUSTODY_VA_SLOTS; i++)
    to[i] = mine ? tls.va[i] : 0;
}

/* A va_list, as in figure 3.34 of the System V ABI for x86-64. */
struct va_area {
  uint32_t general, vector; /* offsets of the next register in `saved` */
  uint64_t *stack;          /* the next word on the stack */
  uint64_t *saved;          /* six words of general registers, then vector registers */
};
enum { GENERAL_REGISTERS = 6 };

static void give_word(uint64_t *word, custody_tag tag) {
  if (tag)
    __custody_encode((uint32_t *)CUSTODY_CELL_AT(word), tag, *word);
  else
    shadow_clear((uint64_t)word, sizeof *word);
}

void __custody_va_begin(void *list, const custody_tag *from) {
  const struct va_area *area = list;
  for (int i = (int)area->general / 8; i < GENERAL_REGISTERS; i++)
    give_word(&area->saved[i], from[i]);
  /* It is not known how many words the caller put on the stack. Behind the last one lie its
   * locals, whose tags must stay, so only words up to the last tag are touched. */
  int count = CUSTODY_VA_SLOTS - GENERAL_REGISTERS;
  while (count && !from[GENERAL_REGISTERS + count - 1])
    count--;
  for (int i = 0; i < count; i++)
    give_word(&area->stack[i], from[GENERAL_REGISTERS + i]);
}

void __custody_byval_enter(void *to, uint64_t slot, uint64_t bytes, const custody_tag *matched) {
  uint64_t from = matched == tls.in && tls.wide && slot < CUSTODY_BYVAL_SLOTS ? tls.byval[slot] : 0;
  if (from)
    shadow_copy((uint64_t)to, from, bytes);
  else
    shadow_clear((uint64_t)to, bytes);
}
