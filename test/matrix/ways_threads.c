/*===- ways_threads.c - ways between threads ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "matrix.h"

#include <pthread.h>
#include <stdatomic.h>
#include <threads.h>

static void *kept;

static void *keep(void *argument) {
  kept = argument;
  return NULL;
}
static void keep_too(void *argument) {
  kept = argument;
}
static void *same(void *argument) {
  return argument;
}
static void *leave(void *argument) {
  pthread_exit(argument);
}

static void *joined(void *(*body)(void *), void *argument) {
  pthread_t thread;
  void *result = NULL;
  MUST(pthread_create(&thread, NULL, body, argument) == 0);
  MUST(pthread_join(thread, &result) == 0);
  return result;
}

void *way_pthread_argument(void *pointer) {
  joined(keep, pointer);
  return kept;
}
void *way_pthread_join(void *pointer) {
  return joined(same, pointer);
}
void *way_pthread_exit(void *pointer) {
  return joined(leave, pointer);
}

static pthread_key_t key;
void *way_pthread_getspecific(void *pointer) {
  MUST(pthread_key_create(&key, NULL) == 0);
  MUST(pthread_setspecific(key, pointer) == 0);
  return pthread_getspecific(key);
}

static void *set_and_end(void *argument) {
  pthread_setspecific(key, argument);
  return NULL;
}
void *way_key_destructor(void *pointer) {
  MUST(pthread_key_create(&key, keep_too) == 0);
  joined(set_and_end, pointer);
  return kept;
}

static void *clean_up(void *argument) {
  pthread_cleanup_push(keep_too, argument);
  pthread_exit(NULL);
  pthread_cleanup_pop(0);
  return NULL;
}
void *way_pthread_cleanup_push(void *pointer) {
  joined(clean_up, pointer);
  return kept;
}

static void *for_once;
static void once(void) {
  kept = for_once;
}
void *way_pthread_once(void *pointer) {
  static pthread_once_t control = PTHREAD_ONCE_INIT;
  for_once = pointer;
  MUST(pthread_once(&control, once) == 0);
  return kept;
}

static int keep_int(void *argument) {
  kept = argument;
  return 0;
}
void *way_thrd_argument(void *pointer) {
  thrd_t thread;
  MUST(thrd_create(&thread, keep_int, pointer) == thrd_success);
  thrd_join(thread, NULL);
  return kept;
}

void *way_tss_get(void *pointer) {
  tss_t slot;
  MUST(tss_create(&slot, NULL) == thrd_success);
  MUST(tss_set(slot, pointer) == thrd_success);
  return tss_get(slot);
}

static _Thread_local void *slots[8];
static void *through_slots(void *argument) {
  slots[5] = argument;
  __asm__ volatile("" : : : "memory");
  kept = slots[5];
  return NULL;
}
void *way_thread_local_array(void *pointer) {
  slots[5] = NULL;
  joined(through_slots, pointer);
  return slots[5] ? NULL : kept;
}

/* A queue with one element and a condition variable. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static void *queue;

static void *take(void *argument) {
  (void)argument;
  pthread_mutex_lock(&lock);
  while (!queue)
    pthread_cond_wait(&changed, &lock);
  kept = queue;
  pthread_mutex_unlock(&lock);
  return NULL;
}
void *way_condition_queue(void *pointer) {
  pthread_t thread;
  MUST(pthread_create(&thread, NULL, take, NULL) == 0);
  pthread_mutex_lock(&lock);
  queue = pointer;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  return kept;
}

static atomic_flag busy = ATOMIC_FLAG_INIT;
static void *guarded;
static void *copy_guarded(void *argument) {
  (void)argument;
  while (atomic_flag_test_and_set(&busy))
    ;
  kept = guarded;
  atomic_flag_clear(&busy);
  return NULL;
}
void *way_spinlock(void *pointer) {
  while (atomic_flag_test_and_set(&busy))
    ;
  guarded = pointer;
  atomic_flag_clear(&busy);
  joined(copy_guarded, NULL);
  return kept;
}

static _Atomic(void *) slot;

void *way_atomic_store_load(void *pointer) {
  atomic_store(&slot, pointer);
  return atomic_load(&slot);
}
void *way_atomic_explicit(void *pointer) {
  atomic_store_explicit(&slot, pointer, memory_order_release);
  return atomic_load_explicit(&slot, memory_order_acquire);
}

/* A lock-free stack. */
struct node {
  struct node *next;
  void *data;
};
static _Atomic(struct node *) top;
static void push(struct node *node) {
  node->next = atomic_load(&top);
  while (!atomic_compare_exchange_weak(&top, &node->next, node))
    ;
}
static struct node *pop_all(void) {
  return atomic_exchange(&top, NULL);
}
void *way_atomic_exchange_stack(void *pointer) {
  struct node nodes[3] = {{NULL, NULL}, {NULL, pointer}, {NULL, NULL}};
  for (int i = 0; i < 3; i++)
    push(&nodes[i]);
  void *result = NULL;
  for (struct node *node = pop_all(); node; node = node->next)
    result = node->data ? node->data : result;
  return result;
}

void *way_atomic_weak_loop(void *pointer) {
  void *expected = atomic_load(&slot);
  while (!atomic_compare_exchange_weak_explicit(&slot, &expected, pointer, memory_order_acq_rel,
                                                memory_order_relaxed))
    ;
  expected = NULL;
  if (atomic_compare_exchange_weak(&slot, &expected, NULL))
    return NULL;
  return expected;
}

void *way_atomic_fetch_add(void *pointer) {
  static _Atomic(char *) at;
  atomic_store(&at, (char *)pointer);
  atomic_fetch_add(&at, 24);
  atomic_fetch_sub(&at, 24);
  return atomic_load(&at);
}

void *way_atomic_integer(void *pointer) {
  static atomic_uintptr_t bits;
  atomic_store(&bits, (uintptr_t)pointer);
  return (void *)atomic_exchange(&bits, 0);
}

/* Too large for one instruction, so clang calls libatomic. */
struct pair {
  void *data;
  unsigned long version;
};
void *way_atomic_pair(void *pointer) {
  static _Atomic(struct pair) at;
  atomic_store(&at, ((struct pair){pointer, 1}));
  struct pair old = atomic_exchange(&at, ((struct pair){NULL, 2}));
  return old.version == 1 ? old.data : NULL;
}

struct triple {
  long before;
  void *data;
  long after;
};
void *way_atomic_triple(void *pointer) {
  static _Atomic(struct triple) at;
  atomic_store(&at, ((struct triple){1, pointer, 2}));
  struct triple now = atomic_load(&at);
  return now.after == 2 ? now.data : NULL;
}

void *way_builtin_exchange(void *pointer) {
  static void *at;
  void *old = NULL;
  __atomic_exchange(&at, &pointer, &old, __ATOMIC_SEQ_CST);
  __atomic_load(&at, &old, __ATOMIC_ACQUIRE);
  return old;
}

void *way_sync_swap(void *pointer) {
  static void *at;
  if (!__sync_bool_compare_and_swap(&at, NULL, pointer))
    return NULL;
  return __sync_val_compare_and_swap(&at, NULL, NULL);
}
void *way_sync_lock(void *pointer) {
  static void *at;
  (void)__sync_lock_test_and_set(&at, pointer);
  return __sync_lock_test_and_set(&at, NULL);
}
