/*===- launder_calls.c - ways through calls -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "launder.h"

#include "devres.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))
#define OPAQUE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

static NOINLINE void *identity(void *pointer) {
  __asm__ volatile("");
  return pointer;
}

void *launder_value(void *pointer) {
  return identity(identity(pointer));
}

struct small {
  void *data;
  long count;
};
struct large {
  long before[5];
  void *data;
  long after[3];
};

static NOINLINE void *of_small(int a, struct small small, int b) {
  return small.count == a + b ? small.data : NULL;
}

void *launder_argument_register(void *pointer) {
  return of_small(1, (struct small){pointer, 3}, 2);
}

static NOINLINE void *ninth(long a, long b, long c, long d, long e, long f, void *g, long h,
                            void *i) {
  return g == i ? i : (void *)(a + b + c + d + e + f + h);
}

void *launder_argument_stack(void *pointer) {
  return ninth(1, 2, 3, 4, 5, 6, pointer, 8, pointer);
}

static NOINLINE void *of_large(int a, struct large large, void *b) {
  return large.before[4] == a ? large.data : b;
}

void *launder_argument_memory(void *pointer) {
  struct large large = {.before = {0, 0, 0, 0, 9}, .data = pointer};
  return of_large(9, large, NULL);
}

static NOINLINE struct small make_small(long count, void *data) {
  return (struct small){data, count};
}

void *launder_return_small(void *pointer) {
  struct small small = make_small(7, pointer);
  return small.count == 7 ? small.data : NULL;
}

static NOINLINE struct large make_large(long first, void *data) {
  struct large large = {.before = {first}, .data = data};
  return large;
}

void *launder_return_large(void *pointer) {
  struct large large = make_large(7, pointer);
  struct large *at = &large;
  OPAQUE(at);
  return at->before[0] == 7 ? at->data : NULL;
}

static NOINLINE void *pick(int skip, ...) {
  va_list list;
  va_start(list, skip);
  for (int i = 0; i < skip; i++)
    (void)va_arg(list, long);
  void *result = va_arg(list, void *);
  va_end(list);
  return result;
}

void *launder_varargs(void *pointer) {
  return pick(1, 11L, pointer, 12L);
}

void *launder_varargs_many(void *pointer) {
  return pick(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, pointer, 1.5);
}

static NOINLINE void *pick_list(int skip, va_list list) {
  for (int i = 0; i < skip; i++)
    (void)va_arg(list, double);
  return va_arg(list, void *);
}

static NOINLINE void *forward(int skip, ...) {
  va_list list;
  va_start(list, skip);
  void *result = pick_list(skip, list);
  va_end(list);
  return result;
}

void *launder_varargs_list(void *pointer) {
  return forward(3, 0.5, 1.5, 2.5, pointer);
}

static NOINLINE void *pick_second(int count, ...) {
  va_list list, copy;
  va_start(list, count);
  va_copy(copy, list);
  void *result = NULL;
  for (int i = 0; i < count; i++)
    (void)va_arg(list, void *);
  for (int i = 0; i < count; i++)
    result = va_arg(copy, void *);
  va_end(copy);
  va_end(list);
  return result;
}

void *launder_varargs_copy(void *pointer) {
  return pick_second(2, NULL, pointer);
}

static NOINLINE void *pick_structure(int count, ...) {
  va_list list;
  va_start(list, count);
  struct small small = va_arg(list, struct small);
  struct large large = va_arg(list, struct large);
  va_end(list);
  return small.data == large.data ? large.data : NULL;
}

void *launder_varargs_structure(void *pointer) {
  return pick_structure(2, (struct small){pointer, 1}, (struct large){.data = pointer});
}

static NOINLINE void *none(void *pointer) {
  (void)pointer;
  return NULL;
}

void *launder_function_table(void *pointer) {
  static const struct operations {
    const char *name;
    void *(*run)(void *);
  } table[] = {{"none", none}, {"identity", identity}}, *operations = table;
  for (int i = 0; i < 2; i++) {
    OPAQUE(operations);
    if (strcmp(operations[i].name, "identity") == 0)
      return operations[i].run(pointer);
  }
  return NULL;
}

static NOINLINE void *descend(int depth, void *pointer) {
  if (depth == 0)
    return pointer;
  void *result = descend(depth - 1, pointer);
  OPAQUE(result);
  return result;
}

void *launder_recursion(void *pointer) {
  return descend(20, pointer);
}

static NOINLINE void *tail(void *pointer) {
#if defined(__clang__)
  __attribute__((musttail))
#endif
  return identity(pointer);
}

void *launder_tail_call(void *pointer) {
  return tail(pointer);
}

static void keep(void *to, void *pointer) {
  *(void **)to = pointer;
}

static NOINLINE void with_user_data(void (*call)(void *, void *), void *user, void *pointer) {
  call(user, pointer);
}

void *launder_callback(void *pointer) {
  void *result = NULL;
  with_user_data(keep, &result, pointer);
  return result;
}

static void *given;
static void give(void *data) {
  given = data;
}

void *launder_registry(void *pointer) {
  struct device dev = {0};
  if (devm_add_action(&dev, give, pointer) != 0)
    return NULL;
  devm_release_all(&dev);
  return given;
}

struct job {
  pthread_t thread;
  void *in, *out;
};

static void *work(void *argument) {
  struct job *job = argument;
  job->out = identity(job->in);
  return NULL;
}

void *launder_thread(void *pointer) {
  struct job job = {.in = pointer};
  if (pthread_create(&job.thread, NULL, work, &job) != 0)
    return NULL;
  pthread_join(job.thread, NULL);
  return job.out;
}

/* The pointer itself is the argument of the thread. */
static void *give_from_thread(void *argument) {
  given = argument;
  return NULL;
}

void *launder_thread_chain(void *pointer) {
  given = pointer;
  for (int i = 0; i < 3; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, give_from_thread, given) != 0)
      return NULL;
    pthread_join(thread, NULL);
  }
  return given;
}

void *launder_at_exit_of_loop(void *pointer) {
  void *result = NULL;
  for (int i = 0; i < 10; i++) {
    result = identity(i == 4 ? pointer : result);
    if (i > 6 && result == pointer)
      break;
  }
  return result;
}

static jmp_buf environment;
static NOINLINE void leave(void) {
  longjmp(environment, 1);
}

void *launder_jump(void *pointer) {
  void *volatile kept = pointer;
  if (setjmp(environment) == 0)
    leave();
  return identity(kept);
}
