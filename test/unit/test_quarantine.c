/*===- test_quarantine.c - freed objects that had owners ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/options.h"
#include "core/quarantine.h"
#include "unit.h"

/* The file itself, so that a test can begin at any count. */
#include "core/quarantine.c"

static uint64_t objects[1024];

TEST(quarantine, an_object_stays_until_as_many_others_died) {
  uint64_t first = quarantine_ticket();
  CHECK(!quarantine_swap(first, &objects[0]));
  for (int i = 1; i < options.quarantine; i++) {
    CHECK(quarantine_holds((uint32_t)first));
    CHECK(!quarantine_swap(quarantine_ticket(), &objects[i]));
  }
  CHECK(quarantine_holds((uint32_t)first));
  uint64_t last = quarantine_ticket();
  CHECK(!quarantine_holds((uint32_t)first)); /* from now on another thread may free it */
  CHECK(quarantine_swap(last, &objects[512]) == &objects[0]);
  CHECK(quarantine_holds((uint32_t)last));
}

/* RAM, with page tables of four levels and of five, the image of a kernel, and a process. */
TEST(quarantine, what_leaves_has_all_bits_of_its_address) {
  const uint64_t addresses[] = {0xffff8880001479a0, 0xff110880001479a8, 0xffffffff81000008,
                                0x00007f1234567ff8};
  uint64_t places = (uint64_t)options.quarantine;
  (void)quarantine_swap(places * LANES, (void *)addresses[0]);
  for (uint64_t round = 2; round < 3000; round++) {
    void *left = quarantine_swap(round * places * LANES, (void *)addresses[(round - 1) % 4]);
    CHECK_EQ((uint64_t)left, addresses[(round - 2) % 4]);
  }
}

TEST(quarantine, without_places_there_are_no_tickets) {
  options.quarantine = 0;
  CHECK_EQ(quarantine_ticket(), 0);
  CHECK(!quarantine_holds(0));
}

TEST(quarantine, who_is_slow_does_not_drive_out_a_later_one) {
  uint64_t slow = quarantine_ticket(), quick;
  do
    quick = quarantine_ticket();
  while (quick - slow < (uint64_t)options.quarantine * LANES);
  CHECK(!quarantine_swap(quick, &objects[1]));
  CHECK(quarantine_swap(slow, &objects[0]) == &objects[0]);
  CHECK(quarantine_holds((uint32_t)quick));
}

/* What is held never leaves, however the count goes. */
TEST(quarantine, the_count_may_pass_four_thousand_million) {
  lanes[own_lane()].given = UINT32_MAX / LANES - 600;
  uint64_t tickets[1024];
  for (int i = 0; i < 1024; i++) {
    tickets[i] = quarantine_ticket();
    CHECK((uint32_t)tickets[i]);
    const uint64_t *left = quarantine_swap(tickets[i], &objects[i]);
    CHECK(left || i <= options.quarantine);
    for (int j = 0; j < i && left; j++)
      CHECK(left != &objects[j] || !quarantine_holds((uint32_t)tickets[j]));
  }
}
