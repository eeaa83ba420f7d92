// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * Tests of Custody on several processors at once: tasks that move between processors and are
 * interrupted, at any instruction, by code that hands over tags too. Every correct reclaim must be
 * verified, not only silent. With one processor (User Mode Linux) they test preemption alone.
 */
#include <custody/custody.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/custody.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

#ifdef CONFIG_X86_LOCAL_APIC
#include <asm/apic.h>
#include <asm/nmi.h>
#endif

struct item {
	long count;
	struct {
		long data[3];
	} inner;
};

CUSTODY_RELEASE
static noinline void *item_into_raw(struct item *item)
{
	return &item->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct item, inner), sizeof(((struct item *)0)->inner))
static noinline struct item *item_from_raw(void *raw)
{
	return container_of(raw, struct item, inner);
}

CUSTODY_RETURNS_SHARED_SIZED(sizeof(((struct item *)0)->inner))
static noinline const void *item_borrow(const struct item *item)
{
	return &item->inner;
}

/* Tags travel through arguments, results and memory. */
struct cell {
	void *pointer;
};

static noinline void *give_back(void *pointer)
{
	barrier();
	return pointer;
}

static noinline void *pass_down(int depth, void *pointer)
{
	struct cell cell = { .pointer = pointer };

	OPTIMIZER_HIDE_VAR(pointer);
	if (depth)
		pointer = pass_down(depth - 1, give_back(cell.pointer));
	barrier();
	return pointer;
}

/* Returns whether there was memory. */
static noinline bool round_trip(gfp_t gfp)
{
	struct item *item = kzalloc(sizeof(*item), gfp);

	if (!item)
		return false;
	kfree(item_from_raw(pass_down(4, item_into_raw(item))));
	return true;
}

/*===-- What interrupts ----------------------------------------------------===*/

static atomic_long_t interrupts, in_interrupts;

struct ticker {
	struct hrtimer timer;
	bool stop;
};
static DEFINE_PER_CPU(struct ticker, tickers);

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct ticker *ticker = container_of(timer, struct ticker, timer);

	atomic_long_inc(&interrupts);
	if (round_trip(GFP_ATOMIC))
		atomic_long_inc(&in_interrupts);
	if (READ_ONCE(ticker->stop))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(200 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

static void start_ticker(void *unused)
{
	struct ticker *ticker = this_cpu_ptr(&tickers);

	ticker->stop = false;
	hrtimer_init(&ticker->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	ticker->timer.function = tick;
	hrtimer_start(&ticker->timer, ns_to_ktime(200 * NSEC_PER_USEC),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

static void start_tickers(void)
{
	on_each_cpu(start_ticker, NULL, true);
}

static void stop_tickers(void)
{
	int cpu;

	for_each_online_cpu(cpu)
	{
		WRITE_ONCE(per_cpu(tickers, cpu).stop, true);
		hrtimer_cancel(&per_cpu(tickers, cpu).timer);
	}
}

#ifdef CONFIG_X86_LOCAL_APIC
static atomic_long_t nmis;

/* Hands over tags as other code does, but releases nothing. */
static int in_nmi_handler(unsigned int type, struct pt_regs *regs)
{
	static struct cell cell;

	atomic_long_inc(&nmis);
	pass_down(4, READ_ONCE(cell.pointer));
	pass_down(4, (void *)item_borrow((struct item *)&cell));
	return NMI_HANDLED;
}

static void send_nmi(int cpu)
{
	__apic_send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
}
#endif

/*===-- Tasks on all processors --------------------------------------------===*/

struct runner {
	int number, rounds;
	long done;
	struct completion ended;
};

/* Moves to another processor from time to time. */
static int run(void *data)
{
	struct runner *r = data;
	int cpu = r->number % num_online_cpus();

	for (int i = 0; i < r->rounds; i++) {
		if (i % 64 == 0) {
			cpu = (cpu + 1) % num_online_cpus();
			set_cpus_allowed_ptr(current, cpumask_of(cpu));
		}
		r->done += round_trip(GFP_KERNEL);
		if (i % 16 == 0)
			cond_resched();
	}
	complete(&r->ended);
	return 0;
}

/* Runs tasks that make ROUNDS round trips each; returns how many were made. AGAIN is called meanwhile. */
static long run_all(struct kunit *test, int rounds, void (*again)(void))
{
	int count = 3 * num_online_cpus();
	struct runner *runners = kunit_kcalloc(test, count, sizeof(*runners), GFP_KERNEL);
	long done = 0;

	KUNIT_ASSERT_NOT_NULL(test, runners);
	for (int i = 0; i < count; i++) {
		struct runner *r = &runners[i];

		*r = (struct runner){ .number = i, .rounds = rounds };
		init_completion(&r->ended);
		if (IS_ERR(kthread_run(run, r, "custody_smp")))
			complete(&r->ended);
	}
	for (int i = 0; i < count; i++) {
		while (!wait_for_completion_timeout(&runners[i].ended, 1))
			if (again)
				again();
		done += runners[i].done;
	}
	return done;
}

static struct custody_counts before;

static void expect_verified(struct kunit *test, long trips)
{
	struct custody_counts now = custody_counts();

	KUNIT_EXPECT_GT(test, trips, 0);
	KUNIT_EXPECT_EQ(test, now.reported - before.reported, 0);
	KUNIT_EXPECT_EQ(test, now.unverified - before.unverified, 0);
	KUNIT_EXPECT_EQ(test, now.verified - before.verified, (u64)trips);
	KUNIT_EXPECT_EQ(test, now.lost - before.lost, 0);
}

static void smp_tasks(struct kunit *test)
{
	before = custody_counts();
	expect_verified(test, run_all(test, 2000, NULL));
}

static void smp_interrupts(struct kunit *test)
{
	long trips;

	before = custody_counts();
	atomic_long_set(&interrupts, 0);
	atomic_long_set(&in_interrupts, 0);
	start_tickers();
	trips = run_all(test, 2000, NULL);
	stop_tickers();
	expect_verified(test, trips + atomic_long_read(&in_interrupts));
	kunit_info(test, "%ld round trips, %ld of %ld interrupts had memory", trips,
		   atomic_long_read(&in_interrupts), atomic_long_read(&interrupts));
}

#ifdef CONFIG_X86_LOCAL_APIC
static void send_nmis(void)
{
	int cpu;

	for_each_online_cpu(cpu) send_nmi(cpu);
}

static void smp_nmis(struct kunit *test)
{
	long trips;

	KUNIT_ASSERT_EQ(test, register_nmi_handler(NMI_LOCAL, in_nmi_handler, 0, "custody_test"),
			0);
	before = custody_counts();
	atomic_long_set(&nmis, 0);
	atomic_long_set(&in_interrupts, 0);
	start_tickers();
	trips = run_all(test, 2000, send_nmis);
	stop_tickers();
	unregister_nmi_handler(NMI_LOCAL, "custody_test");
	expect_verified(test, trips + atomic_long_read(&in_interrupts));
	KUNIT_EXPECT_GT(test, atomic_long_read(&nmis), 0);
	kunit_info(test, "%ld NMIs", atomic_long_read(&nmis));
}
#endif

/*===-- The bug, on each processor -----------------------------------------===*/

static void wrong_trip(void *unused)
{
	struct item *item = kzalloc(sizeof(*item), GFP_ATOMIC);
	void *raw;

	if (!item)
		return;
	raw = item_into_raw(item);
	item_from_raw(pass_down(4, (void *)item_borrow(item)));
	kfree(item_from_raw(raw));
}

static void smp_reports(struct kunit *test)
{
	int cpu;

	for_each_online_cpu(cpu)
	{
		custody_expect(1);
		before = custody_counts();
		smp_call_function_single(cpu, wrong_trip, NULL, true);
		KUNIT_EXPECT_EQ(test, custody_counts().reported - before.reported, 1);
		KUNIT_EXPECT_EQ(test, custody_counts().verified - before.verified, 1);
	}
	custody_expect(0);
}

static struct kunit_case smp_cases[] = { KUNIT_CASE(smp_tasks),
					 KUNIT_CASE(smp_interrupts),
#ifdef CONFIG_X86_LOCAL_APIC
					 KUNIT_CASE(smp_nmis),
#endif
					 KUNIT_CASE(smp_reports),
					 {} };

static struct kunit_suite smp_suite = {
	.name = "custody_smp",
	.test_cases = smp_cases,
};
kunit_test_suite(smp_suite);
