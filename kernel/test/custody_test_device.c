// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * S1 to S6 and S12 of docs/semantics.md on a real struct device, through the kernel's own devm
 * functions. What a driver would do in its removal runs in each context, interrupts included.
 */
#include "custody_test.h"
#include "custody_test_owner.h"

#include <kunit/device.h>
#include <linux/device.h>

/* A device that was given a box, and what the steps find out. */
struct managed {
	struct device *dev;
	struct box *box;
	void *key;
	struct places at;
};

static void manage(struct kunit *test, struct managed *m, void (*action)(void *))
{
	m->dev = custody_test_device(test);
	m->box = box_new(test);
	KUNIT_ASSERT_EQ(
		test, devm_add_action(m->dev, action, AT(m->at.release, box_into_raw(m->box))), 0);
}

/*===-- S1: the device goes ------------------------------------------------===*/

static void s1_device_goes(struct kunit *test)
{
	struct managed m = {};

	custody_test_begin(0);
	manage(test, &m, box_drop);
	kunit_device_unregister(test, m.dev);
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- S2 and S3: the key is reclaimed ------------------------------------===*/

static void remove_by_borrow(void *data)
{
	struct managed *m = data;
	const struct inner *key = AT(m->at.loss, box_borrow(m->box));

	devm_remove_action(m->dev, box_drop, (void *)key);
	box_drop((void *)key);
	m->at.reclaim = box_dropped;
}

static void s2_key_from_borrow(struct kunit *test)
{
	struct managed m = {};

	custody_test_begin(1);
	manage(test, &m, box_drop);
	custody_test_there(test, remove_by_borrow, &m);
	custody_test_expect_report(test, "wrong-provenance", m.at);
	KUNIT_EXPECT_TRUE(test, custody_test_console_has(
					"missing: write permission, full-object permission"));
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("remove_by_borrow+0x"));
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("s2_key_from_borrow+0x"));
}

static void remove_by_key(void *data)
{
	struct managed *m = data;

	devm_remove_action(m->dev, box_drop, m->key);
	box_drop(m->key);
}

static void s3_stand_in(struct kunit *test)
{
	struct managed m = {};

	custody_test_begin(0);
	manage(test, &m, box_drop);
	m.key = &m.box->inner;
	custody_test_there(test, remove_by_key, &m);
	custody_test_expect_quiet(test, 0, 1);
}

/*===-- S4: the stored pointer is reclaimed --------------------------------===*/

static void release_by_borrow(void *data)
{
	struct managed *m = data;

	devm_release_action(m->dev, box_drop, (void *)box_borrow(m->box));
}

static void s4_action_gets_stored(struct kunit *test)
{
	struct managed m = {};

	custody_test_begin(0);
	manage(test, &m, box_drop);
	custody_test_there(test, release_by_borrow, &m);
	custody_test_expect_quiet(test, 1, 0);
}

struct stored {
	void *raw;
};

static void stored_release(struct device *dev, void *res)
{
}

static int stored_match(struct device *dev, void *res, void *key)
{
	return ((struct stored *)res)->raw == key;
}

static void take_stored(void *data)
{
	struct managed *m = data;
	struct stored *stored =
		devres_remove(m->dev, stored_release, stored_match, (void *)box_borrow(m->box));
	void *raw = stored ? stored->raw : NULL;

	devres_free(stored);
	box_drop(raw);
}

static void s4_lookup_returns_stored(struct kunit *test)
{
	struct stored *stored = devres_alloc(stored_release, sizeof(*stored), GFP_KERNEL);
	struct managed m = { .dev = custody_test_device(test), .box = box_new(test) };

	KUNIT_ASSERT_NOT_NULL(test, stored);
	custody_test_begin(0);
	stored->raw = box_into_raw(m.box);
	devres_add(m.dev, stored);
	custody_test_there(test, take_stored, &m);
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- S5 and S6: the bits are the proof ----------------------------------===*/

static void transfer_action(void *data)
{
	box_put(container_of(custody_transfer_in(data), struct box, inner));
}

static void transfer_by_borrow(void *data)
{
	struct managed *m = data;
	void *key = (void *)box_borrow(m->box);

	devm_remove_action(m->dev, transfer_action, key);
	transfer_action(key);
}

static void s5_transfer_pair(struct kunit *test)
{
	struct managed m = { .dev = custody_test_device(test), .box = box_new(test) };

	custody_test_begin(0);
	KUNIT_ASSERT_EQ(
		test, devm_add_action(m.dev, transfer_action, custody_transfer_out(&m.box->inner)),
		0);
	custody_test_there(test, transfer_by_borrow, &m);
	custody_test_expect_quiet(test, 1, 0);
}

static void remove_and_recover(void *data)
{
	struct managed *m = data;
	void *key = (void *)box_borrow(m->box);

	devm_remove_action(m->dev, box_drop, key);
	box_drop(custody_recover(key));
}

static void s6_recover(struct kunit *test)
{
	struct managed m = {};

	custody_test_begin(0);
	manage(test, &m, box_drop);
	custody_test_there(test, remove_and_recover, &m);
	custody_test_expect_quiet(test, 1, 0);
}

static void recover_nothing(void *data)
{
	struct managed *m = data;

	AT(m->at.reclaim, custody_recover(box_borrow(m->box)));
}

/* A lookup that failed proves nothing. */
static void s6_recover_nothing(struct kunit *test)
{
	struct managed m = { .box = box_new(test) };

	custody_test_begin(1);
	custody_test_there(test, recover_nothing, &m);
	custody_test_expect_report(test, "recover-without-release", m.at);
	kfree(m.box);
}

/*===-- S12: ways ----------------------------------------------------------===*/

static const void *launders(const void *previous, char *name)
{
	const struct custody_test_launder *next = custody_test_launders;

	if (previous)
		next = (const struct custody_test_launder *)previous + 1;
	if (!next->name)
		return NULL;
	strscpy(name, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}

static void s12_laundered_key(struct kunit *test)
{
	const struct custody_test_launder *launder = test->param_value;
	struct managed m = {};

	custody_test_begin(1);
	manage(test, &m, box_drop);
	m.key = launder->way((void *)AT(m.at.loss, box_borrow(m.box)));
	remove_by_key(&m);
	m.at.reclaim = box_dropped;
	custody_test_expect_report(test, "wrong-provenance", m.at);
}

static void s12_stored_pointer(struct kunit *test)
{
	const struct custody_test_launder *launder = test->param_value;

	custody_test_begin(0);
	box_drop(launder->way(box_into_raw(box_new(test))));
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- The suite ----------------------------------------------------------===*/

static struct kunit_case cases[] = { KUNIT_CASE(s1_device_goes),
				     KUNIT_CASE_PARAM(s2_key_from_borrow, custody_test_contexts),
				     KUNIT_CASE_PARAM(s3_stand_in, custody_test_contexts),
				     KUNIT_CASE_PARAM(s4_action_gets_stored, custody_test_contexts),
				     KUNIT_CASE_PARAM(s4_lookup_returns_stored,
						      custody_test_contexts),
				     KUNIT_CASE_PARAM(s5_transfer_pair, custody_test_contexts),
				     KUNIT_CASE_PARAM(s6_recover, custody_test_contexts),
				     KUNIT_CASE_PARAM(s6_recover_nothing, custody_test_contexts),
				     KUNIT_CASE_PARAM(s12_laundered_key, launders),
				     KUNIT_CASE_PARAM(s12_stored_pointer, launders),
				     {} };

static struct kunit_suite suite = {
	.name = "custody_device",
	.test_cases = cases,
};
kunit_test_suite(suite);
