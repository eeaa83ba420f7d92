/*===- test_no_memory.c - core where memory runs out --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/arena.h"
#include "core/core.h"
#include "fake_host.h"
#include "unit.h"

static const struct custody_site into_raw = {.kind = CUSTODY_KIND_RELEASE},
                                 from_raw = {.kind = CUSTODY_KIND_RECLAIM},
                                 consuming = {.kind = CUSTODY_KIND_RECLAIM,
                                              .flags = CUSTODY_SITE_CONSUMES};

enum : uint64_t { A = 0x550000001000 };

#define HOOK __attribute__((noinline, disable_tail_calls)) static
#define FRAME ((uint64_t)__builtin_frame_address(0))

/* The hooks of a release and of a reclaim, without their guard. */
HOOK custody_tag release(uint64_t pointer) {
  core_boundary_enter(FRAME, &into_raw);
  return core_release(ORIGIN_HERE(), FRAME, pointer, 0, &into_raw, 0);
}
HOOK bool reclaim(uint64_t pointer, custody_tag tag, const struct custody_site *site,
                  struct finding *found) {
  core_reclaim_enter(ORIGIN_HERE(), FRAME, pointer, tag, site);
  return core_reclaim_leave(ORIGIN_HERE(), FRAME, 0, site, found);
}

/*===-- Arena --------------------------------------------------------------===*/

TEST(no_memory, the_arena_returns_null_and_goes_on_when_there_is_memory_again) {
  fake_mappings = 0;
  CHECK(!arena_take(64));
  CHECK(!arena_take(8 << 20));
  fake_mappings = UINT64_MAX;
  char *small = arena_take(64), *large = arena_take(8 << 20);
  CHECK(small && large && !small[63] && !large[(8 << 20) - 1]);
}

TEST(no_memory, the_arena_uses_up_what_it_has) {
  fake_mappings = 1;
  int count = 0;
  while (arena_take(1 << 10))
    count++;
  CHECK_EQ(count, 1 << 10); /* a chunk of 1 MiB */
  CHECK(!arena_take(1));
}

/*===-- Ledger -------------------------------------------------------------===*/

TEST(no_memory, a_release_without_memory_has_tag_0_and_is_counted) {
  fake_mappings = 0;
  CHECK_EQ(release(A), 0);
  CHECK_EQ(release(A), 0);
  CHECK_EQ(ledger_lost(), 2);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
  fake_mappings = UINT64_MAX;
  custody_tag tag = release(A);
  CHECK(tag);
  CHECK_EQ(ledger_lost(), 2);
  CHECK_EQ(ledger_by_bits(A).tag, tag);
}

/* With 0, 1, 2, ... mappings: each release is in the ledger or is counted as lost, and nothing that
 * is correct is reported. */
TEST(no_memory, each_release_is_recorded_or_lost) {
  enum { COUNT = 40000 };
  static custody_tag tags[COUNT];
  struct finding found;
  for (uint64_t budget = 0; budget < 4; budget++) {
    uint64_t lost = ledger_lost(), recorded = 0, base = A + (budget << 40);
    fake_mappings = budget;
    for (uint64_t i = 0; i < COUNT; i++)
      recorded += (tags[i] = release(base + 48 * i)) != 0;
    CHECK_EQ(recorded + ledger_lost() - lost, COUNT);
    for (uint64_t i = 0; i < COUNT; i++) {
      CHECK_EQ(ledger_by_bits(base + 48 * i).state, tags[i] ? RECORD_LIVE : RECORD_NONE);
      CHECK(!reclaim(base + 48 * i, tags[i], &consuming, &found));
    }
    CHECK_EQ(core_freed(ORIGIN_HERE(), base, 48 * COUNT, false), 0);
    CHECK_EQ(ledger_by_bits(base).state, RECORD_NONE);
  }
}

/*===-- Stacks -------------------------------------------------------------===*/

TEST(no_memory, a_stack_that_cannot_be_kept_has_no_name) {
  fake_mappings = 0;
  CHECK_EQ(depot_put((uintptr_t[]){5001, 5002}, 2), 0);
  CHECK_EQ(stack_keep(ORIGIN_HERE()), 0);
  fake_mappings = UINT64_MAX;
  stack_id id = depot_put((uintptr_t[]){5001, 5002}, 2);
  const uintptr_t *frames;
  CHECK_EQ(depot_get(id, &frames), 2);
  CHECK_EQ(frames[1], 5002);
}

TEST(no_memory, a_report_without_memory_for_stacks_is_a_report) {
  struct finding found;
  custody_tag tag = release(A);
  fake_mappings = 0;
  CHECK(!reclaim(A, tag, &consuming, &found));
  CHECK(reclaim(A, tag, &consuming, &found));
  CHECK_EQ(found.answer, ANSWER_ALREADY_RECLAIMED);
  CHECK_EQ(found.facts.bits, A);
}

/*===-- Threads ------------------------------------------------------------===*/

/* Without its block a thread cannot tell which boundaries nest, so no verdict falls. */
TEST(no_memory, a_thread_without_a_block_gets_unverified_answers) {
  struct finding found;
  fake_no_blocks = true;
  custody_tag tag = release(A);
  CHECK(!reclaim(A, tag, &from_raw, &found));
  CHECK(!reclaim(A, tag, &consuming, &found));
  CHECK_EQ(core_counts().unverified, 2);
  CHECK_EQ(core_counts().verified, 0);
  fake_no_blocks = false;
  tag = release(A);
  CHECK(tag);
  CHECK(!reclaim(A, tag, &from_raw, &found));
  CHECK_EQ(core_counts().verified, 1);
}

/*===-- Sites --------------------------------------------------------------===*/

TEST(no_memory, a_module_that_finds_no_room_has_no_indices) {
  static const struct custody_site place = {.kind = CUSTODY_KIND_SHARED};
  static const struct custody_site *const places[] = {&place}, *const judges[] = {&from_raw};
  static const uint32_t types[] = {10, 0};
  static const struct custody_site typed = {.kind = CUSTODY_KIND_RECLAIM, .types = types};
  static const struct custody_site *const typed_judges[] = {&typed};
  uint32_t first = 0, second = 0, again = 0;
  struct custody_module module = {
      .sites = places, .count = 1, .indices = &first, .judges = judges, .judge_count = 1};
  fake_mappings = 0;
  CHECK(!sites_register(&module)); /* says so once */
  module.indices = &second;
  module.judges = typed_judges; /* no memory for its types either: then all are followed */
  CHECK(sites_register(&module));
  CHECK(first == 0 && second == 0);
  fake_mappings = UINT64_MAX;
  module.indices = &again;
  CHECK(sites_register(&module));
  CHECK(site_at(again) == &place);
}

/*===-- Shadow -------------------------------------------------------------===*/

TEST(no_memory, a_shadow_that_cannot_be_mapped_is_handed_back_with_the_reason) {
  struct shadow_failure failure = {0};
  fake_reservations = 1;
  CHECK(!shadow_map(&failure));
  CHECK_EQ(failure.at, CUSTODY_SHADOW_B_BEG);
  CHECK(failure.bytes >= CUSTODY_SHADOW_B_END - CUSTODY_SHADOW_B_BEG);
  CHECK_EQ(failure.error, 12);
}

TEST(no_memory, tags_that_a_realloc_cannot_keep_are_lost) {
  static alignas(64) uint64_t memory[1024];
  struct shadow_failure failure;
  struct core_move move;
  CHECK(shadow_map(&failure));
  shadow_use();
  uint32_t *cell = (uint32_t *)(((uint64_t)&memory[1] >> 1) ^ CUSTODY_SHADOW_XOR);
  for (int enough = 1; enough >= 0; enough--) {
    fake_mappings = (uint64_t)enough;
    summary_mark_shadow(cell, sizeof *cell);
    *cell = custody_cell_of(0x60000005, memory[1]);
    shadow_clear((uint64_t)&memory[512], 4096);
    core_move_begin(&move, (uint64_t)memory, 4096);
    core_move_end(&move, ORIGIN_HERE(), (uint64_t)&memory[512], 4096);
    CHECK_EQ(shadow_any((uint64_t)&memory[512], 4096), enough);
  }
}
