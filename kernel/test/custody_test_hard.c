// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* What is rare in a kernel: very many tasks, no memory, and a report inside a report. */
#include "custody_test.h"
#include "custody_test_owner.h"

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/console.h>
#include <linux/custody.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/stop_machine.h>

/*===-- Tasks --------------------------------------------------------------===*/

/* A task that releases a box, waits, and reclaims it. */
static struct {
	struct completion go, all_done;
	atomic_t left;
} tasks;

static int task_body(void *data)
{
	void *raw = box_into_raw(data);

	wait_for_completion(&tasks.go);
	box_drop(raw);
	if (atomic_dec_and_test(&tasks.left))
		complete(&tasks.all_done);
	return 0;
}

static bool start_task(void)
{
	struct box *box = kzalloc(sizeof(*box), GFP_KERNEL);

	if (!box)
		return false;
	box->count = 1;
	atomic_inc(&tasks.left);
	if (!IS_ERR(kthread_run(task_body, box, "custody_test")))
		return true;
	atomic_dec(&tasks.left);
	kfree(box);
	return false;
}

/* Runs COUNT tasks at once. Returns how many there were. */
static int run_tasks(int count)
{
	int started = 0;

	init_completion(&tasks.go);
	init_completion(&tasks.all_done);
	atomic_set(&tasks.left, 1);
	while (started < count && start_task())
		started++;
	complete_all(&tasks.go);
	if (!atomic_dec_and_test(&tasks.left))
		wait_for_completion(&tasks.all_done);
	return started;
}

/* Each task has a block of memory of the runtime, which is given back when the task is gone. */
static void tasks_one_after_another(struct kunit *test)
{
	enum { TASKS = 1000 };

	custody_test_begin(0);
	for (int i = 0; i < TASKS; i++)
		KUNIT_ASSERT_EQ(test, run_tasks(1), 1);
	custody_test_expect_quiet(test, TASKS, 0);
}

/* The kernel allows so many tasks if it has 2 GiB of memory. */
static void tasks_10000_at_once(struct kunit *test)
{
	enum { TASKS = 10000 };
	int count;

	custody_test_begin(0);
	count = run_tasks(TASKS);
	custody_test_expect_quiet(test, count, 0);
	if (count < TASKS)
		kunit_skip(test, "the kernel allowed %d tasks only", count);
}

/*===-- No memory for the runtime ------------------------------------------===*/

/* Releases boxes that overlap until one is not recorded. Returns that one, or NULL. */
static void *lost_release(long *words, int count)
{
	u64 lost = custody_counts().lost;

	for (int i = 0; i < count; i++) {
		void *raw = box_into_raw((struct box *)&words[i]);

		if (custody_counts().lost != lost)
			return raw;
	}
	return NULL;
}

static void no_memory_for_a_release(struct kunit *test)
{
	enum { COUNT = 1 << 18 }; /* more than there are free records */
	long *words = kvcalloc(COUNT + sizeof(struct box), sizeof(*words), GFP_KERNEL);
	void *raw;

	KUNIT_ASSERT_NOT_NULL(test, words);
	custody_test_begin(0);
	custody_fail_memory(true);
	raw = lost_release(words, COUNT);
	if (raw)
		box_from_raw(raw);
	custody_fail_memory(false);
	KUNIT_EXPECT_NOT_NULL(test, raw);
	custody_test_expect_quiet(test, 0, 1);
	/* Nothing is lost for good. */
	custody_test_begin(0);
	box_from_raw(box_into_raw((struct box *)raw));
	custody_test_expect_quiet(test, 1, 0);
	custody_freed(words, COUNT * sizeof(*words)); /* vfree() is not watched */
	kvfree(words);
}

static void reclaim_borrow(void *data)
{
	box_from_raw((void *)box_borrow(data));
}

/* A task without a block has no boundaries, so what it reclaims is unverified. */
static int without_block(void *data)
{
	custody_fail_memory(true);
	reclaim_borrow(data);
	custody_fail_memory(false);
	complete(&tasks.all_done);
	return 0;
}

static void no_memory_for_a_task(struct kunit *test)
{
	struct box *box = box_new(test);

	custody_test_begin(0);
	init_completion(&tasks.all_done);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(without_block, box, "custody_test")));
	wait_for_completion(&tasks.all_done);
	custody_test_expect_quiet(test, 0, 1);
	kfree(box);
}

/*===-- No memory for anybody ----------------------------------------------===*/

enum { SMALL = (64 << 20) >> PAGE_SHIFT }; /* pages */

struct page_list {
	struct page_list *next;
};

static struct page_list *take_all_pages(void)
{
	struct page_list *list = NULL, *page;

	while ((page = (void *)__get_free_page(GFP_NOWAIT | __GFP_NOWARN))) {
		page->next = list;
		list = page;
	}
	return list;
}

static void give_back(struct page_list *list)
{
	while (list) {
		struct page_list *next = list->next;

		free_page((unsigned long)list);
		list = next;
	}
}

struct starved {
	struct box *right, *wrong;
	struct places at;
};

static int report_without_memory(void *data)
{
	struct starved *s = data;
	struct page_list *list = take_all_pages();

	AT(s->at.release, box_into_raw(s->wrong));
	AT(s->at.reclaim, box_from_raw((void *)AT(s->at.loss, box_borrow(s->wrong))));
	give_back(list);
	return 0;
}

static int right_without_memory(void *data)
{
	struct page_list *list = take_all_pages();

	box_drop(box_into_raw(((struct starved *)data)->right));
	give_back(list);
	return 0;
}

/* No other task may run in between: one that finds no page may let the kernel panic, as always. */
static void no_memory_at_all(struct kunit *test)
{
	struct starved s = { .right = box_new(test), .wrong = box_new(test) };

	if (totalram_pages() > SMALL) {
		kfree(s.right);
		kfree(s.wrong);
		kunit_skip(test, "boot with mem=32M");
	}
	custody_test_begin(1);
	stop_machine(report_without_memory, &s, NULL);
	custody_test_expect_report(test, "wrong-provenance", s.at);
	custody_test_begin(0);
	stop_machine(right_without_memory, &s, NULL);
	custody_test_expect_quiet(test, 1, 0);
	kfree(s.wrong);
}

/*===-- A report inside a report -------------------------------------------===*/

static struct box *printed_with; /* NULL: the console does nothing */
static int written;

/* A driver of a console that has the bug itself. */
static void wrong_write(struct console *console, const char *text, unsigned int length)
{
	struct box *box = READ_ONCE(printed_with);

	if (!box)
		return;
	written++;
	reclaim_borrow(box);
}

static void report_inside_report(struct kunit *test)
{
	struct console console = {
		.name = "custody",
		.write = wrong_write,
		.flags = CON_ENABLED,
		.index = -1,
	};
	struct box *box = box_new(test);
	struct places at = {};

	register_console(&console);
	custody_test_begin(1);
	AT(at.release, box_into_raw(box));
	written = 0;
	WRITE_ONCE(printed_with, box);
	AT(at.reclaim, box_from_raw((void *)AT(at.loss, box_borrow(box))));
	WRITE_ONCE(printed_with, NULL);
	unregister_console(&console);
	custody_test_expect_report(test, "wrong-provenance", at);
	KUNIT_EXPECT_EQ(test, custody_test_console_count("BUG: Custody"), 1);
	KUNIT_EXPECT_GT(test, written, 10);
	kfree(box);
}

/*===-- The suite ----------------------------------------------------------===*/

static struct kunit_case cases[] = { KUNIT_CASE(tasks_one_after_another),
				     KUNIT_CASE_SLOW(tasks_10000_at_once),
				     KUNIT_CASE(no_memory_for_a_release),
				     KUNIT_CASE(no_memory_for_a_task),
				     KUNIT_CASE(no_memory_at_all),
				     KUNIT_CASE(report_inside_report),
				     {} };

static struct kunit_suite suite = {
	.name = "custody_hard",
	.test_cases = cases,
};
kunit_test_suite(suite);
