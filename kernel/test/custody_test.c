// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* What the tests share. They look for a report's lines in the kernel's log, as kasan_test_c.c does. */
#include "custody_test.h"

#include <kunit/device.h>
#include <linux/completion.h>
#include <linux/custody.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/kmsg_dump.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>

/*===-- The console --------------------------------------------------------===*/

/* What the log has since custody_test_begin(). */
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

bool custody_test_console_has(const char *text)
{
	return strstr(console, text);
}
EXPORT_SYMBOL_GPL(custody_test_console_has);

int custody_test_console_count(const char *text)
{
	const char *at = console;
	int count = 0;

	while ((at = strstr(at, text))) {
		at++;
		count++;
	}
	return count;
}
EXPORT_SYMBOL_GPL(custody_test_console_count);

/*===-- What is expected ---------------------------------------------------===*/

static struct custody_counts before;

void custody_test_begin(int reports)
{
	mark_console();
	custody_expect(reports);
	before = custody_counts();
}
EXPORT_SYMBOL_GPL(custody_test_begin);

static void expect_text(struct kunit *test, const char *text)
{
	KUNIT_EXPECT_TRUE_MSG(test, custody_test_console_has(text), "no '%s' on the console:\n%s",
			      text, console);
}

static void expect_place(struct kunit *test, const char *before_it, struct place place)
{
	char text[160];

	if (!place.line)
		return;
	snprintf(text, sizeof(text), "%slib/custody/%s:%d:", before_it, place.file, place.line);
	expect_text(test, text);
}

void custody_test_expect_report(struct kunit *test, const char *kind, struct places at)
{
	struct custody_counts now = custody_counts();
	char text[96];

	custody_expect(0);
	read_console();
	KUNIT_EXPECT_EQ(test, now.reported, before.reported + 1);
	KUNIT_EXPECT_EQ(test, now.verified, before.verified);
	snprintf(text, sizeof(text), "BUG: Custody: %s", kind);
	expect_text(test, text);
	snprintf(text, sizeof(text), "SUMMARY: CustodySanitizer: %s ", kind);
	expect_place(test, text, at.reclaim);
	expect_text(test, "CPU: ");
	expect_place(test, "", at.release);
	expect_place(test, "", at.loss);
}
EXPORT_SYMBOL_GPL(custody_test_expect_report);

void custody_test_expect_quiet(struct kunit *test, u64 verified, u64 unverified)
{
	struct custody_counts now = custody_counts();

	read_console();
	KUNIT_EXPECT_EQ(test, now.reported, before.reported);
	KUNIT_EXPECT_EQ(test, now.verified, before.verified + verified);
	KUNIT_EXPECT_EQ(test, now.unverified, before.unverified + unverified);
	KUNIT_EXPECT_FALSE_MSG(test, custody_test_console_has("BUG: Custody"), "%s", console);
}
EXPORT_SYMBOL_GPL(custody_test_expect_quiet);

struct device *custody_test_device(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "custody");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	return dev;
}

/*===-- Contexts -----------------------------------------------------------===*/

struct remote {
	struct hrtimer timer;
	struct irq_work irq_work;
	struct rcu_head rcu;
	struct completion done;
	custody_test_step step;
	void *data;
	bool in_interrupt;
};

static void run_step(struct remote *r)
{
	r->in_interrupt = !in_task();
	r->step(r->data);
	complete(&r->done);
}

static int in_process(struct remote *r)
{
	run_step(r);
	return 0;
}

static int thread_body(void *data)
{
	run_step(data);
	return 0;
}

static int in_kthread(struct remote *r)
{
	return PTR_ERR_OR_ZERO(kthread_run(thread_body, r, "custody_test"));
}

static enum hrtimer_restart timer_body(struct hrtimer *timer)
{
	run_step(container_of(timer, struct remote, timer));
	return HRTIMER_NORESTART;
}

static int in_hrtimer(struct remote *r)
{
	hrtimer_init(&r->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	r->timer.function = timer_body;
	hrtimer_start(&r->timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	return 0;
}

static void irq_work_body(struct irq_work *work)
{
	run_step(container_of(work, struct remote, irq_work));
}

static int in_irq_work(struct remote *r)
{
	r->irq_work = IRQ_WORK_INIT_HARD(irq_work_body);
	return irq_work_queue(&r->irq_work) ? 0 : -EBUSY;
}

static void rcu_body(struct rcu_head *rcu)
{
	run_step(container_of(rcu, struct remote, rcu));
}

static int in_rcu(struct remote *r)
{
	call_rcu(&r->rcu, rcu_body);
	return 0;
}

static const struct custody_test_context {
	const char *name;
	int (*run)(struct remote *r);
	bool is_interrupt; /* a softirq or a hardirq */
} contexts[] = {
	{ "process", in_process, false }, { "kthread", in_kthread, false },
	{ "hrtimer", in_hrtimer, true },  { "irq_work", in_irq_work, true },
	{ "rcu callback", in_rcu, true },
};

const void *custody_test_contexts(const void *previous, char *name)
{
	const struct custody_test_context *next = previous;

	next = next ? next + 1 : contexts;
	if (next == contexts + ARRAY_SIZE(contexts))
		return NULL;
	strscpy(name, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}
EXPORT_SYMBOL_GPL(custody_test_contexts);

void custody_test_there(struct kunit *test, custody_test_step step, void *data)
{
	const struct custody_test_context *context = test->param_value ?: contexts;
	static struct remote remote; /* a test may run when there is no memory */
	struct remote *r = &remote;

	*r = (struct remote){ .step = step, .data = data };
	init_completion(&r->done);
	KUNIT_ASSERT_EQ(test, context->run(r), 0);
	wait_for_completion(&r->done);
	KUNIT_EXPECT_EQ(test, r->in_interrupt, context->is_interrupt);
}
EXPORT_SYMBOL_GPL(custody_test_there);

struct custody_test_left custody_test_left;
EXPORT_SYMBOL_GPL(custody_test_left);
