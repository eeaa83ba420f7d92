// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * x86-64: the runtime's memory. A hook may run while its processor holds a lock of the page allocator,
 * so it takes memory only from chunks that are ready. An irq_work, which runs when interrupts are on
 * again, replaces what was taken. Chunks are never given back; pieces are used again.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "host/host.h"
#include "../kernel.h"

enum { ORDER = 8, CHUNK = PAGE_SIZE << ORDER, READY = 4 };

static struct host_lock lock;
static void *ready[READY]; /* chunks of zeros */
static unsigned int ready_count;
static char *next; /* of the chunk that pieces are cut from */
static unsigned long left;

/* Pieces that were given back. */
static struct piece {
	struct piece *next;
	unsigned long bytes;
} *pieces;

/*===-- Refilling ----------------------------------------------------------===*/

static bool started;

/* Returns false if the allocator has no chunk, or if none is missing. */
static bool refill(gfp_t gfp)
{
	struct page *page;
	unsigned long flags;
	bool used = false;

	if (READ_ONCE(ready_count) >= READY)
		return false;
	page = alloc_pages(gfp | __GFP_ZERO | __GFP_NOWARN, ORDER);
	if (!page)
		return false;
	raw_local_irq_save(flags);
	host_lock(&lock);
	if (ready_count < READY) {
		ready[ready_count++] = page_address(page);
		used = true;
	}
	host_unlock(&lock);
	raw_local_irq_restore(flags);
	if (!used)
		__free_pages(page, ORDER);
	return used;
}

static void refill_patiently(struct work_struct *work)
{
	while (refill(GFP_KERNEL | __GFP_RETRY_MAYFAIL))
		;
}
static DECLARE_WORK(patient, refill_patiently);

static void refill_now(struct irq_work *work)
{
	while (refill(GFP_NOWAIT))
		;
	if (READ_ONCE(ready_count) < READY)
		schedule_work(&patient);
}
static struct irq_work soon = IRQ_WORK_INIT_HARD(refill_now);

/* Before the first constructor, and so before the first hook that needs memory. */
static int __init fill(void)
{
	while (refill(GFP_KERNEL))
		;
	WRITE_ONCE(started, true);
	return 0;
}
early_initcall(fill);

/*===-- Taking -------------------------------------------------------------===*/

/* A piece that was given back. pre: the lock is held. */
static void *take_again(unsigned long bytes)
{
	for (struct piece **p = &pieces; *p; p = &(*p)->next)
		if ((*p)->bytes == bytes) {
			struct piece *found = *p;

			*p = found->next;
			memset(found, 0, bytes);
			return found;
		}
	return NULL;
}

/* pre: the lock is held. The rest of the chunk before is lost if it is too small. */
static void *take_new(unsigned long bytes)
{
	void *taken;

	if (bytes > left && ready_count) {
		next = ready[--ready_count];
		left = CHUNK;
	}
	if (bytes > left)
		return NULL;
	taken = next;
	next += bytes;
	left -= bytes;
	return taken;
}

void *custody_arch_map(unsigned long bytes)
{
	unsigned long flags;
	void *taken;

	bytes = PAGE_ALIGN(bytes);
	if (bytes > CHUNK)
		return NULL;
	raw_local_irq_save(flags);
	host_lock(&lock);
	taken = take_again(bytes);
	if (!taken)
		taken = take_new(bytes);
	host_unlock(&lock);
	if (READ_ONCE(started) && READ_ONCE(ready_count) < READY)
		irq_work_queue(&soon);
	raw_local_irq_restore(flags);
	return taken;
}

void custody_arch_unmap(void *at, unsigned long bytes)
{
	struct piece *piece = at;
	unsigned long flags;

	raw_local_irq_save(flags);
	host_lock(&lock);
	*piece = (struct piece){ .next = pieces, .bytes = PAGE_ALIGN(bytes) };
	pieces = piece;
	host_unlock(&lock);
	raw_local_irq_restore(flags);
}
