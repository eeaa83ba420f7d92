// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* What custody_test_first.c has left, after that module was unloaded. */
#include "custody_test.h"
#include "custody_test_owner.h"

#include <linux/module.h>

/* BORROWED is wrong and RELEASED is right, and the report knows where the lines AT were. */
static void reclaim_both(struct kunit *test, void *borrowed, void *released, struct places at)
{
	at.release.file = at.loss.file = "custody_test_first.c"; /* its own string is gone */
	custody_test_begin(1);
	AT(at.reclaim, box_from_raw(borrowed));
	custody_test_expect_report(test, "wrong-provenance", at);
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("(unloaded) (custody_test_first+0x"));
	custody_test_begin(0);
	box_drop(released);
	custody_test_expect_quiet(test, 1, 0);
}

static void module_is_gone(struct kunit *test)
{
	struct custody_test_left *left = &custody_test_left;

	KUNIT_ASSERT_NOT_NULL(test, left->released);
	reclaim_both(test, left->borrowed, left->released, left->at);
}

static void init_is_gone(struct kunit *test)
{
	struct custody_test_left *left = &custody_test_left;

	KUNIT_ASSERT_NOT_NULL(test, left->released_in_init);
	reclaim_both(test, left->borrowed_in_init, left->released_in_init, left->in_init);
}

static struct kunit_case cases[] = { KUNIT_CASE(module_is_gone), KUNIT_CASE(init_is_gone), {} };

static struct kunit_suite suite = {
	.name = "custody_module_second",
	.test_cases = cases,
};
kunit_test_suite(suite);
MODULE_DESCRIPTION("Custody test suite: reclaims what an unloaded module released");
MODULE_LICENSE("GPL");
