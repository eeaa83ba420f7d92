// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * The test suite of Custody in a kernel: the scenarios of docs/semantics.md on a real struct device,
 * through the kernel's own devm functions. Each bug has a quiet twin. The tests look for the report's
 * lines in the kernel's log, as kasan_test_c.c does.
 */
#include "custody_test.h"

#include <custody/custody.h>
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/custody.h>
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/kmsg_dump.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

/*===-- The owner ----------------------------------------------------------===*/

struct inner {
	long data;
	struct {
		long a, b;
	} member;
};

/* An object behind its count, as Arc has it. */
struct box {
	long count;
	struct inner inner;
};

CUSTODY_RELEASE
static noinline void *box_into_raw(struct box *box)
{
	return &box->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
static noinline struct box *box_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

/* The same for an owner that each release may be rebuilt into once. */
CUSTODY_RELEASE
static noinline void *once_into_raw(struct box *box)
{
	return &box->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
CUSTODY_CONSUMES
static noinline struct box *once_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

CUSTODY_RETURNS_SHARED_SIZED(sizeof(struct inner))
static noinline const struct inner *box_borrow(const struct box *box)
{
	return &box->inner;
}

CUSTODY_RETURNS_EXCLUSIVE_SIZED(sizeof(long[2]))
static noinline void *member_borrow(struct inner *inner)
{
	return &inner->member;
}

static noinline void *member_pointer(struct inner *inner)
{
	return &inner->member;
}

static struct box *box_new(struct kunit *test)
{
	struct box *box = kzalloc(sizeof(*box), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, box);
	box->count = 1;
	return box;
}

static void box_put(struct box *box)
{
	if (--box->count == 0)
		kfree(box);
}

/*===-- What is expected ---------------------------------------------------===*/

/* What the log has since begin(). */
static char console[16384];

/* A line that no other test prints. */
static char marker[48];

static void mark_console(void)
{
	static int number;

	snprintf(marker, sizeof(marker), "custody_test: %d begins", ++number);
	pr_info("%s\n", marker);
}

/* Fills in console. */
static void read_console(void)
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

/* The lines of this file where it happened; a 0 is not looked for. Set by AT(). */
struct lines {
	int release, loss, reclaim;
};
#define AT(line, expression)       \
	({                         \
		(line) = __LINE__; \
		(expression);      \
	})

static struct custody_counts before;

/* From here on REPORTS are expected. */
static void begin(int reports)
{
	mark_console();
	custody_expect(reports);
	before = custody_counts();
}

static bool console_has(const char *text)
{
	return strstr(console, text);
}

static void expect_line(struct kunit *test, int line)
{
	char place[64];

	if (!line)
		return;
	snprintf(place, sizeof(place), "lib/custody/custody_test.c:%d", line);
	KUNIT_EXPECT_TRUE_MSG(test, console_has(place), "the report does not name %s:\n%s", place,
			      console);
}

/* One report of this KIND was printed since begin(), and it names the lines. */
static void expect_report(struct kunit *test, const char *kind, struct lines at)
{
	struct custody_counts now = custody_counts();
	char text[96];

	custody_expect(0);
	read_console();
	KUNIT_EXPECT_EQ(test, now.reported, before.reported + 1);
	KUNIT_EXPECT_EQ(test, now.verified, before.verified);
	snprintf(text, sizeof(text), "BUG: Custody: %s", kind);
	KUNIT_EXPECT_TRUE_MSG(test, console_has(text), "no '%s' on the console:\n%s", text,
			      console);
	snprintf(text, sizeof(text), "SUMMARY: CustodySanitizer: %s lib/custody/custody_test.c:%d",
		 kind, at.reclaim);
	KUNIT_EXPECT_TRUE_MSG(test, console_has(text), "no '%s' on the console:\n%s", text,
			      console);
	KUNIT_EXPECT_TRUE(test, console_has("CPU: "));
	expect_line(test, at.release);
	expect_line(test, at.loss);
}

/* Nothing was printed since begin(), and so many reclaims were verified and unverified. */
static void expect_quiet(struct kunit *test, u64 verified, u64 unverified)
{
	struct custody_counts now = custody_counts();

	read_console();
	KUNIT_EXPECT_EQ(test, now.reported, before.reported);
	KUNIT_EXPECT_EQ(test, now.verified, before.verified + verified);
	KUNIT_EXPECT_EQ(test, now.unverified, before.unverified + unverified);
	KUNIT_EXPECT_FALSE_MSG(test, console_has("BUG: Custody"), "%s", console);
}

/*===-- Devices ------------------------------------------------------------===*/

static struct device *device_new(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "custody");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	return dev;
}

/* The action of most tests. */
static int action_line;

static noinline void action(void *data)
{
	box_put(AT(action_line, box_from_raw(data)));
}

/* Registers the box; its release is at LINE. */
static void add(struct kunit *test, struct device *dev, struct box *box, int *line)
{
	KUNIT_ASSERT_EQ(test, devm_add_action(dev, action, AT(*line, box_into_raw(box))), 0);
}

/*===-- S1 to S6: the device ------------------------------------------------===*/

static void s1_device_goes(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct lines at = {};

	begin(0);
	add(test, dev, box_new(test), &at.release);
	kunit_device_unregister(test, dev);
	expect_quiet(test, 1, 0);
}

static void s2_key_from_borrow(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	struct lines at = {};
	const struct inner *key;

	begin(1);
	add(test, dev, box, &at.release);
	key = AT(at.loss, box_borrow(box));
	devm_remove_action(dev, action, (void *)key);
	action((void *)key);
	at.reclaim = action_line;
	expect_report(test, "wrong-provenance", at);
	KUNIT_EXPECT_TRUE(test, console_has("missing: write permission, full-object permission"));
	KUNIT_EXPECT_TRUE(test, console_has("s2_key_from_borrow+0x"));
}

static void s3_stand_in(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	struct lines at = {};
	void *key = &box->inner;

	begin(0);
	add(test, dev, box, &at.release);
	devm_remove_action(dev, action, key);
	action(key);
	expect_quiet(test, 0, 1);
}

static void s4_action_gets_stored(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	struct lines at = {};

	begin(0);
	add(test, dev, box, &at.release);
	devm_release_action(dev, action, (void *)box_borrow(box));
	expect_quiet(test, 1, 0);
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

static void s4_lookup_returns_stored(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct stored *stored = devres_alloc(stored_release, sizeof(*stored), GFP_KERNEL);
	struct box *box = box_new(test);
	void *raw;

	begin(0);
	stored->raw = box_into_raw(box);
	devres_add(dev, stored);
	stored = devres_remove(dev, stored_release, stored_match, (void *)box_borrow(box));
	KUNIT_ASSERT_NOT_NULL(test, stored);
	raw = stored->raw;
	devres_free(stored);
	action(raw);
	expect_quiet(test, 1, 0);
}

static void transfer_action(void *data)
{
	box_put(container_of(custody_transfer_in(data), struct box, inner));
}

static void s5_transfer_pair(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	void *key;

	begin(0);
	KUNIT_ASSERT_EQ(
		test, devm_add_action(dev, transfer_action, custody_transfer_out(&box->inner)), 0);
	key = (void *)box_borrow(box);
	devm_remove_action(dev, transfer_action, key);
	transfer_action(key);
	expect_quiet(test, 1, 0);
}

static void s6_recover(struct kunit *test)
{
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	struct lines at = {};
	void *key = (void *)box_borrow(box);

	begin(0);
	add(test, dev, box, &at.release);
	devm_remove_action(dev, action, key);
	action(custody_recover(key));
	expect_quiet(test, 1, 0);
}

/* A lookup that failed proves nothing. */
static void s6_recover_nothing(struct kunit *test)
{
	struct box *box = box_new(test);
	struct lines at = {};

	begin(1);
	AT(at.reclaim, custody_recover(box_borrow(box)));
	expect_report(test, "recover-without-release", at);
	kfree(box);
}

/*===-- S7 to S11: pointers ------------------------------------------------===*/

static noinline void from_member(void *member, int *line)
{
	void *inner = container_of(member, struct inner, member);

	box_put(AT(*line, box_from_raw(inner)));
}

static void s7_member_borrowed(struct kunit *test)
{
	struct box *box = box_new(test);
	struct lines at = {};
	struct inner *raw;

	begin(1);
	raw = AT(at.release, box_into_raw(box));
	from_member(AT(at.loss, member_borrow(raw)), &at.reclaim);
	expect_report(test, "wrong-provenance", at);
	KUNIT_EXPECT_TRUE(test, console_has("missing: full-object permission"));
}

static void s7_member_not_borrowed(struct kunit *test)
{
	struct box *box = box_new(test);
	int line;

	begin(0);
	from_member(member_pointer(box_into_raw(box)), &line);
	expect_quiet(test, 1, 0);
}

static void s8_minimal(struct kunit *test)
{
	struct box *box = box_new(test);
	struct lines at = {};
	void *raw, *key;

	begin(1);
	box->count++;
	raw = AT(at.release, box_into_raw(box));
	key = (void *)AT(at.loss, box_borrow(container_of(raw, struct box, inner)));
	AT(at.reclaim, box_from_raw(key));
	expect_report(test, "wrong-provenance", at);
	begin(0);
	box->count--;
	action(raw);
	expect_quiet(test, 1, 0);
}

static void s9_forged(struct kunit *test)
{
	struct device *dev = device_new(test);
	void *key = (void *)0x1234567812345678UL;
	struct lines at = {};

	begin(1);
	KUNIT_EXPECT_NULL(test, devres_find(dev, stored_release, stored_match, key));
	AT(at.reclaim, box_from_raw(key));
	expect_report(test, "never-released", at);
}

static void s9_round_trip(struct kunit *test)
{
	struct box *box = box_new(test);
	unsigned long bits;

	begin(0);
	bits = (unsigned long)box_into_raw(box);
	OPTIMIZER_HIDE_VAR(bits);
	action((void *)bits);
	expect_quiet(test, 0, 1);
}

static void s10_second_reclaim(struct kunit *test)
{
	struct box *box = box_new(test);
	struct lines at = {};
	void *raw;

	raw = AT(at.release, once_into_raw(box));
	once_from_raw(raw);
	begin(1);
	AT(at.reclaim, once_from_raw(raw));
	expect_report(test, "already-reclaimed", at);
	KUNIT_EXPECT_TRUE(test, console_has("it was reclaimed here first:"));
	kfree(box);
}

static void s10_each_once(struct kunit *test)
{
	struct box *box = box_new(test);

	begin(0);
	once_from_raw(once_into_raw(box));
	once_from_raw(once_into_raw(box));
	expect_quiet(test, 2, 0);
	kfree(box);
}

static noinline void free_box(struct box *box)
{
	kfree(box);
	barrier(); /* no tail call: the function is looked for in the stack */
}

static void s11_stale(struct kunit *test)
{
	struct box *box = box_new(test), *others[64];
	struct lines at = {};
	void *raw;

	begin(1);
	raw = AT(at.release, box_into_raw(box));
	free_box(box);
	/* Custody holds the object back, so nobody gets its address. */
	for (int i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = box_new(test);
		KUNIT_EXPECT_PTR_NE(test, others[i], box);
	}
	AT(at.reclaim, box_from_raw(raw));
	expect_report(test, "stale", at);
	KUNIT_EXPECT_TRUE(test, console_has("its object was freed here:"));
	KUNIT_EXPECT_TRUE(test, console_has("free_box+0x"));
	for (int i = 0; i < ARRAY_SIZE(others); i++)
		kfree(others[i]);
}

/* A new object at an old address is a new release. */
static void s11_address_again(struct kunit *test)
{
	begin(0);
	for (int i = 0; i < 1000; i++)
		action(box_into_raw(box_new(test)));
	expect_quiet(test, 1000, 0);
}

/*===-- S12 and S13: ways --------------------------------------------------===*/

static const void *launder_gen_params(const void *previous, char *name)
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
	struct device *dev = device_new(test);
	struct box *box = box_new(test);
	struct lines at = {};
	void *key;

	begin(1);
	add(test, dev, box, &at.release);
	key = launder->way((void *)AT(at.loss, box_borrow(box)));
	devm_remove_action(dev, action, key);
	action(key);
	at.reclaim = action_line;
	expect_report(test, "wrong-provenance", at);
}

static void s12_stored_pointer(struct kunit *test)
{
	const struct custody_test_launder *launder = test->param_value;

	begin(0);
	action(launder->way(box_into_raw(box_new(test))));
	expect_quiet(test, 1, 0);
}

static void s13_not_instrumented(struct kunit *test)
{
	struct box *box = box_new(test);

	begin(0);
	custody_test_plain(NULL);
	action(custody_test_plain(box_into_raw(box)));
	expect_quiet(test, 0, 1);
}

/*===-- Contexts -----------------------------------------------------------===*/

/* A reclaim from another context than that of the test. */
struct remote {
	struct hrtimer timer;
	struct rcu_head rcu;
	struct completion done;
	void *pointer;
	bool in_interrupt;
};

static noinline void remote_action(struct remote *r)
{
	r->in_interrupt = !in_task();
	action(r->pointer);
	complete(&r->done);
}

static int remote_thread(void *data)
{
	remote_action(data);
	return 0;
}

static enum hrtimer_restart remote_timer(struct hrtimer *timer)
{
	remote_action(container_of(timer, struct remote, timer));
	return HRTIMER_NORESTART;
}

static void remote_rcu(struct rcu_head *rcu)
{
	remote_action(container_of(rcu, struct remote, rcu));
}

static void in_kthread(struct remote *r)
{
	if (IS_ERR(kthread_run(remote_thread, r, "custody_test")))
		complete(&r->done);
}

static void in_timer(struct remote *r)
{
	hrtimer_init(&r->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	r->timer.function = remote_timer;
	hrtimer_start(&r->timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
}

static void in_rcu(struct remote *r)
{
	call_rcu(&r->rcu, remote_rcu);
}

static const struct context {
	const char *name;
	void (*run)(struct remote *r);
	bool is_interrupt;
} contexts[] = {
	{ "kthread", in_kthread, false },
	{ "hrtimer", in_timer, true },
	{ "rcu callback", in_rcu, true },
};

KUNIT_ARRAY_PARAM_DESC(context, contexts, name);

/* Reclaims POINTER in the context of the parameter. */
static void reclaim_there(struct kunit *test, void *pointer)
{
	const struct context *context = test->param_value;
	struct remote *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->pointer = pointer;
	init_completion(&r->done);
	context->run(r);
	wait_for_completion(&r->done);
	KUNIT_EXPECT_EQ(test, r->in_interrupt, context->is_interrupt);
}

static void context_wrong(struct kunit *test)
{
	struct box *box = box_new(test);
	struct lines at = {};

	begin(1);
	AT(at.release, box_into_raw(box));
	reclaim_there(test, (void *)AT(at.loss, box_borrow(box)));
	at.reclaim = action_line;
	expect_report(test, "wrong-provenance", at);
}

static void context_right(struct kunit *test)
{
	begin(0);
	reclaim_there(test, box_into_raw(box_new(test)));
	expect_quiet(test, 1, 0);
}

/* Each task has a block of memory of the runtime, which is given back when the task is gone. */
static void many_tasks(struct kunit *test)
{
	enum { TASKS = 1000 };
	struct remote *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	begin(0);
	for (int i = 0; i < TASKS; i++) {
		r->pointer = box_into_raw(box_new(test));
		init_completion(&r->done);
		in_kthread(r);
		wait_for_completion(&r->done);
	}
	expect_quiet(test, TASKS, 0);
}

/*===-- The suite ----------------------------------------------------------===*/

static void suite_end(struct kunit_suite *suite)
{
	struct custody_counts c = custody_counts();

	pr_info("custody: %llu verified, %llu unverified, %llu reported, %llu lost, %llu dropped\n",
		c.verified, c.unverified, c.reported, c.lost, c.dropped);
}

static struct kunit_case custody_cases[] = {
	KUNIT_CASE(s1_device_goes),
	KUNIT_CASE(s2_key_from_borrow),
	KUNIT_CASE(s3_stand_in),
	KUNIT_CASE(s4_action_gets_stored),
	KUNIT_CASE(s4_lookup_returns_stored),
	KUNIT_CASE(s5_transfer_pair),
	KUNIT_CASE(s6_recover),
	KUNIT_CASE(s6_recover_nothing),
	KUNIT_CASE(s7_member_borrowed),
	KUNIT_CASE(s7_member_not_borrowed),
	KUNIT_CASE(s8_minimal),
	KUNIT_CASE(s9_forged),
	KUNIT_CASE(s9_round_trip),
	KUNIT_CASE(s10_second_reclaim),
	KUNIT_CASE(s10_each_once),
	KUNIT_CASE(s11_stale),
	KUNIT_CASE(s11_address_again),
	KUNIT_CASE_PARAM(s12_laundered_key, launder_gen_params),
	KUNIT_CASE_PARAM(s12_stored_pointer, launder_gen_params),
	KUNIT_CASE(s13_not_instrumented),
	KUNIT_CASE_PARAM(context_wrong, context_gen_params),
	KUNIT_CASE_PARAM(context_right, context_gen_params),
	KUNIT_CASE(many_tasks),
	{}
};

static struct kunit_suite custody_suite = {
	.name = "custody",
	.suite_exit = suite_end,
	.test_cases = custody_cases,
};
kunit_test_suite(custody_suite);
