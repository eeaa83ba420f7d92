// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * The test suite for Rust in the kernel. Its cases are written in Rust (custody_test_rust.rs). Here they
 * get a struct device, and here is what Custody must say of them.
 */
#include <custody/custody.h>
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/custody.h>
#include <linux/device.h>
#include <linux/kmsg_dump.h>
#include <linux/string.h>

/*===-- What Rust has ------------------------------------------------------===*/

/* Name, function, verified, unverified, kind of the report. In foreign_arc its borrow counts, too: what it
 * returns may become an owner. */
#define CASES(X)                                                               \
	X(device_goes, devres_device_goes, 1, 0, NULL)                         \
	X(first_form, devres_first_form, 0, 0, "wrong-provenance")             \
	X(first_form_cells, devres_first_form_cells, 0, 0, "wrong-provenance") \
	X(recover, devres_recover, 1, 0, NULL)                                 \
	X(stored, devres_stored, 1, 0, NULL)                                   \
	X(today, devres_today, 0, 1, NULL)                                     \
	X(release, devres_release, 1, 0, NULL)                                 \
	X(foreign_arc, foreign_arc, 2, 0, NULL)                                \
	X(foreign_box, foreign_box, 1, 0, NULL)                                \
	X(foreign_pinned, foreign_pinned, 1, 0, NULL)                          \
	X(foreign_removed, foreign_removed, 1, 0, NULL)                        \
	X(foreign_arc_key, foreign_arc_key, 0, 0, "wrong-provenance")          \
	X(foreign_box_key, foreign_box_key, 0, 0, "wrong-provenance")          \
	X(foreign_twice, foreign_twice, 1, 0, "already-reclaimed")             \
	X(box, box, 1, 0, NULL)                                                \
	X(vec, vec, 1, 0, NULL)                                                \
	X(aref, aref, 1, 0, NULL)                                              \
	X(arc_life, arc_life, 0, 0, NULL)                                      \
	X(stale, stale, 1, 0, "stale")

#define DECLARE(name, function, verified, unverified, kind) \
	int custody_test_##function(struct device *dev);
CASES(DECLARE)

extern const u32 custody_test_devres_lines[3];

/* Rust calls this. It is a function of C because the macros of custody.h are C's. */
void *custody_test_recover(const void *key);
void *custody_test_recover(const void *key)
{
	return custody_recover(key);
}

/*===-- The console --------------------------------------------------------===*/

static char console[16384];

/* Sets console to what was printed since the line MARKER. */
static void read_console(const char *marker)
{
	struct kmsg_dump_iter iter;
	char *from;
	size_t size;

	kmsg_dump_rewind(&iter);
	if (!kmsg_dump_get_buffer(&iter, false, console, sizeof(console) - 1, &size))
		size = 0;
	console[size] = 0;
	from = strstr(console, marker);
	if (from)
		memmove(console, from, strlen(from) + 1);
}

static void expect_text(struct kunit *test, const char *text)
{
	KUNIT_EXPECT_TRUE_MSG(test, strstr(console, text), "no '%s' on the console:\n%s", text,
			      console);
}

/*===-- Cases --------------------------------------------------------------===*/

/* What Custody must say: reclaims by their verdict, and the kind of the one report. */
static void run(struct kunit *test, int (*function)(struct device *dev), u64 verified,
		u64 unverified, const char *kind)
{
	struct device *dev = kunit_device_register(test, "custody-rust");
	struct custody_counts before, now;
	char text[64];

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	pr_info("custody_test_rust: %s begins\n", test->name);
	custody_expect(kind ? 1 : 0);
	before = custody_counts();
	KUNIT_EXPECT_EQ(test, function(dev), 0);
	kunit_device_unregister(test, dev);
	now = custody_counts();
	custody_expect(0);
	snprintf(text, sizeof(text), "custody_test_rust: %s begins", test->name);
	read_console(text);
	KUNIT_EXPECT_EQ(test, now.verified - before.verified, verified);
	KUNIT_EXPECT_EQ(test, now.unverified - before.unverified, unverified);
	KUNIT_EXPECT_EQ(test, now.reported - before.reported, kind ? 1 : 0);
	if (!kind) {
		KUNIT_EXPECT_FALSE_MSG(test, strstr(console, "BUG: Custody"), "%s", console);
		return;
	}
	snprintf(text, sizeof(text), "BUG: Custody: %s", kind);
	expect_text(test, text);
	snprintf(text, sizeof(text), "SUMMARY: CustodySanitizer: %s lib/custody/custody_", kind);
	expect_text(test, text);
}

#define DEFINE(name, function, verified, unverified, kind)                      \
	static void rust_##name(struct kunit *test)                             \
	{                                                                       \
		run(test, custody_test_##function, verified, unverified, kind); \
	}
CASES(DEFINE)

/* The report of the bug that Custody was made for names the lines and the functions, readable. */
static void rust_report(struct kunit *test)
{
	static const char *const functions[] = {
		"<custody_test_rust::custody_devres::Inner<u64>>::new",
		"<custody_test_rust::custody_devres::Inner<u64>>::as_ptr",
		"<custody_test_rust::custody_devres::Inner<u64>>::remove_first_form",
	};
	char text[160];
	int i;

	run(test, custody_test_devres_first_form, 0, 0, "wrong-provenance");
	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		snprintf(text, sizeof(text), "#0 %s lib/custody/custody_devres.rs:%u", functions[i],
			 custody_test_devres_lines[i]);
		expect_text(test, text);
	}
	expect_text(test, "missing: write permission, full-object permission");
	KUNIT_EXPECT_FALSE_MSG(test, strstr(console, "_RN"), "%s", console);
}

#define CASE(name, function, verified, unverified, kind) \
	KUNIT_CASE(rust_##name)                          \
	,
static struct kunit_case cases[] = { CASES(CASE) KUNIT_CASE(rust_report), {} };

static struct kunit_suite suite = {
	.name = "custody_rust",
	.test_cases = cases,
};
kunit_test_suites(&suite);
