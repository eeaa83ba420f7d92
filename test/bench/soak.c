/*===- soak.c - many threads, for a long time ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * usage: soak THREADS EXCHANGES
 *
 * Each thread makes EXCHANGES objects of 32 to 2080 bytes. It releases each one into one of 4096
 * mailboxes, and reclaims and frees what lay there, which mostly was another thread's. Prints the
 * resident memory after the first tenth, the most since then, and that at the end. scale.py runs it.
 */
#include "resident.h"

#include <custody/custody.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 256, MAILBOXES = 4096, PARTS = 10 };

struct object {
  uint64_t count, unused;
  unsigned char payload[];
};

struct mailbox {
  pthread_mutex_t lock;
  void *data;
};

static struct mailbox mailboxes[MAILBOXES];
static pthread_barrier_t barrier;
static size_t exchanges;
static _Atomic size_t reclaims;

CUSTODY_RELEASE __attribute__((noinline)) static void *object_out(struct object *object) {
  object->count++;
  return object->payload;
}

CUSTODY_RECLAIM(0)
CUSTODY_CONSUMES __attribute__((noinline)) static struct object *object_in(void *payload) {
  struct object *object = (struct object *)((char *)payload - offsetof(struct object, payload));
  object->count--;
  return object;
}

static void take(void *payload) {
  if (!payload)
    return;
  free(object_in(payload));
  reclaims++;
}

static void exchange(uint64_t random) {
  struct mailbox *m = &mailboxes[random % MAILBOXES];
  struct object *object = calloc(1, 32 + (random >> 12) % 2049);
  if (!object)
    exit(2);
  void *payload = object_out(object);
  pthread_mutex_lock(&m->lock);
  void *other = m->data;
  m->data = payload;
  pthread_mutex_unlock(&m->lock);
  take(other);
}

static void *work(void *seed) {
  uint64_t random = (uint64_t)(uintptr_t)seed * 0x9e3779b97f4a7c15u + 1;
  for (int part = 0; part < PARTS; part++) {
    for (size_t i = 0; i < exchanges / PARTS; i++) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      exchange(random);
    }
    pthread_barrier_wait(&barrier); /* then main() looks at the memory */
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[MOST_THREADS];
  size_t count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
  exchanges = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
  if (!count || count > MOST_THREADS || exchanges < PARTS)
    return 2;
  for (size_t i = 0; i < MAILBOXES; i++)
    pthread_mutex_init(&mailboxes[i].lock, NULL);
  pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
  for (size_t i = 0; i < count; i++)
    if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(i + 1)))
      return 2;
  long before = 0, most = 0, after = 0;
  for (int part = 0; part < PARTS; part++) {
    pthread_barrier_wait(&barrier);
    after = resident_kib();
    before = part ? before : after;
    most = after > most ? after : most;
    pthread_barrier_wait(&barrier);
  }
  for (size_t i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  for (size_t i = 0; i < MAILBOXES; i++)
    take(mailboxes[i].data);
  printf("before=%ld after=%ld most=%ld reclaims=%zu\n", before, after, most, (size_t)reclaims);
  return 0;
}
