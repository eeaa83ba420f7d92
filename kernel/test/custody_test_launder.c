// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* The ways on which a pointer keeps its history: S12 of docs/semantics.md, in a kernel. */
#include "custody_test.h"

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

/* A carrier, as drivers have: the pointer travels in it. */
struct carrier {
	struct list_head list;
	struct work_struct work;
	struct timer_list timer;
	struct rcu_head rcu;
	struct completion done;
	void *pointer, *result;
};

static noinline void carry(struct carrier *c)
{
	c->result = c->pointer;
	complete(&c->done);
}

static void *through_struct(void *pointer)
{
	struct carrier *c = kzalloc(sizeof(*c), GFP_KERNEL), copy;

	c->pointer = pointer;
	copy = *c;
	kfree(c);
	return copy.pointer;
}

static void *through_memcpy(void *pointer)
{
	void *from[2] = { NULL, pointer }, *to[2];

	OPTIMIZER_HIDE_VAR(pointer);
	memcpy(to, from, sizeof(to));
	return to[1];
}

static void *through_krealloc(void *pointer)
{
	void **small = kzalloc(2 * sizeof(*small), GFP_KERNEL), **large;

	small[1] = pointer;
	large = krealloc(small, 512 * sizeof(*small), GFP_KERNEL);
	pointer = large[1];
	kfree(large);
	return pointer;
}

static noinline void *last_of(int count, ...)
{
	va_list list;
	void *last = NULL;

	va_start(list, count);
	while (count--)
		last = va_arg(list, void *);
	va_end(list);
	return last;
}

static void *through_varargs(void *pointer)
{
	return last_of(2, (void *)&pointer, pointer);
}

static void *through_list(void *pointer)
{
	LIST_HEAD(head);
	struct carrier c = { .pointer = pointer };

	list_add(&c.list, &head);
	return list_first_entry(&head, struct carrier, list)->pointer;
}

static int thread_body(void *data)
{
	carry(data);
	return 0;
}

static void *through_kthread(void *pointer)
{
	struct carrier c = { .pointer = pointer };

	init_completion(&c.done);
	if (!IS_ERR(kthread_run(thread_body, &c, "custody_test")))
		wait_for_completion(&c.done);
	return c.result;
}

static int argument_body(void *data)
{
	struct carrier **c = data;

	(*c)->result = (*c)->pointer;
	complete(&(*c)->done);
	return 0;
}

/* kthread_create() hands over its data as it is. */
static void *through_kthread_data(void *pointer)
{
	struct carrier c = { .pointer = pointer }, *at = &c;

	init_completion(&c.done);
	if (!IS_ERR(kthread_run(argument_body, &at, "custody_test")))
		wait_for_completion(&c.done);
	return c.result;
}

static void work_body(struct work_struct *work)
{
	carry(container_of(work, struct carrier, work));
}

static void *through_work(void *pointer)
{
	struct carrier c = { .pointer = pointer };

	init_completion(&c.done);
	INIT_WORK_ONSTACK(&c.work, work_body);
	schedule_work(&c.work);
	flush_work(&c.work);
	destroy_work_on_stack(&c.work);
	return c.result;
}

static void timer_body(struct timer_list *timer)
{
	carry(container_of(timer, struct carrier, timer));
}

static void *through_timer(void *pointer)
{
	struct carrier c = { .pointer = pointer };

	init_completion(&c.done);
	timer_setup_on_stack(&c.timer, timer_body, 0);
	mod_timer(&c.timer, jiffies);
	wait_for_completion(&c.done);
	timer_delete_sync(&c.timer);
	destroy_timer_on_stack(&c.timer);
	return c.result;
}

static void rcu_body(struct rcu_head *rcu)
{
	carry(container_of(rcu, struct carrier, rcu));
}

static void *through_rcu(void *pointer)
{
	struct carrier c = { .pointer = pointer };

	init_completion(&c.done);
	init_rcu_head_on_stack(&c.rcu);
	call_rcu(&c.rcu, rcu_body);
	wait_for_completion(&c.done);
	destroy_rcu_head_on_stack(&c.rcu);
	return c.result;
}

static void *through_xarray(void *pointer)
{
	DEFINE_XARRAY(array);
	void *found;

	xa_store(&array, 7, pointer, GFP_KERNEL);
	found = xa_load(&array, 7);
	xa_destroy(&array);
	return found;
}

const struct custody_test_launder custody_test_launders[] = { { "struct", through_struct },
							      { "memcpy", through_memcpy },
							      { "krealloc", through_krealloc },
							      { "varargs", through_varargs },
							      { "list", through_list },
							      { "kthread", through_kthread },
							      { "kthread data",
								through_kthread_data },
							      { "work", through_work },
							      { "timer", through_timer },
							      { "rcu callback", through_rcu },
							      { "xarray", through_xarray },
							      {} };
