/*===- test_shadow.c - tags of memory -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "core/hooks.h"
#include "core/shadow.h"
#include "core/summary.h"
#include "core/tag.h"
#include "few_mappings.h"
#include "unit.h"

#include <sys/mman.h>

typedef uint32_t cell __attribute__((aligned(1), may_alias));

static cell *cell_at(uint64_t at) {
  return (cell *)((at >> 1) ^ CUSTODY_SHADOW_XOR);
}

/* Memory with values that no cell of the tests fits, unless a slot is put there. */
enum { SIZE = 4096 };
static alignas(512) uint8_t memory[SIZE];
#define M ((uint64_t)memory)

static uint64_t value_at(uint64_t at) {
  uint64_t value;
  memcpy(&value, (void *)at, sizeof value);
  return value;
}

/* Puts a pointer with TAG at the slot AT. */
static void put(uint64_t at, uint64_t value, custody_tag tag) {
  memcpy((void *)at, &value, sizeof value);
  summary_mark_shadow(cell_at(at), sizeof(cell));
  *cell_at(at) = custody_cell_of(tag, value);
}

static custody_tag tag_at(uint64_t at) {
  return custody_tag_of(*cell_at(at), value_at(at));
}

static void move(uint64_t to, uint64_t from, uint64_t bytes) {
  shadow_copy(to, from, bytes);
  memmove((void *)to, (void *)from, bytes);
}

static void start(void) {
  shadow_use();
  shadow_clear(M, SIZE);
  for (uint64_t at = M; summary_exists() && at < M + SIZE; at += 1 << SUMMARY_BITS)
    *(uint8_t *)(SUMMARY_BEG + (at >> SUMMARY_BITS)) = 0;
  for (int i = 0; i < SIZE; i++)
    memory[i] = (uint8_t)unit_random();
}

enum : custody_tag { T1 = 0x60000001, T2 = 0x40000002, R1 = 0x80000003, R2 = 0x84000004 };

/*===-- One slot -----------------------------------------------------------===*/

TEST(shadow, memory_starts_without_tags) {
  for (uint64_t at = M; at < M + SIZE; at += 8)
    CHECK_EQ(*cell_at(at), 0);
  CHECK(!shadow_any(M, SIZE));
}

TEST(shadow, a_private_local_returns_the_form_that_was_stored) {
  for (int i = 0; i < 1 << 20; i++) {
    uint64_t value = (uint64_t)i < 1 << 16 ? (uint64_t)i * 16 : unit_random();
    custody_tag plain = T1, in_cell = custody_cell_of(T1, value);
    CHECK_EQ(custody_private_tag_of(custody_private_cell_of(plain, value), value), plain);
    CHECK_EQ(custody_private_tag_of(custody_private_cell_of(in_cell, value), value), in_cell);
  }
}

TEST(shadow, a_copied_slot_takes_its_tag_along) {
  start();
  put(M + 64, 0x5000, T1);
  move(M + 128, M + 64, 8);
  CHECK_EQ(tag_at(M + 128), T1);
  CHECK_EQ(tag_at(M + 64), T1);
  CHECK_EQ(*cell_at(M + 120), 0);
  CHECK_EQ(*cell_at(M + 136), 0);
}

TEST(shadow, a_copied_slot_without_a_tag_clears_the_old_one) {
  start();
  put(M + 128, 0x5000, T1);
  move(M + 128, M + 64, 8);
  CHECK_EQ(*cell_at(M + 128), 0);
}

TEST(shadow, a_slot_that_is_partly_copied_takes_nothing_along) {
  for (uint64_t skip = 0; skip < 8; skip++)
    for (uint64_t bytes = 1; skip + bytes <= 8; bytes++) {
      if (bytes == 8)
        continue;
      start();
      put(M + 64, 0x5000, R1);
      move(M + 128 + skip, M + 64 + skip, bytes);
      CHECK_EQ(*cell_at(M + 128), 0);
    }
}

TEST(shadow, a_slot_that_is_partly_written_loses_its_tag) {
  for (uint64_t skip = 0; skip < 8; skip++)
    for (uint64_t bytes = 1; skip + bytes <= 8; bytes++) {
      start();
      put(M + 120, 0x6000, R2);
      put(M + 128, 0x5000, R1);
      put(M + 136, 0x6000, R2);
      move(M + 128 + skip, M + 512 + skip, bytes);
      CHECK_EQ(*cell_at(M + 128), 0);
      CHECK_EQ(tag_at(M + 120), R2);
      CHECK_EQ(tag_at(M + 136), R2);
    }
}

TEST(shadow, clear_and_any_reach_every_slot_they_touch) {
  for (uint64_t skip = 0; skip < 8; skip++)
    for (uint64_t bytes = 1; bytes <= 24; bytes++) {
      start();
      for (uint64_t at = M + 64; at < M + 128; at += 8)
        put(at, 0x5000, R1);
      shadow_clear(M + 80 + skip, bytes);
      uint64_t low = M + 80, high = (M + 80 + skip + bytes + 7) & ~7ULL;
      for (uint64_t at = M + 64; at < M + 128; at += 8)
        CHECK_EQ(*cell_at(at), at >= low && at < high ? 0 : R1);
      CHECK(!shadow_any(M + 80 + skip, bytes));
      CHECK(shadow_any(low - 1, bytes));
      CHECK(shadow_any(high, 1));
    }
  CHECK(!shadow_any(M + 64, 0));
}

/*===-- Packed structs -----------------------------------------------------===*/

TEST(shadow, a_packed_pointer_follows_to_any_even_place) {
  for (uint64_t from = M + 64; from < M + 72; from += 2)
    for (uint64_t to = M + 128; to < M + 136; to += 2)
      for (int lead = 0; lead < 2; lead++) {
        /* struct { u32; void * } and struct { void *; u32 }, 12 bytes. */
        start();
        put(from + (lead ? 4 : 0), 0x5000, T1);
        move(to, from, 12);
        CHECK_EQ(tag_at(to + (lead ? 4 : 0)), T1);
      }
}

TEST(shadow, an_odd_distance_drops_tags) {
  for (uint64_t bytes = 8; bytes < 64; bytes++) {
    start();
    for (uint64_t at = M + 64; at < M + 256; at += 8)
      put(at, 0x5000, R1);
    move(M + 129, M + 64, bytes);
    for (uint64_t at = M + 128; at < M + 129 + bytes; at += 8)
      CHECK_EQ(*cell_at(at), 0);
    CHECK_EQ(tag_at(M + 120), R1);
    CHECK_EQ(tag_at((M + 129 + bytes + 7) & ~7ULL), R1);
  }
}

/*===-- Random copies against a model --------------------------------------===*/

/* Fills the memory with aligned pointers, about one in DENSITY with a tag. */
static void fill(unsigned density) {
  start();
  for (uint64_t at = M; at < M + SIZE; at += 8)
    if (unit_random() % density == 0)
      put(at, 0x550000000000 + unit_random() % 4096 * 8,
          unit_random() & 1 ? 0x80000001 + (uint32_t)unit_random() % 1000
                            : 0x60000001 + (uint32_t)unit_random() % 1000);
}

/* Whether pieces of two slots look like a packed pointer there: one time in 512. */
static bool looks_packed(uint64_t at) {
  return at & 7 && at >= M && at + 8 <= M + SIZE && tag_fits(*cell_at(at), value_at(at));
}

static void check_copy(uint64_t to, uint64_t from, uint64_t bytes) {
  static uint32_t before[SIZE / 8];
  uint64_t odd = from & 1;
  if (to == from || looks_packed(from + odd) || looks_packed(((from + bytes) & ~1ULL) - 8))
    return;
  for (uint64_t i = 0; i < SIZE / 8; i++)
    before[i] = *cell_at(M + 8 * i);
  move(to, from, bytes);
  uint64_t distance = to - from;
  for (uint64_t at = M; at < M + SIZE; at += 8) {
    uint32_t now = *cell_at(at), expected;
    bool touched = at < to + bytes && at + 8 > to, inside = at >= to && at + 8 <= to + bytes;
    if (!touched)
      expected = before[(at - M) / 8];
    else if (inside && distance % 8 == 0)
      expected = before[(at - distance - M) / 8];
    else if (distance % 8 == 0 || distance & 1)
      expected = 0;
    else
      continue; /* pieces of two slots */
    if (now != expected && bytes)
      unit_fail(__FILE__, __LINE__,
                "to +%#llx from +%#llx, %llu bytes: cell +%#llx is %#x, not %#x",
                (unsigned long long)(to - M), (unsigned long long)(from - M),
                (unsigned long long)bytes, (unsigned long long)(at - M), now, expected);
  }
  if (distance & 1 || distance % 8 == 0)
    return;
  for (uint64_t at = (from + 7) & ~7ULL; at + 8 <= from + bytes; at += 8)
    if (at - M < SIZE && before[(at - M) / 8] != *cell_at(at + distance))
      unit_fail(__FILE__, __LINE__, "to +%#llx from +%#llx, %llu bytes: slot +%#llx was lost",
                (unsigned long long)(to - M), (unsigned long long)(from - M),
                (unsigned long long)bytes, (unsigned long long)(at - M));
}

static void random_copies(uint64_t grain, unsigned density) {
  for (int round = 0; round < 300; round++) {
    fill(density);
    for (int i = 0; i < 20; i++) {
      uint64_t bytes = unit_random() % (unit_random() & 1 ? 64 : SIZE / 2);
      bytes -= bytes % grain;
      uint64_t to = M + unit_random() % (SIZE - bytes), from = M + unit_random() % (SIZE - bytes);
      to -= to % grain, from -= from % grain;
      check_copy(to, from, bytes);
      if (grain != 8)
        fill(density); /* pieces of slots are left behind */
    }
  }
}

TEST(shadow, aligned_copies_move_every_cell) {
  random_copies(8, 3);
}
TEST(shadow, sparse_aligned_copies_move_every_cell) {
  random_copies(8, 100);
}
TEST(shadow, copies_at_any_even_place_agree_with_the_model) {
  random_copies(2, 3);
}
TEST(shadow, copies_at_any_place_agree_with_the_model) {
  random_copies(1, 3);
}

/* The hook of instrumented code has a fast case for a few whole slots, which may overlap. */
static void check_hook(uint64_t to, uint64_t from, uint64_t bytes) {
  uint32_t before[2], mine[80 / 8];
  for (uint64_t i = 0; i < bytes / 8; i++)
    mine[i] = *cell_at(from + 8 * i);
  before[0] = *cell_at(to - 8), before[1] = *cell_at(to + bytes);
  __custody_copy((void *)to, (void *)from, bytes);
  for (uint64_t i = 0; i < bytes / 8; i++) {
    CHECK_EQ(*cell_at(to + 8 * i), mine[i]);
    if (mine[i] && summary_exists())
      CHECK(summary_has_mark(cell_at(to + 8 * i)));
  }
  CHECK_EQ(*cell_at(to - 8), before[0]);
  CHECK_EQ(*cell_at(to + bytes), before[1]);
}

TEST(shadow, the_hook_copies_a_few_slots_as_shadow_copy_does) {
  for (uint64_t bytes = 8; bytes <= 80; bytes += 8)
    for (uint64_t distance = 0; distance <= 96; distance += 8)
      for (unsigned density = 1; density < 4; density++) {
        fill(density);
        check_hook(M + 512 - 32 + distance, M + 512 - 32, bytes);
        fill(density);
        check_hook(M + 512 - 32, M + 512 - 32 + distance, bytes);
      }
  /* To memory that never had a tag. */
  for (uint64_t bytes = 8; bytes <= 80; bytes += 8) {
    start();
    put(M + 64, 0x5000, T1);
    check_hook(M + 2048 - 32, M + 64, bytes);
  }
}

TEST(shadow, the_hook_leaves_pieces_of_slots_to_shadow_copy) {
  for (uint64_t skip = 0; skip < 8; skip++)
    for (uint64_t bytes = 33; bytes < 40; bytes++) {
      start();
      put(M + 128, 0x5000, R1);
      put(M + 160, 0x6000, R2);
      __custody_copy((void *)(M + 128 + skip), (void *)(M + 512), bytes);
      CHECK_EQ(*cell_at(M + 128), 0);
      CHECK_EQ(*cell_at(M + 160), 0);
    }
}

/*===-- The mapping --------------------------------------------------------===*/

/* Memory around a multiple of CUSTODY_SHADOW_BLOCK, where the shadow is not contiguous. */
static uint64_t map_seam(void) {
  uint64_t seam = 0x600000000000;
  void *at = mmap((void *)(seam - 4096), 8192, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  CHECK(at == (void *)(seam - 4096));
  shadow_use();
  return seam;
}

TEST(shadow, copies_across_a_block_of_the_mapping_are_split) {
  uint64_t seam = map_seam();
  start();
  for (uint64_t i = 0; i < 64; i++)
    put(M + 8 * i, 0x5000 + i, 0x80000001 + (uint32_t)i);
  move(seam - 256, M, 512);
  for (uint64_t i = 0; i < 64; i++)
    CHECK_EQ(tag_at(seam - 256 + 8 * i), 0x80000001 + i);
  move(seam - 248, seam - 256, 512); /* overlapping, down */
  for (uint64_t i = 0; i < 64; i++)
    CHECK_EQ(tag_at(seam - 248 + 8 * i), 0x80000001 + i);
  move(seam - 264, seam - 248, 512); /* and up */
  for (uint64_t i = 0; i < 64; i++)
    CHECK_EQ(tag_at(seam - 264 + 8 * i), 0x80000001 + i);
  CHECK(shadow_any(seam - 8, 16));
  shadow_clear(seam - 300, 600);
  CHECK(!shadow_any(seam - 300, 600));
}

TEST(shadow, addresses_without_shadow_are_without_tags) {
  start();
  put(M, 0x5000, R1);
  shadow_copy(M, 0xffffffffff600000, 8);
  CHECK_EQ(*cell_at(M), 0);
  shadow_copy(0x100000000000, M, 8);
  shadow_clear(0x100000000000, 8);
  CHECK(!shadow_any(0x100000000000, 8));
  CHECK(!shadow_any(UINT64_MAX - 4, 100));
  shadow_clear(0x7ffffffff000, 1ULL << 40);
}

static uint64_t resident_pages(void) {
  unsigned long long total, resident;
  FILE *f = fopen("/proc/self/statm", "r");
  CHECK(f && fscanf(f, "%llu %llu", &total, &resident) == 2);
  fclose(f);
  return resident;
}

TEST(shadow, clean_memory_costs_no_shadow) {
  uint64_t size = 256 << 20;
  char *a = mmap(nullptr, 2 * size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(a != MAP_FAILED);
  shadow_use();
  uint64_t before = resident_pages();
  shadow_copy((uint64_t)a, (uint64_t)a + size, size);
  shadow_copy((uint64_t)a + 64, (uint64_t)a, size);
  shadow_clear((uint64_t)a, 2 * size);
  CHECK(!shadow_any((uint64_t)a, 2 * size));
  CHECK(resident_pages() - before < 256);
}

/*===-- Kept shadow --------------------------------------------------------===*/

TEST(shadow, kept_tags_are_given_to_the_new_place) {
  static const uint64_t sizes[] = {8, 32, 128, 512, 1024};
  for (int i = 0; i < 5; i++) {
    uint64_t bytes = sizes[i];
    struct shadow_kept kept;
    start();
    put(M + 16, 0x5000, R1);
    put(M + bytes - 8, 0x5000, R2);
    put(M + 2048 + bytes, 0x5000, T2); /* behind the new place */
    shadow_keep(&kept, M, bytes);
    shadow_clear(M, bytes); /* somebody else's by now */
    memcpy(memory + 2048, memory, bytes);
    shadow_give(&kept, M + 2048, bytes);
    CHECK_EQ(tag_at(M + 2048 + bytes - 8), R2);
    if (bytes > 32)
      CHECK_EQ(tag_at(M + 2048 + 16), R1);
    CHECK_EQ(tag_at(M + 2048 + bytes), T2);
  }
}

TEST(shadow, a_smaller_new_place_gets_its_part) {
  struct shadow_kept kept;
  start();
  put(M + 8, 0x5000, R1);
  put(M + 16, 0x5000, R2);
  put(M + 1040, 0x5000, T1);
  shadow_keep(&kept, M, 64);
  shadow_give(&kept, M + 1024, 16);
  CHECK_EQ(*cell_at(M + 1032), R1);
  CHECK_EQ(tag_at(M + 1040), T1);
}

TEST(shadow, the_same_place_or_none_changes_nothing) {
  struct shadow_kept kept;
  start();
  put(M + 8, 0x5000, R1);
  shadow_keep(&kept, M, 64);
  shadow_give(&kept, M, 128);
  CHECK_EQ(tag_at(M + 8), R1);
  shadow_keep(&kept, M, 64);
  shadow_give(&kept, 0, 128);
  CHECK_EQ(tag_at(M + 8), R1);
}

TEST(shadow, tags_that_cannot_be_kept_are_lost) {
  struct shadow_kept kept;
  start();
  put(M + 8, 0x5000, R1);
  put(M + 2056, 0x5000, R2);
  unit_mappings = 0;
  shadow_keep(&kept, M, 2048);
  shadow_give(&kept, M + 2048, 2048);
  CHECK_EQ(*cell_at(M + 2056), 0);
}

/*===-- The summary --------------------------------------------------------===*/

TEST(shadow, the_summary_knows_where_a_tag_may_be) {
  start();
  CHECK(summary_exists());
  CHECK(!summary_any(M, SIZE));
  put(M + 1016, M, T1);
  CHECK(summary_any(M, SIZE));
  CHECK(summary_any(M + 1016, 8));
  CHECK(summary_any(M + 1023, 1));
  CHECK(!summary_any(M + 1024, SIZE - 1024));
  CHECK(!summary_any(M, 512));
  put(M + 2044, M, T1); /* it overlaps two of the summary's ranges */
  CHECK(summary_any(M + 2040, 8));
  CHECK(summary_any(M + 2048, 1));
  CHECK(!summary_any(M + 2560, 512));
}

TEST(shadow, instrumented_code_finds_the_summary) {
  start();
  CHECK(__custody_summary);
  CHECK_EQ(__custody_summary[(M + 1024) >> CUSTODY_SUMMARY_BITS], 0);
  put(M + 1024, 0x5000, T1);
  CHECK_EQ(__custody_summary[(M + 1024) >> CUSTODY_SUMMARY_BITS], 1);
  CHECK_EQ(__custody_summary[(M + 2048) >> CUSTODY_SUMMARY_BITS], 0);
  __custody_clear((void *)(M + 1024), 8);
  CHECK_EQ(*cell_at(M + 1024), 0);
}

TEST(shadow, the_summary_answers_for_long_ranges) {
  enum { BYTES = 1 << 20 };
  uint8_t *large = mmap(nullptr, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint64_t at = (uint64_t)large;
  CHECK(!summary_any(at, BYTES));
  summary_mark(at + BYTES / 2);
  for (uint64_t begin = 0; begin < BYTES; begin += 509 * 8)
    for (uint64_t bytes = 8; begin + bytes <= BYTES; bytes *= 3) {
      uint64_t first = begin >> SUMMARY_BITS, last = (begin + bytes - 1) >> SUMMARY_BITS;
      uint64_t marked = BYTES / 2 >> SUMMARY_BITS;
      CHECK_EQ(summary_any(at + begin, bytes), first <= marked && marked <= last);
    }
  munmap(large, BYTES);
}

TEST(shadow, the_summary_says_yes_of_addresses_that_it_does_not_cover) {
  CHECK(summary_any(CUSTODY_APP_HIGH_END, 8));
  CHECK(summary_any(CUSTODY_APP_HIGH_END - 8, 16));
  CHECK(summary_any(M, UINT64_MAX - M));
  CHECK(summary_any(M, UINT64_MAX));
}

/* What dies is looked at by a shorter way, if it is small. */
TEST(shadow, a_small_object_with_a_tag_anywhere_is_not_blank) {
  start();
  for (uint64_t slots = 1; slots <= 9; slots++) {
    put(M + 8 * slots, value_at(M), R1); /* behind the object */
    CHECK_EQ(shadow_is_blank(M, 8 * slots), slots >= 2 && slots <= 8);
    CHECK(!shadow_is_blank(M + 1, 8 * slots));
    for (uint64_t slot = 0; slot < slots; slot++) {
      put(M + 8 * slot, value_at(M), R1);
      CHECK(!shadow_is_blank(M, 8 * slots));
      CHECK(!shadow_is_blank(M, 8 * slots - 7));
      shadow_clear(M + 8 * slot, 8);
    }
    shadow_clear(M + 8 * slots, 8);
  }
  CHECK(!shadow_is_blank(CUSTODY_APP_LOW_END, 64));
  CHECK(!shadow_is_blank(CUSTODY_APP_HIGH_END - 8, 64));
  CHECK(!shadow_is_blank(M, 0));
}
