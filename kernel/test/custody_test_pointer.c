// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* S7 to S11, S13, S14 and S16 of docs/semantics.md: what a pointer may rebuild, in each context. */
#include "custody_test.h"
#include "custody_test_owner.h"

#include <linux/device.h>

/* What a step is given, and what it finds out. */
struct pointer {
	struct box *box;
	void *raw;
	struct places at;
};

CUSTODY_RETURNS_EXCLUSIVE_SIZED(sizeof(long[2]))
static noinline void *member_borrow(struct inner *inner)
{
	return &inner->member;
}

static noinline void *member_pointer(struct inner *inner)
{
	return &inner->member;
}

/* Two families of owners without a header: those of Rust's Box, whose memory is from kmalloc(). */
CUSTODY_RELEASE_SIZED(sizeof(struct inner))
CUSTODY_FAMILY(alloc::boxed::Box)
static noinline void *heap_into_raw(struct inner *inner)
{
	return inner;
}

CUSTODY_RECLAIM_SIZED(0, 0, sizeof(long))
CUSTODY_FAMILY(alloc::boxed::Box)
static noinline void *heap_from_raw(void *raw)
{
	return raw;
}

/* Two owners with names of their own. */
CUSTODY_RELEASE CUSTODY_FAMILY(sock) static noinline void *sock_into_raw(struct box *box)
{
	return &box->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
CUSTODY_FAMILY(sock)
static noinline struct box *sock_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
CUSTODY_FAMILY(file)
static noinline struct box *file_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

/*===-- S7: a member --------------------------------------------------------===*/

static void from_member_borrow(void *data)
{
	struct pointer *p = data;
	void *member = AT(p->at.loss, member_borrow(p->raw));

	box_put(AT(p->at.reclaim, box_from_raw(container_of(member, struct inner, member))));
}

static void s7_member_borrowed(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(1);
	p.raw = AT(p.at.release, box_into_raw(p.box));
	custody_test_there(test, from_member_borrow, &p);
	custody_test_expect_report(test, "wrong-provenance", p.at);
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("missing: full-object permission"));
}

static void from_member_pointer(void *data)
{
	struct pointer *p = data;
	void *member = member_pointer(p->raw);

	box_put(box_from_raw(container_of(member, struct inner, member)));
}

static void s7_member_not_borrowed(struct kunit *test)
{
	struct pointer p = {};

	custody_test_begin(0);
	p.raw = box_into_raw(box_new(test));
	custody_test_there(test, from_member_pointer, &p);
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- S8: a borrow while a count is outstanding ---------------------------===*/

static void from_borrow(void *data)
{
	struct pointer *p = data;
	void *key = (void *)AT(p->at.loss, box_borrow(container_of(p->raw, struct box, inner)));

	AT(p->at.reclaim, box_from_raw(key));
}

static void drop_raw(void *data)
{
	box_drop(((struct pointer *)data)->raw);
}

static void s8_minimal(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(1);
	p.raw = AT(p.at.release, box_into_raw(p.box));
	custody_test_there(test, from_borrow, &p);
	custody_test_expect_report(test, "wrong-provenance", p.at);
	custody_test_begin(0);
	custody_test_there(test, drop_raw, &p);
	custody_test_expect_quiet(test, 1, 0);
}

static void release_box(void *data)
{
	struct pointer *p = data;

	p->raw = box_into_raw(p->box);
}

/* The other way round: released there, and reclaimed here. */
static void s8_released_there(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(0);
	custody_test_there(test, release_box, &p);
	box_drop(p.raw);
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- S9: integers --------------------------------------------------------===*/

static void nothing_release(struct device *dev, void *res)
{
}

static int address_match(struct device *dev, void *res, void *key)
{
	return res == key;
}

static void from_forged(void *data)
{
	struct pointer *p = data;
	void *key = (void *)0x1234567812345678UL;

	AT(p->at.reclaim, box_from_raw(key));
}

static void s9_forged(struct kunit *test)
{
	struct device *dev = custody_test_device(test);
	struct pointer p = {};

	custody_test_begin(1);
	KUNIT_EXPECT_NULL(test, devres_find(dev, nothing_release, address_match,
					    (void *)0x1234567812345678UL));
	custody_test_there(test, from_forged, &p);
	custody_test_expect_report(test, "never-released", p.at);
}

static void from_bits(void *data)
{
	struct pointer *p = data;
	unsigned long bits = (unsigned long)p->raw;

	OPTIMIZER_HIDE_VAR(bits);
	box_drop((void *)bits);
}

static void s9_round_trip(struct kunit *test)
{
	struct pointer p = {};

	custody_test_begin(0);
	p.raw = box_into_raw(box_new(test));
	custody_test_there(test, from_bits, &p);
	custody_test_expect_quiet(test, 0, 1);
}

/*===-- S10: twice -----------------------------------------------------------===*/

static void from_raw_once(void *data)
{
	struct pointer *p = data;

	AT(p->at.reclaim, once_from_raw(p->raw));
}

static void s10_second_reclaim(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	p.raw = AT(p.at.release, once_into_raw(p.box));
	once_from_raw(p.raw);
	custody_test_begin(1);
	custody_test_there(test, from_raw_once, &p);
	custody_test_expect_report(test, "already-reclaimed", p.at);
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("it was reclaimed here first:"));
	kfree(p.box);
}

static void s10_each_once(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(0);
	for (int i = 0; i < 2; i++) {
		p.raw = once_into_raw(p.box);
		custody_test_there(test, from_raw_once, &p);
	}
	custody_test_expect_quiet(test, 2, 0);
	kfree(p.box);
}

/*===-- S11: stale ------------------------------------------------------------===*/

static noinline void free_box(struct box *box)
{
	kfree(box);
	barrier(); /* no tail call: the function is looked for in the stack */
}

static void free_there(void *data)
{
	free_box(((struct pointer *)data)->box);
}

static void from_stale(void *data)
{
	struct pointer *p = data;

	AT(p->at.reclaim, box_from_raw(p->raw));
}

static void s11_stale(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };
	struct box *others[64];

	custody_test_begin(1);
	p.raw = AT(p.at.release, box_into_raw(p.box));
	custody_test_there(test, free_there, &p);
	/* Custody holds the object back, so nobody gets its address. */
	for (int i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = box_new(test);
		KUNIT_EXPECT_PTR_NE(test, others[i], p.box);
	}
	custody_test_there(test, from_stale, &p);
	custody_test_expect_report(test, "stale", p.at);
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("its object was freed here:"));
	KUNIT_EXPECT_TRUE(test, custody_test_console_has("free_box+0x"));
	for (int i = 0; i < ARRAY_SIZE(others); i++)
		kfree(others[i]);
}

/* A new object at an old address is a new release. */
static void s11_address_again(struct kunit *test)
{
	custody_test_begin(0);
	for (int i = 0; i < 1000; i++)
		box_drop(box_into_raw(box_new(test)));
	custody_test_expect_quiet(test, 1000, 0);
}

/*===-- S13: code that is not instrumented --------------------------------------===*/

static void from_plain(void *data)
{
	box_drop(custody_test_plain(((struct pointer *)data)->raw));
}

static void s13_not_instrumented(struct kunit *test)
{
	struct pointer p = {};

	custody_test_begin(0);
	custody_test_plain(NULL);
	p.raw = box_into_raw(box_new(test));
	custody_test_there(test, from_plain, &p);
	custody_test_expect_quiet(test, 0, 1);
}

/*===-- S14: another owner -------------------------------------------------------===*/

static void sock_as_file(void *data)
{
	struct pointer *p = data;

	AT(p->at.reclaim, file_from_raw(p->raw));
}

static void s14_wrong_owner(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(1);
	p.raw = AT(p.at.release, sock_into_raw(p.box));
	custody_test_there(test, sock_as_file, &p);
	custody_test_expect_report(test, "wrong-owner", p.at);
	kfree(p.box);
}

static void sock_as_sock(void *data)
{
	box_put(sock_from_raw(((struct pointer *)data)->raw));
}

static void s14_same_owner(struct kunit *test)
{
	struct pointer p = {};

	custody_test_begin(0);
	p.raw = sock_into_raw(box_new(test));
	custody_test_there(test, sock_as_sock, &p);
	custody_test_expect_quiet(test, 1, 0);
}

/*===-- S16: from the inside -------------------------------------------------------===*/

static void from_inside(void *data)
{
	struct pointer *p = data;

	AT(p->at.reclaim, heap_from_raw(member_pointer(p->raw)));
}

static struct inner *inner_new(struct kunit *test)
{
	struct inner *inner = kunit_kzalloc(test, sizeof(*inner), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, inner);
	return inner;
}

static void s16_interior(struct kunit *test)
{
	struct pointer p = {};

	custody_test_begin(1);
	p.raw = AT(p.at.release, heap_into_raw(inner_new(test)));
	custody_test_there(test, from_inside, &p);
	custody_test_expect_report(test, "interior", p.at);
}

/* An owner with a name of its own may be anything: its offset is only unverified. */
static void sock_from_inside(void *data)
{
	struct pointer *p = data;

	sock_from_raw(member_pointer(p->raw));
}

static void s16_offset(struct kunit *test)
{
	struct pointer p = { .box = box_new(test) };

	custody_test_begin(0);
	p.raw = sock_into_raw(p.box);
	custody_test_there(test, sock_from_inside, &p);
	custody_test_expect_quiet(test, 0, 1);
	kfree(p.box);
}

/*===-- The suite ----------------------------------------------------------===*/

static struct kunit_case cases[] = { KUNIT_CASE_PARAM(s7_member_borrowed, custody_test_contexts),
				     KUNIT_CASE_PARAM(s7_member_not_borrowed,
						      custody_test_contexts),
				     KUNIT_CASE_PARAM(s8_minimal, custody_test_contexts),
				     KUNIT_CASE_PARAM(s8_released_there, custody_test_contexts),
				     KUNIT_CASE_PARAM(s9_forged, custody_test_contexts),
				     KUNIT_CASE_PARAM(s9_round_trip, custody_test_contexts),
				     KUNIT_CASE_PARAM(s10_second_reclaim, custody_test_contexts),
				     KUNIT_CASE_PARAM(s10_each_once, custody_test_contexts),
				     KUNIT_CASE_PARAM(s11_stale, custody_test_contexts),
				     KUNIT_CASE(s11_address_again),
				     KUNIT_CASE_PARAM(s13_not_instrumented, custody_test_contexts),
				     KUNIT_CASE_PARAM(s14_wrong_owner, custody_test_contexts),
				     KUNIT_CASE_PARAM(s14_same_owner, custody_test_contexts),
				     KUNIT_CASE_PARAM(s16_interior, custody_test_contexts),
				     KUNIT_CASE_PARAM(s16_offset, custody_test_contexts),
				     {} };

static struct kunit_suite suite = {
	.name = "custody_pointer",
	.test_cases = cases,
};
kunit_test_suite(suite);
