/*===- test_threads.c - the runtime under several threads ---------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Also built into custody-unit-tsan, with the ledger's files under ThreadSanitizer. Nothing here
 * may need the shadow.
 */
#include "core/arena.h"
#include "core/depot.h"
#include "core/ledger.h"
#include "core/record.h"
#include "core/sites.h"
#include "ledger_kill.h"
#include "threads.h"

#include <sys/wait.h>
#include <unistd.h>

static const struct custody_site release_site = {.kind = CUSTODY_KIND_RELEASE},
                                 reclaim_site = {.kind = CUSTODY_KIND_RECLAIM};

/* Own addresses, in pages that both threads use: the counts must be right. */
static void *use_own_addresses(void *data) {
  uint64_t self = (uint64_t)data, state = self + 1;
  enum { SLOTS = 256 };
  static uint32_t outstanding[THREADS][SLOTS];
  for (int i = 0; i < 100000; i++) {
    uint64_t slot = next(&state) % SLOTS, at = 0x550000000000 + 64 * slot + 16 * self;
    switch (next(&state) % 4) {
    case 0:
    case 1:
      CHECK(ledger_release(at, &release_site, 0, extent_of(&release_site), 1));
      outstanding[self][slot]++;
      break;
    case 2: {
      struct ledger_claim c;
      ledger_claim(0, at, &reclaim_site, 0, &c);
      CHECK_EQ(c.by_bits.outstanding, outstanding[self][slot]);
      outstanding[self][slot] -= outstanding[self][slot] != 0;
      break;
    }
    default:
      if (ledger_may_hold(at, 16))
        object_freed(at, 16, 2);
      outstanding[self][slot] = 0;
    }
  }
  return nullptr;
}

TEST(threads, own_addresses_are_counted_exactly) {
  run_threads(use_own_addresses);
}

/* The same addresses: nothing is lost or counted twice. */
static uint64_t taken;
static void *use_same_addresses(void *data) {
  uint64_t state = (uint64_t)data + 1, mine = 0;
  for (int i = 0; i < 100000; i++) {
    uint64_t at = 0x550000000000 + 64 * (next(&state) % 16);
    CHECK(ledger_release(at, &release_site, 0, extent_of(&release_site), 1));
    struct ledger_claim c;
    ledger_claim(ledger_by_bits(at).tag, at, &reclaim_site, 0, &c);
    mine += c.taken != 0;
  }
  __atomic_fetch_add(&taken, mine, __ATOMIC_RELAXED);
  return nullptr;
}

TEST(threads, shared_addresses_lose_no_release) {
  run_threads(use_same_addresses);
  uint64_t left = 0;
  for (uint64_t i = 0; i < 16; i++)
    left += ledger_by_bits(0x550000000000 + 64 * i).outstanding;
  CHECK_EQ(taken + left, (uint64_t)THREADS * 100000);
}

/* One thread reads by tags that the other one lets die and be used again. */
static custody_tag shared_tag;
static void *die_or_look(void *data) {
  uint64_t at = 0x550000000000;
  for (int i = 0; i < 3 * QUARANTINE; i++) {
    if (data) {
      struct record_view v = ledger_by_tag(__atomic_load_n(&shared_tag, __ATOMIC_RELAXED), at);
      CHECK(v.state == RECORD_NONE || v.address == at);
      ledger_may_hold(at, 64);
    } else {
      __atomic_store_n(&shared_tag,
                       ledger_release(at, &release_site, 0, extent_of(&release_site), 1),
                       __ATOMIC_RELAXED);
      object_freed(at, 64, 2);
    }
  }
  return nullptr;
}

TEST(threads, a_tag_of_a_dying_record_is_read_whole) {
  run_threads(die_or_look);
}

static void *grow(void *data) {
  uint64_t base = 0x550000000000 + ((uint64_t)data << 40);
  for (uint64_t i = 0; i < 100000; i++) {
    CHECK(ledger_release(base + 16 * i, &release_site, 0, extent_of(&release_site), 1));
    CHECK(ledger_may_hold(base + 16 * (i / 2), 1));
  }
  for (uint64_t i = 0; i < 100000; i++)
    CHECK_EQ(ledger_by_bits(base + 16 * i).outstanding, 1);
  return nullptr;
}

TEST(threads, the_index_grows_under_readers) {
  run_threads(grow);
}

static void *put_stacks(void *data) {
  for (uintptr_t i = 0; i < 50000; i++) {
    const uintptr_t *got;
    uintptr_t frames[] = {i, i + 1, 3};
    stack_id id = depot_put(frames, 3);
    CHECK_EQ(depot_get(id, &got), 3);
    CHECK_EQ(got[0], i);
    CHECK_EQ(depot_put(frames, 3), id);
  }
  return data;
}

TEST(threads, the_depot_names_equal_stacks_alike) {
  run_threads(put_stacks);
}

static const struct custody_site place;
static const struct custody_site *const list[] = {&place};
static uint32_t indices[THREADS][500];
static void *register_sites(void *data) {
  for (int i = 0; i < 500; i++) {
    uint32_t *index = &indices[(uintptr_t)data][i];
    CHECK(sites_register(&(struct custody_module){
        .sites = list, .count = 1, .indices = index, .judges = list, .judge_count = 1}));
    CHECK(site_at(*index) == &place);
  }
  return nullptr;
}

TEST(threads, modules_are_registered_by_several) {
  run_threads(register_sites);
  CHECK(site_at(2 * 500) == &place);
  CHECK(!site_at(2 * 500 + 1));
}

/* A thread releases all the time while another one forks: the child finds no lock held. */
static bool stop;
static void *keep_releasing(void *data) {
  for (uint64_t i = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
    ledger_release(0x550000000000 + 4096 * (i % 64), &release_site, 0, extent_of(&release_site), 1);
    if (i % 64 == 0)
      object_freed(0x550000000000, 4096 * 64, 2);
  }
  return data;
}

TEST(threads, a_child_of_a_fork_can_go_on) {
  pthread_t thread;
  CHECK(!pthread_create(&thread, nullptr, keep_releasing, nullptr));
  for (int i = 0; i < 100; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(10);
      for (uint64_t j = 0; j < 64; j++)
        ledger_release(0x550000000000 + 4096 * j, &release_site, 0, extent_of(&release_site), 1);
      depot_put((uintptr_t[]){(uintptr_t)i, 9}, 2);
      arena_take(64);
      site_at(1);
      _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  pthread_join(thread, nullptr);
}
