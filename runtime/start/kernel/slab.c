// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * The slab allocator tells the runtime of each object that dies (mm/slub.c): kfree, kmem_cache_free,
 * the bulk functions, and kfree_rcu after its grace period.
 *
 * An object that was released is held back, as KASAN's quarantine does, so that no new object gets
 * its address and a late reclaim is stale for certain. Only objects of kmalloc are held: their caches
 * are never destroyed.
 */
#include <linux/custody.h>
#include <linux/kernel.h>

#include "core/core.h"
#include "guard.h"

/* Whether there is any record or tag that a free can concern. */
static inline bool anything_known(void)
{
	return ledger_in_use() || shadow_in_use();
}

/* Returns the object to free: OBJECT, or one that leaves the quarantine in its place, or NULL. */
static noinline void *object_dies(struct origin from, void *object, size_t size, bool can_hold)
{
	uint64_t ticket;

	if (!guard_enter())
		return object;
	ticket = core_freed(from, (uint64_t)object, size, can_hold && size <= QUARANTINE_BYTES);
	if (ticket)
		object = quarantine_swap(ticket, object);
	guard_leave();
	return object;
}

bool __custody_slab_free(void *object, size_t size, bool can_hold)
{
	void *dead;

	if (likely(!anything_known() || !core_may_concern((uint64_t)object, size)))
		return false;
	dead = object_dies((struct origin)ORIGIN_HERE(), object, size, can_hold);
	if (likely(dead == object))
		return false;
	if (dead)
		custody_slab_release(dead);
	return true;
}

void __custody_large_free(void *object, size_t size)
{
	if (anything_known())
		object_dies((struct origin)ORIGIN_HERE(), object, size, false);
}
