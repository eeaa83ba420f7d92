/*===- test_ledger.c - releases, their index and their end --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/ledger.h"
#include "core/record.h"
#include "few_mappings.h"
#include "ledger_kill.h"
#include "unit.h"

static const struct custody_site release_site = {.kind = CUSTODY_KIND_RELEASE},
                                 transfer_out = {.kind = CUSTODY_KIND_RELEASE,
                                                 .flags = CUSTODY_SITE_TRANSFER},
                                 reclaim_site = {.kind = CUSTODY_KIND_RECLAIM},
                                 consuming = {.kind = CUSTODY_KIND_RECLAIM,
                                              .flags = CUSTODY_SITE_CONSUMES},
                                 transfer_in = {.kind = CUSTODY_KIND_RECLAIM,
                                                .flags = CUSTODY_SITE_TRANSFER};

static custody_tag release(uint64_t address) {
  return ledger_release(address, &release_site, 0, extent_of(&release_site), 11);
}

static struct ledger_claim claim(custody_tag tag, uint64_t bits, const struct custody_site *site) {
  struct ledger_claim c = {.extent = extent_of(site)};
  ledger_claim(tag, bits, site, 22, &c);
  return c;
}

/* Some address of an object that nobody has. */
enum : uint64_t { A = 0x550000001000 };

/*===-- Releases -----------------------------------------------------------===*/

TEST(ledger, a_release_is_found_by_tag_and_by_bits) {
  custody_tag tag = release(A + 16);
  CHECK(tag & CUSTODY_TAG_RECORD);
  struct record_view v = ledger_by_tag(tag, A + 16);
  CHECK_EQ(v.state, RECORD_LIVE);
  CHECK_EQ(v.address, A + 16);
  CHECK_EQ(v.outstanding, 1);
  CHECK_EQ(v.released, 11);
  CHECK(v.site == &release_site);
  CHECK_EQ(ledger_by_bits(A + 16).tag, tag);
}

TEST(ledger, other_bits_have_no_record) {
  release(A + 16);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
  CHECK_EQ(ledger_by_bits(A + 17).state, RECORD_NONE);
  CHECK_EQ(ledger_by_bits(A + 16 + (1ULL << 40)).state, RECORD_NONE);
}

TEST(ledger, releases_of_one_address_coalesce) {
  custody_tag tag = release(A);
  CHECK_EQ(ledger_release(A, &consuming, 0, extent_of(&consuming), 12), tag);
  struct record_view v = ledger_by_bits(A);
  CHECK_EQ(v.outstanding, 2);
  CHECK_EQ(v.released, 12);
  CHECK(v.site == &consuming);
}

TEST(ledger, an_offset_within_reach_keeps_the_record) {
  custody_tag tag = release(A + TAG_REACH);
  CHECK_EQ(ledger_by_tag(tag, A).state, RECORD_LIVE);
  CHECK_EQ(ledger_by_tag(tag, A - 1).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(tag, A + 2 * TAG_REACH).state, RECORD_LIVE);
  CHECK_EQ(ledger_by_tag(tag, A + 2 * TAG_REACH + 1).state, RECORD_NONE);
}

TEST(ledger, a_tag_that_was_never_given_out_is_none) {
  release(A);
  for (uint32_t index = 0; index <= CUSTODY_TAG_RECORD_MASK; index += 4099)
    if (index != tag_index(ledger_by_bits(A).tag))
      CHECK_EQ(ledger_by_tag(tag_of_record(index, 0), A).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(CUSTODY_TAG_RECORD, 0).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(0, A).state, RECORD_NONE);
}

/*===-- Reclaims -----------------------------------------------------------===*/

TEST(ledger, a_reclaim_takes_one_release) {
  custody_tag tag = release(A);
  release(A);
  struct ledger_claim c = claim(tag, A, &reclaim_site);
  CHECK(c.proven);
  CHECK_EQ(ledger_by_bits(A).outstanding, 1);
  CHECK(claim(tag, A, &reclaim_site).proven);
  CHECK(claim(tag, A, &reclaim_site).proven); /* more often than it was released */
  CHECK_EQ(ledger_by_bits(A).outstanding, 0); /* never below */
}

TEST(ledger, a_second_reclaim_that_consumes_is_not_fine) {
  struct custody_site once = {.kind = CUSTODY_KIND_RECLAIM, .flags = CUSTODY_SITE_CONSUMES};
  custody_tag tag = release(A);
  CHECK(claim(tag, A, &once).proven);
  struct ledger_claim c = claim(tag, A, &once);
  CHECK(!c.proven);
  CHECK_EQ(c.by_tag.outstanding, 0);
  CHECK_EQ(c.by_bits.outstanding, 0);
}

TEST(ledger, a_reclaim_without_a_tag_takes_from_the_bits) {
  release(A);
  struct ledger_claim c = claim(0, A, &reclaim_site);
  CHECK_EQ(c.by_tag.state, RECORD_NONE);
  CHECK_EQ(c.by_bits.outstanding, 1);
  CHECK_EQ(ledger_by_bits(A).outstanding, 0);
}

TEST(ledger, a_reclaim_with_an_offset_takes_from_the_tag) {
  custody_tag tag = release(A);
  struct ledger_claim c = claim(tag, A + 64, &reclaim_site);
  CHECK_EQ(c.by_tag.address, A);
  CHECK_EQ(ledger_by_bits(A).outstanding, 0);
}

/* An array of released pointers that code without instrumentation sorted: the cells stay behind. */
TEST(ledger, a_tag_of_another_address_is_not_believed_of_bits_that_were_released) {
  custody_tag tag = release(A);
  release(A + 64);
  struct ledger_claim c = claim(tag, A + 64, &reclaim_site);
  CHECK_EQ(c.by_tag.state, RECORD_NONE);
  CHECK_EQ(c.by_bits.address, A + 64);
  CHECK_EQ(ledger_by_bits(A).outstanding, 1);
  CHECK_EQ(ledger_by_bits(A + 64).outstanding, 0);
}

TEST(ledger, a_dead_object_says_nothing_of_its_neighbours) {
  custody_tag tag = release(A + 16);
  object_freed(A, 40, 44);
  CHECK_EQ(ledger_by_tag(tag, A).state, RECORD_FREED);
  CHECK_EQ(ledger_by_tag(tag, A + 39).state, RECORD_FREED);
  CHECK_EQ(ledger_by_tag(tag, A + 48).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(tag, A - 16).state, RECORD_NONE);
}

TEST(ledger, a_wrong_reclaim_is_given_back) {
  custody_tag tag = ledger_release(A, &transfer_out, 0, extent_of(&transfer_out), 11);
  struct ledger_claim c = claim(tag, A, &transfer_in);
  CHECK_EQ(ledger_by_bits(A).transfers, 0);
  CHECK_EQ(ledger_by_bits(A).reclaimed, 22);
  ledger_unclaim(&c);
  struct record_view v = ledger_by_bits(A);
  CHECK_EQ(v.outstanding, 1);
  CHECK_EQ(v.transfers, 1);
  CHECK_EQ(v.reclaimed, 0);
}

TEST(ledger, what_was_given_back_does_not_count_as_fine) {
  custody_tag tag = release(A);
  struct ledger_claim c = claim(tag, A, &reclaim_site);
  CHECK_EQ(ledger_proven(), 1);
  ledger_unclaim(&c);
  CHECK_EQ(ledger_proven(), 0);
  CHECK(claim(tag, A, &reclaim_site).proven);
  CHECK_EQ(ledger_proven(), 1);
}

TEST(ledger, the_first_consuming_reclaim_is_remembered) {
  custody_tag tag = release(A);
  claim(tag, A, &reclaim_site); /* consumes nothing */
  CHECK_EQ(ledger_by_bits(A).reclaimed, 0);
  release(A);
  release(A);
  claim(tag, A, &consuming);
  struct ledger_claim c = {};
  ledger_claim(tag, A, &consuming, 33, &c);
  CHECK_EQ(ledger_by_bits(A).reclaimed, 22);
  release(A); /* another release: forgotten */
  CHECK_EQ(ledger_by_bits(A).reclaimed, 0);
}

TEST(ledger, a_transfer_takes_transfers_only) {
  release(A);
  struct ledger_claim c = claim(0, A, &transfer_in);
  CHECK_EQ(c.by_bits.transfers, 0);
  CHECK(!c.by_bits.had_transfer);
  CHECK_EQ(ledger_by_bits(A).outstanding, 1);
  ledger_release(A, &transfer_out, 0, extent_of(&transfer_out), 11);
  CHECK_EQ(ledger_by_bits(A).outstanding, 2);
  CHECK_EQ(claim(0, A, &transfer_in).by_bits.transfers, 1);
  CHECK_EQ(ledger_by_bits(A).outstanding, 1);
  CHECK(ledger_by_bits(A).had_transfer);
}

TEST(ledger, an_ordinary_reclaim_of_the_last_release_takes_its_transfer) {
  ledger_release(A, &transfer_out, 0, extent_of(&transfer_out), 11);
  claim(0, A, &reclaim_site);
  CHECK_EQ(ledger_by_bits(A).transfers, 0);
}

/*===-- Deaths -------------------------------------------------------------===*/

TEST(ledger, a_free_ends_the_records_inside_the_object_only) {
  custody_tag inside[] = {release(A), release(A + 16), release(A + 39)};
  custody_tag outside[] = {release(A - 1), release(A + 40), release(A + 4096)};
  CHECK(ledger_may_hold(A, 40));
  object_freed(A, 40, 44);
  for (int i = 0; i < 3; i++) {
    struct record_view v = ledger_by_tag(inside[i], A);
    CHECK_EQ(v.state, RECORD_FREED);
    CHECK_EQ(v.freed, 44);
    CHECK_EQ(v.released, 11);
    CHECK_EQ(ledger_by_bits(v.address).state, RECORD_NONE);
    CHECK_EQ(ledger_by_tag(outside[i], A).state, RECORD_LIVE);
  }
}

TEST(ledger, a_free_of_unknown_size_ends_what_was_released_from_that_handle) {
  release(A), release(A + 1);
  ledger_release(A + 16, &release_site, A, extent_of(&release_site), 11);
  ledger_release(A + 32, &release_site, A + 16, extent_of(&release_site), 11);
  CHECK(ledger_may_hold(A, 0));
  object_freed(A, 0, 44);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
  CHECK_EQ(ledger_by_bits(A + 1).state, RECORD_LIVE);
  CHECK_EQ(ledger_by_bits(A + 16).state, RECORD_NONE);
  CHECK_EQ(ledger_by_bits(A + 32).state, RECORD_LIVE);
}

/* Arc<()>: the payload is empty and lies behind the allocation of 16 bytes. */
TEST(ledger, an_empty_payload_at_the_end_dies_with_its_header) {
  custody_tag empty = ledger_release(A + 16, &release_site, A, extent_of(&release_site), 11);
  object_freed(A, 16, 44);
  CHECK_EQ(ledger_by_tag(empty, A + 16).state, RECORD_FREED);
  custody_tag next = ledger_release(A + 16, &release_site, 0, extent_of(&release_site), 11);
  object_freed(A, 16, 44);
  CHECK_EQ(ledger_by_tag(next, A + 16).state, RECORD_LIVE);
  custody_tag other = ledger_release(A + 64, &release_site, A + 16, extent_of(&release_site), 11);
  object_freed(A + 32, 32, 44);
  CHECK_EQ(ledger_by_tag(other, A + 64).state, RECORD_LIVE);
  custody_tag box = ledger_release(A + 32, &release_site, A + 32, extent_of(&release_site), 11);
  object_freed(A + 16, 16, 44);
  CHECK_EQ(ledger_by_tag(box, A + 32).state, RECORD_LIVE);
}

TEST(ledger, an_object_across_pages_ends_in_all_of_them) {
  custody_tag tags[64];
  for (int i = 0; i < 64; i++)
    tags[i] = release(A + 100 + 4096 * (uint64_t)i);
  object_freed(A + 100, 4096 * 62, 44);
  for (int i = 0; i < 64; i++)
    CHECK_EQ(ledger_by_tag(tags[i], A + 100 + 4096 * (uint64_t)i).state,
             i < 62 ? RECORD_FREED : RECORD_LIVE);
}

TEST(ledger, a_huge_object_ends_all_its_records) {
  uint64_t size = 1ULL << 34;
  custody_tag first = release(A), last = release(A + size - 1), behind = release(A + size);
  CHECK(ledger_may_hold(A, size));
  object_freed(A, size, 44);
  CHECK_EQ(ledger_by_tag(first, A).state, RECORD_FREED);
  CHECK_EQ(ledger_by_tag(last, A + size - 1).state, RECORD_FREED);
  CHECK_EQ(ledger_by_tag(behind, A + size).state, RECORD_LIVE);
}

TEST(ledger, an_object_at_the_end_of_the_address_space_is_no_trouble) {
  release(A);
  object_freed(UINT64_MAX - 100, 1000, 44);
  object_freed(UINT64_MAX, 1, 44);
  object_freed(0, UINT64_MAX, 44);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
}

TEST(ledger, an_address_that_comes_back_gets_another_record) {
  custody_tag old = release(A);
  object_freed(A, 16, 44);
  custody_tag new = release(A);
  CHECK(new != old);
  CHECK_EQ(ledger_by_tag(old, A).state, RECORD_FREED);
  CHECK_EQ(ledger_by_tag(new, A).state, RECORD_LIVE);
  CHECK_EQ(ledger_by_bits(A).tag, new);
}

TEST(ledger, nothing_is_held_before_the_first_release) {
  CHECK(!ledger_in_use());
  CHECK(!ledger_may_hold(A, 1ULL << 40));
  release(A);
  CHECK(ledger_in_use());
  CHECK(ledger_may_hold(A, 1));
}

TEST(ledger, most_objects_without_records_are_told_without_a_lock) {
  int held = 0;
  for (uint64_t i = 0; i < 100; i++)
    release(A + 4096 * i);
  for (uint64_t i = 0; i < 10000; i++)
    held += ledger_may_hold(A + (1 << 20) + 64 * i, 64);
  CHECK(held < 1000);
}

/*===-- Quarantine ---------------------------------------------------------===*/

TEST(ledger, a_freed_record_stays_while_the_quarantine_lasts) {
  custody_tag old = release(A);
  object_freed(A, 1, 44);
  for (int i = 0; i < QUARANTINE - 1; i++) {
    release(A);
    object_freed(A, 1, 44);
  }
  CHECK_EQ(ledger_by_tag(old, A).state, RECORD_FREED);
  release(A);
  object_freed(A, 1, 44);
  CHECK_EQ(ledger_by_tag(old, A).state, RECORD_NONE);
}

TEST(ledger, a_slot_is_used_again_in_another_generation) {
  custody_tag old = release(A), again = 0;
  object_freed(A, 1, 44);
  for (int i = 0; i < 2 * QUARANTINE && tag_index(again) != tag_index(old); i++) {
    again = release(A);
    if (tag_index(again) != tag_index(old))
      object_freed(A, 1, 44);
  }
  CHECK_EQ(tag_index(again), tag_index(old));
  CHECK_EQ(tag_generation(again), tag_generation(old) + 1);
  CHECK_EQ(ledger_by_tag(old, A).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(again, A).state, RECORD_LIVE);
  CHECK_EQ(ledger_by_tag(again, A).outstanding, 1);
  CHECK_EQ(ledger_by_tag(again, A).freed, 0);
}

TEST(ledger, slots_are_reused_so_that_memory_stays_bounded) {
  uint32_t most = 0;
  for (int i = 0; i < 64 * QUARANTINE; i++) {
    custody_tag tag = release(A + 4096 * (uint64_t)(i % 16));
    most = tag_index(tag) > most ? tag_index(tag) : most;
    object_freed(A + 4096 * (uint64_t)(i % 16), 1, 44);
  }
  CHECK(most < 16 * (QUARANTINE + CHUNK_SLOTS));
  for (int i = 0; i < SHARDS; i++)
    CHECK_EQ(shards[i].records, 0); /* nor does the index grow */
}

/*===-- Objects that may move ----------------------------------------------===*/

TEST(ledger, detached_records_come_back) {
  custody_tag tag = release(A), other = release(A + 8);
  struct ledger_detached d = ledger_detach(A, 64);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
  CHECK_EQ(ledger_by_tag(tag, A).state, RECORD_LIVE);
  ledger_reattach(d);
  CHECK_EQ(ledger_by_bits(A).tag, tag);
  CHECK_EQ(ledger_by_bits(A + 8).tag, other);
  CHECK_EQ(ledger_by_bits(A).outstanding, 1);
}

TEST(ledger, detached_records_are_buried_while_the_address_is_used_again) {
  custody_tag old = release(A);
  struct ledger_detached d = ledger_detach(A, 64);
  custody_tag new = release(A); /* another thread got the memory */
  ledger_bury(d, 44, 0);
  CHECK_EQ(ledger_by_tag(old, A).state, RECORD_FREED);
  CHECK_EQ(ledger_by_bits(A).tag, new);
}

TEST(ledger, nothing_to_detach_is_an_empty_list) {
  release(A);
  CHECK_EQ(ledger_detach(A + 4096, 64).first, 0);
}

/*===-- Size ---------------------------------------------------------------===*/

TEST(ledger, a_million_releases_are_all_found) {
  enum { COUNT = 1000000 };
  static custody_tag tags[COUNT];
  for (uint64_t i = 0; i < COUNT; i++)
    tags[i] = release(A + 48 * i);
  for (uint64_t i = 0; i < COUNT; i++) {
    struct record_view v = ledger_by_bits(A + 48 * i);
    if (v.tag != tags[i] || v.outstanding != 1)
      unit_fail(__FILE__, __LINE__, "record %llu is wrong", (unsigned long long)i);
  }
  object_freed(A, 48ULL * COUNT / 2, 44);
  uint64_t still_known = 0;
  for (uint64_t i = 0; i < COUNT; i++) {
    enum record_state state = ledger_by_tag(tags[i], A + 48 * i).state;
    still_known += state == RECORD_FREED;
    if ((state == RECORD_LIVE) != (i >= COUNT / 2))
      unit_fail(__FILE__, __LINE__, "record %llu is wrong", (unsigned long long)i);
  }
  CHECK_EQ(still_known, SHARDS * QUARANTINE); /* each shard had more deaths than that */
}

/* Random operations on few addresses, against the obvious model. */
TEST(ledger, random_operations_agree_with_a_model) {
  enum { SLOTS = 512, STEP = 24, OPERATIONS = 200000 };
  static custody_tag tags[SLOTS];
  static uint32_t outstanding[SLOTS];
  for (int i = 0; i < OPERATIONS; i++) {
    uint64_t slot = unit_random() % SLOTS, address = A + STEP * slot;
    switch (unit_random() % 4) {
    case 0:
    case 1: {
      custody_tag tag = release(address);
      CHECK(!tags[slot] || tags[slot] == tag);
      tags[slot] = tag;
      outstanding[slot]++;
      break;
    }
    case 2: {
      bool known = unit_random() & 1;
      struct ledger_claim c = claim(known ? tags[slot] : 0, address, &reclaim_site);
      CHECK_EQ(c.by_bits.outstanding, outstanding[slot]);
      outstanding[slot] -= outstanding[slot] != 0;
      break;
    }
    default: {
      uint64_t count = unit_random() % 8, last = slot + count < SLOTS ? slot + count : SLOTS;
      if (slot == last)
        break;
      object_freed(address, STEP * (last - slot), 44);
      for (; slot < last; slot++) {
        if (tags[slot])
          CHECK_EQ(ledger_by_tag(tags[slot], A + STEP * slot).state, RECORD_FREED);
        tags[slot] = outstanding[slot] = 0;
      }
    }
    }
  }
  for (uint64_t slot = 0; slot < SLOTS; slot++) {
    struct record_view v = ledger_by_bits(A + STEP * slot);
    CHECK_EQ(v.tag, tags[slot]);
    CHECK_EQ(v.outstanding, outstanding[slot]);
  }
}

/*===-- Out of memory ------------------------------------------------------===*/

TEST(ledger, a_release_without_memory_gets_no_tag_and_is_counted) {
  unit_mappings = 0;
  CHECK_EQ(release(A), 0);
  CHECK_EQ(ledger_lost(), 1);
  CHECK_EQ(ledger_by_bits(A).state, RECORD_NONE);
  object_freed(A, 64, 44);
  unit_mappings = UINT64_MAX;
  CHECK(release(A) != 0);
  CHECK_EQ(ledger_lost(), 1);
}

TEST(ledger, running_out_of_memory_at_any_moment_loses_releases_only) {
  for (uint64_t budget = 0; budget < 12; budget++) {
    unit_mappings = budget;
    uint64_t base = A + (budget << 32), lost = ledger_lost(), got = 0;
    for (uint64_t i = 0; i < 50000; i++)
      got += release(base + 16 * i) != 0;
    CHECK_EQ(got + ledger_lost() - lost, 50000);
    uint64_t found = 0;
    for (uint64_t i = 0; i < 50000; i++)
      found += ledger_by_bits(base + 16 * i).state == RECORD_LIVE;
    CHECK_EQ(found, got);
  }
}
