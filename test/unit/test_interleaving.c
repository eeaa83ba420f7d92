/*===- test_interleaving.c - threads that stop where the test wants *- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "core/arena.h"
#include "core/core.h"
#include "fake_host.h"
#include "unit.h"

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static const struct custody_site into_raw = {.kind = CUSTODY_KIND_RELEASE};

enum : uint64_t { A = 0x550000001000 };

/*===-- A thread that stops inside host_map --------------------------------===*/

static sem_t stopped, go;

static void stop_here(void) {
  fake_in_map = nullptr; /* the first thread only */
  sem_post(&stopped);
  sem_wait(&go);
}

/* Takes all that the arena has, so that the next one who needs memory asks the host. */
static void use_up_arena(void) {
  fake_mappings = 0;
  while (arena_take(64))
    ;
  fake_mappings = UINT64_MAX;
}

/* Starts BODY and returns when it is inside host_map, with the locks that it took on the way. */
static pthread_t start_and_stop(void *(*body)(void *)) {
  pthread_t thread;
  use_up_arena();
  sem_init(&stopped, 0, 0);
  sem_init(&go, 0, 0);
  fake_in_map = stop_here;
  CHECK(!pthread_create(&thread, nullptr, body, nullptr));
  sem_wait(&stopped);
  return thread;
}

/* Starts BODY and returns when COUNT threads wait for a lock. */
static pthread_t start_and_wait(void *(*body)(void *), uint32_t count) {
  pthread_t thread;
  CHECK(!pthread_create(&thread, nullptr, body, nullptr));
  for (int i = 0; __atomic_load_n(&fake_waiting, __ATOMIC_SEQ_CST) < count; i++) {
    CHECK(i < 10000);
    usleep(100);
  }
  return thread;
}

static custody_tag tag_of(pthread_t thread) {
  void *result;
  CHECK(!pthread_join(thread, &result));
  return (custody_tag)(uintptr_t)result;
}

/*===-- Releases -----------------------------------------------------------===*/

static void *release_a(void *) {
  return (void *)(uintptr_t)ledger_release(A, &into_raw, 0, extent_of(&into_raw), 0);
}

/* The first thread makes the record and needs memory for it. The second one must find that record,
 * not make another. */
TEST(interleaving, two_first_releases_of_an_address_make_one_record) {
  pthread_t first = start_and_stop(release_a);
  pthread_t second = start_and_wait(release_a, 1);
  sem_post(&go);
  custody_tag tag = tag_of(first);
  CHECK(tag);
  CHECK_EQ(tag_of(second), tag);
  CHECK_EQ(ledger_by_bits(A).outstanding, 2);
}

/* A free asks without a lock, while another thread is in the middle of a release elsewhere. */
TEST(interleaving, a_free_of_another_object_waits_for_nobody) {
  ledger_release(A + (1 << 20), &into_raw, 0, extent_of(&into_raw), 0);
  pthread_t first = start_and_stop(release_a);
  CHECK(ledger_may_hold(A + (1 << 20), 64));
  CHECK(!ledger_may_hold(A + (1 << 21), 64));
  CHECK_EQ(fake_waiting, 0);
  sem_post(&go);
  CHECK(tag_of(first));
}

static void *put_stack(void *) {
  return (void *)(uintptr_t)depot_put((uintptr_t[]){5001, 5002}, 2);
}

TEST(interleaving, two_threads_that_put_one_stack_get_one_name) {
  pthread_t first = start_and_stop(put_stack);
  pthread_t second = start_and_wait(put_stack, 1);
  sem_post(&go);
  custody_tag id = tag_of(first);
  CHECK(id);
  CHECK_EQ(tag_of(second), id);
}

/*===-- Forks --------------------------------------------------------------===*/

static bool held;
static sem_t holding, give_back;

static void *hold(void *) {
  core_hold();
  __atomic_store_n(&held, true, __ATOMIC_SEQ_CST);
  sem_post(&holding);
  sem_wait(&give_back);
  core_release_hold();
  return nullptr;
}

static void *look_up_site(void *) {
  return (void *)site_at(1);
}
static void *put_other_stack(void *) {
  return (void *)(uintptr_t)depot_put((uintptr_t[]){6001, 6002}, 2);
}
static void *take_from_arena(void *) {
  return arena_take(64);
}

/* A fork in the middle of a release waits until the release is done. */
TEST(interleaving, a_fork_waits_for_a_release_that_has_begun) {
  sem_init(&holding, 0, 0);
  sem_init(&give_back, 0, 1);
  pthread_t first = start_and_stop(release_a);
  pthread_t fork = start_and_wait(hold, 1);
  CHECK(!__atomic_load_n(&held, __ATOMIC_SEQ_CST));
  sem_post(&go);
  CHECK(tag_of(first));
  pthread_join(fork, nullptr);
  CHECK(held);
}

/* Between core_hold and core_release_hold no other thread holds a lock of core, nor gets one. */
TEST(interleaving, a_fork_holds_every_lock_of_core) {
  static void *(*const users[])(void *) = {look_up_site, release_a, put_other_stack,
                                           take_from_arena};
  pthread_t threads[4], fork;
  sem_init(&holding, 0, 0);
  sem_init(&give_back, 0, 0);
  CHECK(!pthread_create(&fork, nullptr, hold, nullptr));
  sem_wait(&holding);
  for (uint32_t i = 0; i < 4; i++)
    threads[i] = start_and_wait(users[i], i + 1);
  sem_post(&give_back);
  pthread_join(fork, nullptr);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], nullptr);
  CHECK_EQ(fake_waiting, 0);
}

/* The innermost lock is the arena's. Whoever holds it is waited for last, with all others held: if
 * the order were another one, the two threads would wait for each other and the fake host would
 * say so. */
TEST(interleaving, a_fork_takes_the_locks_in_the_order_of_their_users) {
  sem_init(&holding, 0, 0);
  sem_init(&give_back, 0, 1);
  pthread_t arena = start_and_stop(take_from_arena);
  pthread_t fork = start_and_wait(hold, 1);
  pthread_t site = start_and_wait(look_up_site, 2); /* its lock is held already */
  pthread_t stack = start_and_wait(put_other_stack, 3);
  CHECK(!__atomic_load_n(&held, __ATOMIC_SEQ_CST));
  sem_post(&go);
  pthread_join(arena, nullptr);
  pthread_join(fork, nullptr);
  pthread_join(site, nullptr);
  CHECK(tag_of(stack));
}
