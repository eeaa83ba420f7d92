/*===- ways_memory.c - ways through memory --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "matrix.h"

#include <alloca.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct context {
  long kind;
  void *data;
  char name[16];
};

/* A way through a copied structure that contains POINTER. The last argument is the code that copies. */
#define THROUGH_CONTEXT(pointer, ...)                                                              \
  struct context from = {.kind = 1, .data = (pointer), .name = "context"}, to = {0};               \
  struct context *at = &from, *into = &to;                                                         \
  OPAQUE(at);                                                                                      \
  OPAQUE(into);                                                                                    \
  __VA_ARGS__;                                                                                     \
  OPAQUE(into);                                                                                    \
  return into->data

void *way_union_members(void *pointer) {
  union {
    void *any;
    struct context *context;
    const char *text;
  } both, *at = &both;
  at->any = pointer;
  OPAQUE(at);
  return at->context;
}

union argument {
  void *pointer;
  double number;
};
static NOINLINE void *of_union(int a, union argument argument) {
  return a == 1 ? argument.pointer : NULL;
}
void *way_union_argument(void *pointer) {
  return of_union(1, (union argument){.pointer = pointer});
}

/* Copies the object as an array of words, like a textbook memcpy. */
void *way_structure_by_words(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    const unsigned long *words = (const unsigned long *)at;
    for (size_t i = 0; i < sizeof(from) / sizeof(*words); i++)
      ((unsigned long *)into)[i] = words[i];
  });
}

void *way_bytes_by_hand(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    for (size_t i = 0; i < sizeof(from); i++) {
      ((char volatile *)into)[i] = ((const char *)at)[i];
    }
  });
}

void *way_words_by_hand(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    uint64_t *to_word = (uint64_t *)into;
    const uint64_t *from_word = (const uint64_t *)at, *end = from_word + 4;
    while (from_word < end) {
      *to_word++ = *from_word++;
      OPAQUE(to_word);
    }
  });
}

void *way_halves_by_hand(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    for (int i = 0; i < 8; i++)
      ((uint32_t volatile *)into)[i] = ((const uint32_t *)at)[i];
  });
}

typedef void *unaligned __attribute__((aligned(1)));

void *way_unaligned_slot(void *pointer) {
  char bytes[64], *at = bytes;
  OPAQUE(at);
  *(unaligned *)(at + 3) = pointer;
  *(unaligned *)(at + 21) = pointer;
  OPAQUE(at);
  return *(unaligned *)(at + 21);
}

void *way_packed_array(void *pointer) {
  struct __attribute__((packed)) entry {
    short kind;
    void *data;
  } entries[5], *at = entries;
  OPAQUE(at);
  for (int i = 0; i < 5; i++)
    at[i] = (struct entry){(short)i, i == 3 ? pointer : at};
  OPAQUE(at);
  struct entry copy[5];
  memcpy(copy, at, sizeof(copy));
  at = copy;
  OPAQUE(at);
  return at[3].data;
}

/* The structure is packed, but the slot is aligned by chance. */
void *way_packed_atomic(void *pointer) {
  static struct __attribute__((packed, aligned(8))) {
    char name[8];
    _Atomic(void *) data;
  } packed;
  atomic_store(&packed.data, pointer);
  return atomic_load(&packed.data);
}

void *way_flexible_array(void *pointer) {
  struct flexible {
    int count;
    void *slots[];
  } *flexible = malloc(sizeof(*flexible) + 4 * sizeof(void *));
  flexible->count = 4;
  flexible->slots[3] = pointer;
  OPAQUE(flexible);
  void *result = flexible->slots[flexible->count - 1];
  free(flexible);
  return result;
}

void *way_compound_literal(void *pointer) {
  struct context *at = &(struct context){.data = pointer};
  OPAQUE(at);
  return (*at).data;
}

void *way_alloca_slot(void *pointer) {
  int count = 3;
  __asm__ volatile("" : "+r"(count));
  void **slots = alloca((size_t)count * sizeof(*slots));
  slots[count - 1] = pointer;
  OPAQUE(slots);
  return slots[2];
}

void *way_aligned_slot(void *pointer) {
  void **slots = aligned_alloc(4096, 8192);
  slots[511] = pointer;
  OPAQUE(slots);
  slots[512] = slots[511];
  OPAQUE(slots);
  void *result = slots[512];
  free(slots);
  return result;
}

static NOINLINE void copy_slots(void **restrict to, void *const *restrict from, int count) {
  for (int i = 0; i < count; i++)
    to[i] = from[i];
}

void *way_restrict_copy(void *pointer) {
  void *from[37] = {0}, *to[37];
  from[35] = pointer;
  copy_slots(to, from, 37);
  return to[35];
}

/* The optimizer turns this loop into vector code or memmove(). */
void *way_copied_array(void *pointer) {
  static void *from[64], *to[64];
  from[33] = pointer;
  __asm__ volatile("" : : : "memory");
  for (int i = 0; i < 64; i++)
    to[63 - i] = from[i];
  __asm__ volatile("" : : : "memory");
  return to[30];
}

struct pair {
  void *first, *second;
};
static NOINLINE void copy_pairs(struct pair *to, const struct pair *from) {
  void *a = from->first, *b = from->second, *c = from[1].first, *d = from[1].second;
  to->first = a;
  to->second = b;
  to[1].first = c;
  to[1].second = d;
}

void *way_copied_array_of_pairs(void *pointer) {
  struct pair from[2] = {{&from, pointer}, {pointer, NULL}}, to[2], *at = to;
  copy_pairs(at, from);
  OPAQUE(at);
  return at[0].second;
}

typedef long vector __attribute__((vector_size(32)));

void *way_vector_copy(void *pointer) {
  vector from = {0, 0, (long)pointer, 1}, to, *at = &from, *into = &to;
  OPAQUE(at);
  OPAQUE(into);
  *into = *at;
  OPAQUE(into);
  return ((void **)into)[2];
}

void *way_vector_shuffle(void *pointer) {
  vector from = {1, 2, 3, 4}, *at = &from;
  ((void **)at)[1] = pointer;
  OPAQUE(at);
  *at = __builtin_shufflevector(*at, *at, 3, 2, 1, 0);
  OPAQUE(at);
  return ((void **)at)[2];
}

void *way_memcpy_by_pointer(void *pointer) {
  void *(*volatile copy)(void *, const void *, size_t) = memcpy;
  THROUGH_CONTEXT(pointer, copy(into, at, sizeof(from)));
}
void *way_mempcpy_object(void *pointer) {
  THROUGH_CONTEXT(pointer, mempcpy(into, at, sizeof(from)));
}
void *way_bcopy_object(void *pointer) {
  THROUGH_CONTEXT(pointer, bcopy(at, into, sizeof(from)));
}
/* memccpy() stops at a byte that is not in the object. A fixed byte could be part of the random address. */
void *way_memccpy_object(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    int stop = 'x' + 256;
    while (memchr(at, stop, 16)) stop++;
    memccpy(into, at, stop, 16);
  });
}

void *way_overlapping_memmove(void *pointer) {
  void *slots[12] = {0}, **at = slots;
  at[5] = pointer;
  size_t bytes = 8 * sizeof(*at);
  __asm__ volatile("" : "+r"(bytes));
  OPAQUE(at);
  memmove(at + 1, at, bytes);
  memmove(at + 2, at + 1, bytes);
  memmove(at, at + 2, bytes);
  OPAQUE(at);
  return at[5];
}

void *way_realloc_shrink(void *pointer) {
  void **slots = malloc(1 << 20);
  slots[1] = pointer;
  slots = realloc(slots, 4 * sizeof(*slots));
  OPAQUE(slots);
  void *result = slots[1];
  free(slots);
  return result;
}

void *way_realloc_by_pointer(void *pointer) {
  void *(*volatile grow)(void *, size_t) = realloc;
  void **slots = malloc(2 * sizeof(*slots)), *blocker = malloc(64);
  slots[1] = pointer;
  slots = grow(slots, 1 << 20);
  void *result = slots[1];
  free(slots);
  free(blocker);
  return result;
}

static NOINLINE void swap(void **a, void **b) {
  void *c = *a;
  *a = *b;
  *b = c;
}
void *way_swap(void *pointer) {
  void *a = pointer, *b = NULL;
  swap(&a, &b);
  swap(&b, &a);
  swap(&a, &b);
  return b;
}

static void *cleaned;
static void clean(void **slot) {
  cleaned = *slot;
}
void *way_cleanup_attribute(void *pointer) {
  {
    __attribute__((cleanup(clean))) void *slot = pointer;
    OPAQUE(slot);
  }
  return cleaned;
}

/* The eight bytes are copied as a floating-point number. */
void *way_double_copy(void *pointer) {
  THROUGH_CONTEXT(pointer, {
    double *to_number = (double *)into, *from_number = (double *)at;
    to_number[1] = from_number[1];
  });
}

/* The neighbouring bytes are copied too, and were never written. */
void *way_uninitialised_neighbour(void *pointer) {
  struct context *from = malloc(sizeof(*from)), *to = malloc(sizeof(*to));
  from->data = pointer;
  OPAQUE(from);
  memcpy(to, from, sizeof(*to));
  OPAQUE(to);
  void *result = to->data;
  free(from);
  free(to);
  return result;
}
