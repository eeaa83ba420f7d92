/*===- test_boundary.c - nesting boundaries -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/per_thread.h"
#include "unit.h"

static const struct custody_site sites[BOUNDARY_DEPTH + 8];

/* How many boundaries are entered and not dropped. */
static unsigned boundary_depth(void) {
  const struct per_thread *t = per_thread();
  unsigned count = 0;
  for (unsigned i = 0; t && i < t->depth; i++)
    count += t->boundaries[i].site != nullptr;
  return count;
}

/* A frame address N calls further in. */
static uint64_t frame(uint64_t n) {
  return (uint64_t)__builtin_frame_address(0) - 64 * n;
}

static bool enter_release(uint64_t depth, int site) {
  struct boundary *b = boundary_enter(frame(depth), &sites[site], false, 0, (struct extent){0});
  CHECK(b);
  return b->silent;
}
static bool enter_reclaim(uint64_t depth, int site, uint64_t bits) {
  struct boundary *b = boundary_enter(frame(depth), &sites[site], true, bits, (struct extent){0});
  CHECK(b);
  return b->silent;
}
static bool leave(uint64_t depth, int site) {
  return boundary_leave(frame(depth), &sites[site]);
}

TEST(boundary, the_outermost_one_counts) {
  CHECK(!enter_release(0, 0));
  CHECK(enter_release(1, 1));
  CHECK(enter_reclaim(2, 2, 0x1000));
  CHECK(leave(2, 2) && leave(1, 1) && leave(0, 0));
  CHECK_EQ(boundary_depth(), 0);
  CHECK(!enter_release(0, 0));
}

TEST(boundary, inside_a_reclaim_only_the_same_pointer_is_silent) {
  CHECK(!enter_reclaim(0, 0, 0x1000));
  CHECK(enter_reclaim(1, 1, 0x1000));
  CHECK(leave(1, 1));
  CHECK(!enter_reclaim(1, 2, 0x2000));
  CHECK(leave(1, 2));
  CHECK(!enter_release(1, 3));
}

TEST(boundary, a_release_inside_a_silent_reclaim_of_a_release_is_silent) {
  CHECK(!enter_release(0, 0));
  CHECK(enter_reclaim(1, 1, 0x1000));
  CHECK(enter_release(2, 2));
}

TEST(boundary, what_was_entered_is_handed_back) {
  boundary_enter(frame(0), &sites[3], true, 0x1234, (struct extent){0})->tag = 77;
  const struct boundary *left = boundary_leave(frame(0), &sites[3]);
  CHECK(left);
  CHECK_EQ(left->bits, 0x1234);
  CHECK_EQ(left->tag, 77);
  CHECK(left->reclaim);
}

TEST(boundary, boundaries_inlined_into_one_frame_nest) {
  CHECK(!enter_reclaim(0, 0, 0x1000));
  CHECK(enter_reclaim(0, 1, 0x1000));
  CHECK(leave(0, 1) && leave(0, 0));
}

TEST(boundary, one_left_by_longjmp_is_dropped_by_its_frame) {
  CHECK(!enter_release(5, 0));
  CHECK(!enter_release(2, 1)); /* further out: frame 5 is gone */
  CHECK_EQ(boundary_depth(), 1);
  CHECK(!leave(5, 0));
  CHECK(leave(2, 1));
}

TEST(boundary, one_left_by_an_exception_is_dropped_when_its_code_comes_again) {
  CHECK(!enter_release(0, 0));
  CHECK(!enter_release(0, 0));
  CHECK_EQ(boundary_depth(), 1);
}

TEST(boundary, leaving_an_outer_one_drops_those_inside) {
  CHECK(!enter_release(0, 0));
  CHECK(enter_release(1, 1));
  CHECK(leave(0, 0));
  CHECK_EQ(boundary_depth(), 0);
  CHECK(!leave(1, 1));
}

TEST(boundary, recursion_in_deeper_frames_nests) {
  CHECK(!enter_reclaim(0, 0, 0x1000));
  CHECK(!enter_reclaim(1, 0, 0x2000));
  CHECK(!enter_reclaim(2, 0, 0x3000));
  CHECK(enter_reclaim(3, 0, 0x1000));
  CHECK(leave(3, 0) && leave(2, 0) && leave(1, 0) && leave(0, 0));
}

TEST(boundary, too_deep_ones_count_for_nothing_and_do_no_harm) {
  for (uint64_t i = 0; i < BOUNDARY_DEPTH; i++)
    CHECK(boundary_enter(frame(i), &sites[i], true, 0x1000 + i, (struct extent){0}));
  CHECK(!boundary_enter(frame(BOUNDARY_DEPTH), &sites[BOUNDARY_DEPTH], true, 0x9000,
                        (struct extent){0}));
  CHECK(!leave(BOUNDARY_DEPTH, BOUNDARY_DEPTH));
  for (int i = BOUNDARY_DEPTH; i--;)
    CHECK(leave((uint64_t)i, i));
  CHECK_EQ(boundary_depth(), 0);
}

/* A coroutine or a signal handler runs on memory of its own; its frames are not comparable. */
TEST(boundary, another_stack_neither_drops_nor_silences) {
  static char other[4096];
  uint64_t there = (uint64_t)other + 2048;
  CHECK(!enter_release(0, 0));
  struct boundary *b = boundary_enter(there, &sites[1], false, 0, (struct extent){0});
  CHECK(b && !b->silent);
  b = boundary_enter(there - 64, &sites[2], false, 0, (struct extent){0});
  CHECK(b && b->silent);
  CHECK(boundary_leave(there - 64, &sites[2]));
  CHECK(boundary_leave(there, &sites[1]));
  CHECK(leave(0, 0));
  CHECK_EQ(boundary_depth(), 0);
}

TEST(boundary, leaving_one_keeps_those_of_another_stack) {
  static char other[4096];
  uint64_t there = (uint64_t)other + 2048;
  CHECK(!enter_release(0, 0));
  CHECK(boundary_enter(there, &sites[1], false, 0, (struct extent){0}));
  CHECK(leave(0, 0));
  CHECK(boundary_leave(there, &sites[1]));
  CHECK_EQ(boundary_depth(), 0);
}
