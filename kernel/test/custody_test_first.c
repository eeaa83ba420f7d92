// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * A module with sites of its own. While it is loaded, it reports and stays silent as built-in code
 * does. What it releases is reclaimed by custody_test_second.c, after it was unloaded.
 */
#include "custody_test.h"
#include "custody_test_owner.h"

#include <linux/init.h>
#include <linux/module.h>

static void module_wrong(struct kunit *test)
{
	struct box *box = box_new(test);
	struct places at = {};

	custody_test_begin(1);
	AT(at.release, box_into_raw(box));
	AT(at.reclaim, box_from_raw((void *)AT(at.loss, box_borrow(box))));
	custody_test_expect_report(test, "wrong-provenance", at);
	KUNIT_EXPECT_FALSE(test, custody_test_console_has("(unloaded)"));
	kfree(box);
}

static void module_right(struct kunit *test)
{
	custody_test_begin(0);
	box_drop(box_into_raw(box_new(test)));
	custody_test_expect_quiet(test, 1, 0);
}

/* The code of an init function is freed when it has returned. */
static int __init release_in_init(void)
{
	struct custody_test_left *left = &custody_test_left;
	struct box *box = kzalloc(sizeof(*box), GFP_KERNEL);

	if (!box)
		return -ENOMEM;
	box->count = 1;
	left->borrowed_in_init = (void *)AT(left->in_init.loss, box_borrow(box));
	left->released_in_init = AT(left->in_init.release, box_into_raw(box));
	return 0;
}
module_init(release_in_init);

static void __exit first_exit(void)
{
}
module_exit(first_exit);

static void leave_for_second(struct kunit *test)
{
	struct custody_test_left *left = &custody_test_left;
	struct box *box = box_new(test);

	left->released = AT(left->at.release, box_into_raw(box));
	left->borrowed = (void *)AT(left->at.loss, box_borrow(box));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(module_wrong), KUNIT_CASE(module_right), KUNIT_CASE(leave_for_second), {}
};

static struct kunit_suite suite = {
	.name = "custody_module_first",
	.test_cases = cases,
};
kunit_test_suite(suite);
MODULE_DESCRIPTION("Custody test suite: a module that is unloaded");
MODULE_LICENSE("GPL");
