/*===- launder_memory.c - ways through memory -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "launder.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Hides from the optimizer that a slot is written and read in the same function. */
#define OPAQUE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

void *launder_local(void *pointer) {
  void *slot = pointer;
  void **at = &slot;
  OPAQUE(at);
  return *at;
}

static void *global_slot;

void *launder_global(void *pointer) {
  global_slot = pointer;
  __asm__ volatile("" : : : "memory");
  return global_slot;
}

static _Thread_local void *thread_slot;

void *launder_thread_local(void *pointer) {
  thread_slot = pointer;
  __asm__ volatile("" : : : "memory");
  return thread_slot;
}

void *launder_heap(void *pointer) {
  void **slot = malloc(sizeof(*slot));
  *slot = pointer;
  OPAQUE(slot);
  void *result = *slot;
  free(slot);
  return result;
}

void *launder_array(void *pointer) {
  void *slots[16] = {0};
  void **at = slots;
  OPAQUE(at);
  for (int i = 0; i < 16; i += 5)
    at[i] = pointer;
  OPAQUE(at);
  return at[10];
}

struct link {
  struct link *next;
  void *data;
};

void *launder_list(void *pointer) {
  struct link *head = NULL;
  for (int i = 0; i < 3; i++) {
    struct link *link = malloc(sizeof(*link));
    link->next = head;
    link->data = i == 1 ? pointer : NULL;
    head = link;
  }
  void *found = NULL;
  while (head) {
    struct link *next = head->next;
    if (head->data)
      found = head->data;
    free(head);
    head = next;
  }
  return found;
}

struct context {
  int kind;
  void *data;
  char name[12];
};

void *launder_structure(void *pointer) {
  struct context context = {.kind = 1, .data = pointer, .name = "context"};
  struct context *at = &context;
  OPAQUE(at);
  return at->data;
}

void *launder_copied_structure(void *pointer) {
  struct context one = {.kind = 1, .data = pointer, .name = "context"};
  struct context *at = &one;
  OPAQUE(at);
  struct context two = *at, three;
  at = &two;
  OPAQUE(at);
  three = *at;
  at = &three;
  OPAQUE(at);
  return at->data;
}

void *launder_nested_structure(void *pointer) {
  struct outer {
    long before;
    struct context contexts[3];
  } *outer = calloc(2, sizeof(*outer));
  outer[0].contexts[2].data = pointer;
  OPAQUE(outer);
  outer[1] = outer[0];
  OPAQUE(outer);
  void *result = outer[1].contexts[2].data;
  free(outer);
  return result;
}

/* A slot that is not aligned to 8 bytes. */
void *launder_packed(void *pointer) {
  struct __attribute__((packed)) packed {
    char before;
    void *data;
    short after;
  } packed = {.before = 1, .after = 2}, *at = &packed;
  OPAQUE(at);
  at->data = pointer;
  OPAQUE(at);
  struct packed copy = *at;
  at = &copy;
  OPAQUE(at);
  return at->data;
}

void *launder_bit_fields(void *pointer) {
  struct flags {
    unsigned a : 3, b : 29;
    unsigned c : 7;
    void *data;
    unsigned d : 1, e : 30;
    unsigned long f : 20, g : 40;
  } flags = {0}, *at = &flags;
  at->data = pointer;
  OPAQUE(at);
  at->b = 5;
  at->c++;
  at->d = 1;
  at->e = 77;
  at->g = at->f + 1;
  OPAQUE(at);
  return at->data;
}

void *launder_union_integer(void *pointer) {
  union both {
    void *pointer;
    uintptr_t bits;
  } one, two, *at = &one;
  at->pointer = pointer;
  OPAQUE(at);
  uintptr_t bits = at->bits;
  at = &two;
  at->bits = bits;
  OPAQUE(at);
  return at->pointer;
}

void *launder_memcpy_pointer(void *pointer) {
  unsigned char bytes[sizeof(pointer)], *at = bytes;
  memcpy(at, &pointer, sizeof(pointer));
  OPAQUE(at);
  void *result;
  memcpy(&result, at, sizeof(result));
  return result;
}

void *launder_memcpy_object(void *pointer) {
  struct context context = {.kind = 3, .data = pointer}, copy;
  size_t size = sizeof(context);
  __asm__("" : "+r"(size));
  memcpy(&copy, &context, size);
  struct context *at = &copy;
  OPAQUE(at);
  return at->data;
}

static void *move(void *pointer, long from, long to) {
  void *slots[8] = {0};
  void **at = slots;
  at[2] = pointer;
  OPAQUE(at);
  memmove(at + to, at + from, 5 * sizeof(*at));
  OPAQUE(at);
  return at[2 - from + to];
}

void *launder_memmove_down(void *pointer) {
  return move(pointer, 1, 0);
}
void *launder_memmove_up(void *pointer) {
  return move(pointer, 1, 3);
}

void *launder_realloc_grow(void *pointer) {
  void **slots = malloc(2 * sizeof(*slots));
  slots[1] = pointer;
  void *blocker = malloc(64);
  slots = realloc(slots, 100000 * sizeof(*slots));
  OPAQUE(slots);
  void *result = slots[1];
  free(blocker);
  free(slots);
  return result;
}

void *launder_realloc_array(void *pointer) {
  void **slots = NULL;
  for (size_t n = 1; n < 200; n++) {
    slots = reallocarray(slots, n, sizeof(*slots));
    slots[n - 1] = n == 50 ? pointer : NULL;
  }
  void *result = slots[49];
  free(slots);
  return result;
}

void *launder_vla(void *pointer) {
  volatile int count = 5;
  int n = count;
  void *slots[n];
  void **at = slots;
  at[n - 1] = pointer;
  OPAQUE(at);
  return at[n - 1];
}

void *launder_atomic_exchange(void *pointer) {
  static _Atomic(void *) slot;
  atomic_exchange(&slot, pointer);
  return atomic_exchange(&slot, NULL);
}

void *launder_atomic_compare_exchange(void *pointer) {
  static _Atomic(void *) slot;
  void *expected = NULL;
  while (!atomic_compare_exchange_strong(&slot, &expected, pointer))
    ;
  /* A failed compare-exchange stores the current value to EXPECTED. */
  expected = NULL;
  if (atomic_compare_exchange_strong(&slot, &expected, NULL))
    return NULL;
  atomic_store(&slot, NULL);
  return expected;
}

void *launder_volatile_slot(void *pointer) {
  void *volatile slot = pointer;
  return slot;
}

static int descending(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)*(void *const *)a, y = (uintptr_t)*(void *const *)b;
  return x < y ? 1 : x > y ? -1 : 0;
}

void *launder_qsort_array(void *pointer) {
  void *slots[6] = {NULL, NULL, NULL, NULL, pointer, NULL};
  qsort(slots, 6, sizeof(*slots), descending);
  return slots[0];
}

/* The code clears the neighbouring slot. This slot must keep its tag. */
void *launder_cleared_neighbour(void *pointer) {
  void *slots[3] = {pointer, pointer, pointer};
  void **at = slots;
  OPAQUE(at);
  memset(at, 0, sizeof(*at));
  memset((char *)(at + 2) + 1, 0, 3);
  OPAQUE(at);
  return at[1];
}
