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
#include <linux/sched/task.h>
#include <linux/string.h>

#include "host/host.h"
#include "kernel.h"

/*===-- Finding the context ------------------------------------------------===*/

enum { LEVEL_SOFTIRQ, LEVEL_HARDIRQ, LEVELS };

static DEFINE_PER_CPU(struct custody_context[LEVELS], interrupts);

_Static_assert(HOST_CONTEXT_BYTES <= sizeof(init_task.custody.context.state), "it is large enough");
_Static_assert(HOST_AREA_BYTES <= sizeof(init_task.custody.area[0]), "it is large enough");

/* pre: not in an NMI. Interrupt levels do not move to another processor. */
static struct custody_context *context_here(void)
{
	if (unlikely(!custody_arch_has_tasks()))
		return &init_task.custody.context;
	if (likely(in_task()))
		return &current->custody.context;
	return this_cpu_ptr(&interrupts[in_hardirq() ? LEVEL_HARDIRQ : LEVEL_SOFTIRQ]);
}

void *host_context(void)
{
	return context_here()->state;
}

/*===-- Hand-over areas ----------------------------------------------------===*/

/*
 * An area belongs to code that runs from one call to the next: to a task, or to an interrupt or
 * exception of the task. All areas lie in the task, because the end of an interrupt may let another
 * task run, and an exception may sleep; the task then goes on on any processor. A softirq that is run
 * at the end of an interrupt, or by local_bh_enable(), is called like any function and uses the area
 * of its caller.
 *
 * A processor has the address of the area in use in a variable (User Mode Linux has one processor).
 */
#define FIRST_AREA ((struct custody_tls *)init_task.custody.area[0])
#ifdef CONFIG_UML
struct custody_tls *__custody_area = FIRST_AREA;
EXPORT_SYMBOL(__custody_area);
#define set_area(task, which) (__custody_area = area_of(task, which))
#else
DEFINE_PER_CPU(struct custody_tls *, __custody_area) = FIRST_AREA;
EXPORT_PER_CPU_SYMBOL(__custody_area);
#define set_area(task, which) raw_cpu_write(__custody_area, area_of(task, which))
#endif

static __always_inline struct custody_tls *area_of(struct task_struct *task, unsigned int which)
{
	return (struct custody_tls *)task->custody.area[min(which, CUSTODY_AREAS - 1U)];
}

/* Nothing is handed over any more in AREA. */
static __always_inline void clear_area(struct custody_tls *area)
{
	for (unsigned int i = 0; i < HOST_AREA_BYTES / sizeof(unsigned long); i++)
		WRITE_ONCE(((unsigned long *)area)[i], 0);
}

noinstr void custody_switch(struct task_struct *next)
{
	set_area(next, next->custody.nested);
}

#ifndef CONFIG_UML
void custody_cpu_start(unsigned int cpu, struct task_struct *idle)
{
	per_cpu(__custody_area, cpu) = area_of(idle, 0);
}
#endif

/* An NMI may come between any two instructions here. It finds NESTED no less than the area in use. */
noinstr void custody_interrupt_begin(void)
{
	struct task_struct *task = current;
	unsigned int which = READ_ONCE(task->custody.nested) + 1;

	WRITE_ONCE(task->custody.nested, which);
	barrier();
	/* What an earlier interrupt left may have the name of a function that runs now. If interrupts
	 * are nested too deep, several use the last area, and the inner one drops what the outer one
	 * hands over. */
	clear_area(area_of(task, which));
	set_area(task, which);
}

noinstr void custody_interrupt_end(void)
{
	struct task_struct *task = current;
	unsigned int which = READ_ONCE(task->custody.nested);

	if (unlikely(which >= CUSTODY_AREAS))
		clear_area(area_of(task, which));
	set_area(task, which - 1);
	barrier();
	WRITE_ONCE(task->custody.nested, which - 1);
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
	struct spare *block = task->custody.context.block;
	unsigned long flags;

	if (!block)
		return;
	task->custody.context.block = NULL;
	raw_local_irq_save(flags);
	host_lock(&spares_lock);
	block->next = spares;
	spares = block;
	host_unlock(&spares_lock);
	raw_local_irq_restore(flags);
}
