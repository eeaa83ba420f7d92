// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * Contexts: a task, or a level of interrupts of a processor. A task's context lies in its
 * task_struct, the others are per-CPU variables.
 */
#include <linux/custody.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "host/host.h"
#include "kernel.h"

/*===-- Finding the context ------------------------------------------------===*/

enum { LEVEL_SOFTIRQ, LEVEL_HARDIRQ, LEVELS };

static struct custody_context early;
static DEFINE_PER_CPU(struct custody_context[LEVELS], interrupts);

_Static_assert(HOST_CONTEXT_BYTES <= sizeof(early.state), "custody_context.state is large enough");
_Static_assert(HOST_AREA_BYTES <= sizeof(early.area), "custody_context.area is large enough");

/* pre: not in an NMI. Interrupt levels do not move to another processor. */
static struct custody_context *context_here(void)
{
	if (unlikely(!custody_arch_has_tasks()))
		return &early;
	if (likely(in_task()))
		return &current->custody;
	return this_cpu_ptr(&interrupts[in_hardirq() ? LEVEL_HARDIRQ : LEVEL_SOFTIRQ]);
}

void *host_context(void)
{
	return context_here()->state;
}

/*===-- Hand-over areas ----------------------------------------------------===*/

/*
 * An area belongs to code that runs from one call to the next: to a task, or to an interrupt. A
 * softirq that is run at the end of an interrupt, or by local_bh_enable(), is called like any
 * function and uses the area of its caller. One processor, as HAVE_ARCH_CUSTODY says.
 */
struct custody_tls *__custody_area = (struct custody_tls *)early.area;
EXPORT_SYMBOL_GPL(__custody_area);

enum { NESTED = 4 };
static unsigned long areas[NESTED + 1][HOST_AREA_BYTES / sizeof(unsigned long)];
static unsigned int depth;

void custody_switch(struct task_struct *next)
{
	__custody_area = (struct custody_tls *)next->custody.area;
}

/* Interrupts that are nested deeper than NESTED share the last area. */
void *custody_interrupt_begin(void)
{
	void *before = __custody_area;
	unsigned int level = depth++;

	__custody_area = (struct custody_tls *)areas[level < NESTED ? level : NESTED];
	return before;
}

void custody_interrupt_end(void *before)
{
	depth--;
	__custody_area = before;
}

/*===-- Interrupts ---------------------------------------------------------===*/

static uint64_t dropped;

uint64_t custody_dropped(void)
{
	return __atomic_load_n(&dropped, __ATOMIC_RELAXED);
}

bool host_enter(uint64_t *before)
{
	unsigned long flags;

	if (unlikely(custody_arch_has_tasks() && in_nmi())) {
		__atomic_fetch_add(&dropped, 1, __ATOMIC_RELAXED);
		return false;
	}
	raw_local_irq_save(flags);
	*before = flags;
	return true;
}

void host_leave(uint64_t before)
{
	raw_local_irq_restore((unsigned long)before);
}

/* Interrupts are off, so whoever holds LOCK runs on another processor and is not interrupted. */
void host_lock_wait(struct host_lock *lock)
{
	while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
}

/*===-- The blocks of contexts ---------------------------------------------===*/

/* The last line of a report names the task. */
bool host_is_main_thread(void)
{
	return true;
}

void host_thread_name(char *to, size_t size)
{
	to[0] = 0;
}

/* A block that no context has. */
struct spare {
	struct spare *next;
};
static struct spare *spares;
static struct host_lock spares_lock;

void *host_thread_block(void **slot)
{
	struct custody_context *context = context_here();
	struct spare *block;

	host_lock(&spares_lock);
	block = custody_memory_fails() ? NULL : spares;
	if (block)
		spares = block->next;
	host_unlock(&spares_lock);
	if (block)
		memset(block, 0, HOST_THREAD_BYTES);
	else
		block = host_map(HOST_THREAD_BYTES);
	context->block = block;
	return *slot = block;
}

void custody_task_create(struct task_struct *task)
{
	memset(&task->custody, 0, sizeof(task->custody));
}

void custody_task_free(struct task_struct *task)
{
	struct spare *block = task->custody.block;
	unsigned long flags;

	if (!block)
		return;
	task->custody.block = NULL;
	raw_local_irq_save(flags);
	host_lock(&spares_lock);
	block->next = spares;
	spares = block;
	host_unlock(&spares_lock);
	raw_local_irq_restore(flags);
}
