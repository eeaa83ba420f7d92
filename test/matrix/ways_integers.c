/*===- ways_integers.c - ways as a number ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "matrix.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *way_integer_slot(void *pointer) {
  uintptr_t slot = (uintptr_t)pointer, *at = &slot;
  OPAQUE(at);
  return (void *)*at;
}

static NOINLINE void *from_integer(int a, uintptr_t bits) {
  return a == 3 ? (void *)bits : NULL;
}
void *way_integer_argument(void *pointer) {
  return from_integer(3, (uintptr_t)pointer);
}

static NOINLINE uintptr_t to_integer(void *pointer) {
  __asm__ volatile("");
  return (uintptr_t)pointer;
}
void *way_integer_returned(void *pointer) {
  return (void *)to_integer(pointer);
}

/* As in io_uring: a request contains a number, and its completion returns the number. */
struct request {
  uint8_t operation, flags;
  uint16_t priority;
  int32_t file;
  uint64_t user_data;
};
struct completion {
  uint64_t user_data;
  int32_t result;
  uint32_t flags;
};
static struct request requests[4];
static struct completion completions[8];

static NOINLINE void complete(unsigned from, unsigned to) {
  completions[to & 7] = (struct completion){requests[from & 3].user_data, 0, 0};
}
void *way_user_data(void *pointer) {
  requests[2] = (struct request){.operation = 1, .user_data = (uintptr_t)pointer};
  complete(6, 13);
  const struct completion *completion = &completions[5];
  OPAQUE(completion);
  return (void *)(uintptr_t)completion->user_data;
}

void *way_int128(void *pointer) {
  unsigned __int128 both = (unsigned __int128)(uintptr_t)pointer << 64 | 77, *at = &both;
  OPAQUE(at);
  return (void *)(uintptr_t)(*at >> 64);
}

void *way_low_bit_slot(void *pointer) {
  uintptr_t slot = (uintptr_t)pointer | 1, *at = &slot;
  OPAQUE(at);
  return (void *)(*at & ~(uintptr_t)1);
}

void *way_high_bits_slot(void *pointer) {
  uint64_t slot = (uint64_t)(uintptr_t)pointer | 0x1234ULL << 48, *at = &slot;
  OPAQUE(at);
  return (void *)(uintptr_t)(*at << 16 >> 16);
}

void *way_bit_field(void *pointer) {
  struct {
    uint64_t address : 48, count : 16;
  } slot = {(uintptr_t)pointer, 9}, *at = &slot;
  OPAQUE(at);
  return (void *)(uintptr_t)at->address;
}

void *way_offset_slot(void *pointer) {
  char *slot = (char *)pointer + 8, **at = &slot;
  OPAQUE(at);
  return *at - 8;
}

/* The list stores the address of a member. container_of() gets the object back. */
struct link {
  struct link *next, *previous;
};
struct object {
  long payload;
  struct link link;
};
void *way_container_of(void *pointer) {
  static struct link head;
  struct object *object = pointer;
  head.next = &object->link;
  __asm__ volatile("" : : : "memory");
  return (char *)head.next - offsetof(struct object, link);
}

void *way_compressed(void *pointer) {
  uintptr_t base = (uintptr_t)pointer & ~(uintptr_t)0xffff;
  uint32_t slot = (uint32_t)((uintptr_t)pointer - base), *at = &slot;
  OPAQUE(at);
  OPAQUE(base);
  return (void *)(base + *at);
}

/* Each node stores the exclusive or of its neighbours' addresses. Its data does the same. */
struct node {
  uintptr_t both;
  uintptr_t data;
};
void *way_xor_list(void *pointer) {
  struct node *nodes[4];
  for (int i = 0; i < 4; i++)
    nodes[i] = calloc(1, sizeof(*nodes[i]));
  for (int i = 0; i < 4; i++)
    nodes[i]->both = (i > 0 ? (uintptr_t)nodes[i - 1] : 0) ^ (i < 3 ? (uintptr_t)nodes[i + 1] : 0);
  nodes[2]->data = (uintptr_t)nodes[2] ^ (uintptr_t)pointer;
  uintptr_t previous = 0, current = (uintptr_t)nodes[0], result = 0;
  while (current) {
    struct node *node = (struct node *)current;
    OPAQUE(node);
    if (node->data)
      result = node->data ^ current;
    uintptr_t next = node->both ^ previous;
    previous = current;
    current = next;
  }
  for (int i = 0; i < 4; i++)
    free(nodes[i]);
  return (void *)result;
}

void *way_xor_swap(void *pointer) {
  uintptr_t slots[2] = {(uintptr_t)pointer, 0x1000}, *at = slots;
  OPAQUE(at);
  at[0] ^= at[1];
  OPAQUE(at);
  at[1] ^= at[0];
  OPAQUE(at);
  at[0] ^= at[1];
  OPAQUE(at);
  return (void *)at[1];
}

void *way_pipe(void *pointer) {
  int ends[2];
  void *result = NULL;
  MUST(pipe(ends) == 0);
  MUST(write(ends[1], &pointer, sizeof(pointer)) == sizeof(pointer));
  MUST(read(ends[0], &result, sizeof(result)) == sizeof(result));
  return result;
}

void *way_printed(void *pointer) {
  char text[32];
  void *result = NULL;
  snprintf(text, sizeof(text), "%p", pointer);
  MUST(sscanf(text, "%p", &result) == 1);
  return result;
}

void *way_asm_hidden(void *pointer) {
  __asm__("" : "+r"(pointer));
  return pointer;
}

void *way_asm_moved(void *pointer) {
  void *result;
  __asm__ volatile("mov %1, %0" : "=r"(result) : "r"(pointer));
  return result;
}

void *way_asm_stored(void *pointer) {
  void *slot = NULL;
  __asm__ volatile("mov %1, %0" : "=m"(slot) : "r"(pointer));
  return slot;
}
