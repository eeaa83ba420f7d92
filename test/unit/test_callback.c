/*===- test_callback.c - pointers that come back to a callback ----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "by_hand.h"
#include "core/callback.h"
#include "core/core.h"
#include "unit.h"

static char drop[2]; /* the addresses of two callbacks */

static custody_tag entered(const char *callback, void *p) {
  return __custody_callback_entered((void *)callback, p, 0, 1);
}
static void given(const char *callback, void *p, custody_tag tag) {
  __custody_callback_given((void *)callback, p, tag);
}

static void borrow_comes_back(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  given(&drop[0], p, tag_of_place(AS_PTR));
  rebuild(p, entered(&drop[0], p), &from_raw);
}

TEST(callback, a_borrow_that_comes_back_is_reported) {
  struct unit_outcome o = unit_run(borrow_comes_back);
  CHECK(o.status != 0);
  CHECK_HAS(o.text, "wrong-provenance reclaim");
  CHECK_HAS(o.text, "its history is inferred");
  CHECK_HAS(o.text, "by_hand/devres.c:60");
}

TEST(callback, the_released_pointer_is_inferred) {
  custody_tag tag;
  void *p = devres_new(&tag);
  given(&drop[0], p, tag);
  custody_tag back = entered(&drop[0], p);
  CHECK(inferred_by(back) == INFERRED_RELEASED);
  struct facts f = core_facts((uint64_t)p, back, &from_raw);
  CHECK(!f.tag && !f.from && f.inferred == INFERRED_RELEASED);
  CHECK_EQ(entered(&drop[1], p), 0); /* it was not given away with this one */
  CHECK_EQ(__custody_callback_entered(&drop[0], p, tag, 1), tag);
  free(rebuild(p, back, &from_raw));
  CHECK_EQ(entered(&drop[0], p), 0); /* its object is gone */
}

TEST(callback, different_histories_are_ambiguous_for_ever) {
  custody_tag tag, borrow = tag_of_place(AS_PTR), other = tag_of_place(AS_MUT);
  void *p = devres_new(&tag), *q = devres_new(&tag), *r = devres_new(&tag);
  given(&drop[0], p, borrow);
  given(&drop[0], p, borrow);
  CHECK(inferred_by(entered(&drop[0], p)) == INFERRED_NOTHING && entered(&drop[0], p));
  given(&drop[0], p, 0);
  CHECK(inferred_by(entered(&drop[0], p)) == INFERRED_AMBIGUOUS);
  given(&drop[0], p, borrow);
  CHECK(inferred_by(entered(&drop[0], p)) == INFERRED_AMBIGUOUS);
  given(&drop[0], q, borrow);
  given(&drop[0], q, other);
  CHECK(inferred_by(entered(&drop[0], q)) == INFERRED_AMBIGUOUS);
  given(&drop[0], r, tag);
  given(&drop[0], r, borrow);
  CHECK(inferred_by(entered(&drop[0], r)) == INFERRED_AMBIGUOUS);
}

TEST(callback, an_inexact_argument_lacks_nothing) {
  custody_tag tag;
  void *p = devres_new(&tag), *q = devres_new(&tag);
  given(&drop[0], p, tag_of_place(AS_PTR));
  CHECK_EQ(__custody_callback_entered(&drop[0], p, 0, 0), 0);
  given(&drop[0], q, tag);
  CHECK(inferred_by(__custody_callback_entered(&drop[0], q, 0, 0)) == INFERRED_RELEASED);
}

/* Its cell is that of the borrow, but nobody knows what lies there. */
TEST(callback, a_borrow_from_memory_is_unknown_if_the_released_pointer_escaped) {
  custody_tag tag, borrow = tag_of_place(AS_PTR);
  void *p = devres_new(&tag), *q = devres_new(&tag);
  given(&drop[0], q, custody_cell_of(borrow, (uint64_t)q));
  CHECK(entered(&drop[0], q) != 0);
  ledger_note_escape(tag);
  given(&drop[1], q, custody_cell_of(borrow, (uint64_t)q));
  CHECK_EQ(entered(&drop[1], q), 0);
  (void)p;
}

TEST(callback, nothing_is_inferred_after_a_pointer_was_not_noted) {
  custody_tag tag;
  void *p = devres_new(&tag);
  given(&drop[0], p, tag);
  callback_given_unseen();
  CHECK_EQ(entered(&drop[0], p), 0);
}

TEST(callback, nothing_is_inferred_after_the_table_is_full) {
  custody_tag tag, borrow = tag_of_place(AS_PTR);
  void *p = devres_new(&tag);
  given(&drop[0], p, borrow);
  for (uint64_t i = 1; i < 3u << 14; i++)
    given(&drop[1], (void *)(i * 16), 0);
  CHECK(entered(&drop[0], p) != 0);
  given(&drop[1], p, 0);
  CHECK_EQ(entered(&drop[0], p), 0);
}
