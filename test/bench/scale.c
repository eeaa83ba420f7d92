/*===- scale.c - measures releases and reclaims -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * usage: scale kept|fresh|once TRIPS THREADS DEPTH    round trips through a slot in memory
 *        scale paths TRIPS 1 DEPTH                    the same, from many different stacks
 *        scale malloc TRIPS                           malloc and free of the same size, for comparison
 *        scale fifo|random OBJECTS TRIPS              with OBJECTS releases outstanding
 *        scale cycles TRIPS                           new objects; prints memory before and after
 *
 * Prints name=value pairs in one line. scale.py compiles this with and without the plug-in, runs both
 * programs and subtracts. Each figure is the fastest of several runs of the same loop.
 */
#include "resident.h"

#include <custody/custody.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

enum { REPEATS = 5 };

struct object {
  size_t count, unused;
  unsigned char payload[16];
};

/* The slot of a registry. A registry does at least one store and one load. */
struct slot {
  void *data;
};

CUSTODY_RELEASE NOINLINE static void *object_out(struct object *object) {
  object->count++;
  return object->payload;
}

CUSTODY_RECLAIM(0) NOINLINE static struct object *object_in(void *payload) {
  struct object *object = (struct object *)((char *)payload - offsetof(struct object, payload));
  object->count--;
  return object;
}

CUSTODY_RECLAIM(0) CUSTODY_CONSUMES NOINLINE static struct object *object_in_once(void *payload) {
  struct object *object = (struct object *)((char *)payload - offsetof(struct object, payload));
  object->count--;
  return object;
}

static inline void memory_is_used(void) {
  __asm__ volatile("" ::: "memory");
}

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct object *object_new(void) {
  struct object *object = calloc(1, sizeof(*object));
  if (!object)
    exit(2);
  return object;
}

/*===-- Round trips --------------------------------------------------------===*/

NOINLINE static void trips_kept(struct slot *slot, size_t trips) {
  struct object *object = object_new();
  for (; trips; trips--) {
    slot->data = object_out(object);
    memory_is_used();
    object = object_in(slot->data);
  }
  free(object);
}

NOINLINE static void trips_once(struct slot *slot, size_t trips) {
  struct object *object = object_new();
  for (; trips; trips--) {
    slot->data = object_out(object);
    memory_is_used();
    object = object_in_once(slot->data);
  }
  free(object);
}

NOINLINE static void trips_fresh(struct slot *slot, size_t trips) {
  for (; trips; trips--) {
    struct object *object = malloc(sizeof(*object));
    object->count = 1;
    slot->data = object_out(object);
    memory_is_used();
    free(object_in(slot->data));
  }
}

NOINLINE static void trips_malloc(struct slot *slot, size_t trips) {
  for (; trips; trips--) {
    slot->data = malloc(sizeof(struct object));
    memory_is_used();
    free(slot->data);
  }
}

/* This function is reached on one of many call paths, so each stack differs from the previous one. */
NOINLINE static void on_path(struct slot *slot, struct object *object, size_t depth,
                             unsigned path) {
  if (!depth) {
    slot->data = object_out(object);
    memory_is_used();
    object_in_once(slot->data);
  } else if (path & 1) {
    __asm__ volatile("# one way" ::: "memory");
    on_path(slot, object, depth - 1, path >> 1);
    __asm__ volatile("# one way" ::: "memory");
  } else {
    __asm__ volatile("# another way" ::: "memory");
    on_path(slot, object, depth - 1, path >> 1);
    __asm__ volatile("# another way" ::: "memory");
  }
  memory_is_used(); /* prevents a tail call */
}

NOINLINE static void trips_paths(struct slot *slot, size_t trips, size_t depth) {
  struct object *object = object_new();
  for (; trips; trips--)
    on_path(slot, object, depth, (unsigned)(trips * 0x9e3779b1u) >> 26);
  free(object);
}

struct job {
  void (*run)(struct slot *slot, size_t trips);
  size_t trips, depth;
  double cpu;
};

/* Recurses DEPTH times, so that there is a stack to capture. */
NOINLINE static void deep(const struct job *job, struct slot *slot, size_t depth) {
  if (depth)
    deep(job, slot, depth - 1);
  else
    job->run(slot, job->trips);
  memory_is_used();
}

static void *work(void *argument) {
  struct job *job = argument;
  _Alignas(128) struct slot slot = {0};
  double begin = now(CLOCK_THREAD_CPUTIME_ID);
  if (job->run)
    deep(job, &slot, job->depth);
  else
    trips_paths(&slot, job->trips, job->depth);
  job->cpu = now(CLOCK_THREAD_CPUTIME_ID) - begin;
  return NULL;
}

static void round_trips(const struct job *wanted, size_t threads) {
  enum { MOST = 16 };
  static struct job jobs[MOST];
  double best_cpu = 1e30, best_wall = 1e30;
  if (threads < 1 || threads > MOST)
    exit(2);
  for (int repeat = 0; repeat < REPEATS; repeat++) {
    pthread_t others[MOST];
    double cpu = 0, begin = now(CLOCK_MONOTONIC);
    for (size_t i = 0; i < threads; i++)
      jobs[i] = *wanted;
    for (size_t i = 1; i < threads; i++)
      if (pthread_create(&others[i], NULL, work, &jobs[i]))
        exit(2);
    work(&jobs[0]);
    for (size_t i = 1; i < threads; i++)
      pthread_join(others[i], NULL);
    double wall = now(CLOCK_MONOTONIC) - begin;
    for (size_t i = 0; i < threads; i++)
      cpu += jobs[i].cpu;
    best_cpu = cpu < best_cpu ? cpu : best_cpu;
    best_wall = wall < best_wall ? wall : best_wall;
  }
  double trips = (double)wanted->trips * (double)threads;
  printf("cpu=%.3f wall=%.3f reclaims=%zu\n", best_cpu / trips, best_wall / trips,
         wanted->trips * threads * REPEATS);
}

/*===-- Outstanding releases -----------------------------------------------===*/

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint64_t random_number(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

static void *touched(size_t count, size_t size) {
  void *memory = malloc(count * size);
  if (!memory)
    exit(2);
  __asm__ volatile(""
                   : "+r"(memory)); /* or clang would use calloc, which does not touch the memory */
  memset(memory, 0, count * size);
  return memory;
}

/* Each trip reclaims one release and makes another. */
NOINLINE static void trips_among(struct object *objects, struct slot *slots, const uint32_t *order,
                                 size_t count, size_t trips) {
  for (size_t i = 0, at = 0; i < trips; i++) {
    size_t chosen = order[at];
    struct object *object = object_in_once(slots[chosen].data);
    slots[chosen].data = object_out(object);
    at = at + 1 == count ? 0 : at + 1;
  }
  if (objects[0].count != 1)
    exit(3);
}

static void outstanding(size_t count, size_t trips, int shuffled) {
  struct object *objects = touched(count, sizeof(*objects));
  struct slot *slots = touched(count, sizeof(*slots));
  uint32_t *order = touched(count, sizeof(*order));
  for (size_t i = 0; i < count; i++)
    order[i] = (uint32_t)i;
  for (size_t i = count - 1; shuffled && i > 0; i--) {
    size_t other = random_number() % (i + 1);
    uint32_t kept = order[i];
    order[i] = order[other];
    order[other] = kept;
  }
  long before = resident_kib();
  double begin = now(CLOCK_THREAD_CPUTIME_ID);
  for (size_t i = 0; i < count; i++)
    slots[i].data = object_out(&objects[i]);
  double filled = now(CLOCK_THREAD_CPUTIME_ID) - begin;
  long after = resident_kib();
  double best = 1e30;
  for (int repeat = 0; repeat < REPEATS; repeat++) {
    begin = now(CLOCK_THREAD_CPUTIME_ID);
    trips_among(objects, slots, order, count, trips);
    double cpu = now(CLOCK_THREAD_CPUTIME_ID) - begin;
    best = cpu < best ? cpu : best;
  }
  for (size_t i = 0; i < count; i++)
    object_in_once(slots[order[i]].data);
  printf("cpu=%.3f fill=%.3f bytes=%.1f end=%.1f reclaims=%zu\n", best / (double)trips,
         filled / (double)count, (double)(after - before) * 1024 / (double)count,
         (double)(resident_kib() - before) * 1024 / (double)count, trips * REPEATS + count);
}

/*===-- Many cycles --------------------------------------------------------===*/

static void cycles(size_t trips) {
  enum { ROUNDS = 10 };
  struct slot slot;
  trips_fresh(&slot, 1000000); /* after this, the stores of freed records are full */
  long before = resident_kib(), most = before;
  double begin = now(CLOCK_THREAD_CPUTIME_ID);
  for (int round = 0; round < ROUNDS; round++) {
    trips_fresh(&slot, trips / ROUNDS);
    long resident = resident_kib();
    most = resident > most ? resident : most;
  }
  double cpu = now(CLOCK_THREAD_CPUTIME_ID) - begin;
  printf("cpu=%.3f before=%ld after=%ld most=%ld reclaims=%zu\n",
         cpu / (double)(trips / ROUNDS * ROUNDS), before, resident_kib(), most,
         1000000 + trips / ROUNDS * ROUNDS);
}

int main(int argc, char **argv) {
  const char *what = argc > 2 ? argv[1] : "";
  size_t first = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
  size_t second = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
  struct job job = {.trips = first, .depth = argc > 4 ? strtoul(argv[4], NULL, 10) : 0};
  if (!first || !second)
    return 2;
  if (strcmp(what, "fifo") == 0 || strcmp(what, "random") == 0)
    outstanding(first, second, what[0] == 'r');
  else if (strcmp(what, "cycles") == 0)
    cycles(first);
  else {
    job.run = strcmp(what, "kept") == 0     ? trips_kept
              : strcmp(what, "fresh") == 0  ? trips_fresh
              : strcmp(what, "once") == 0   ? trips_once
              : strcmp(what, "malloc") == 0 ? trips_malloc
                                            : NULL;
    if (!job.run && strcmp(what, "paths"))
      return 2;
    round_trips(&job, second);
  }
  return 0;
}
