/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/*
 * Custody, a provenance sanitizer: what a driver or a test may write, and where the kernel calls it.
 * The annotations are in <custody/custody.h>: CUSTODY_RELEASE, CUSTODY_RECLAIM, CUSTODY_KEY and so on.
 * Without CONFIG_CUSTODY everything here is empty.
 */
#ifndef _LINUX_CUSTODY_H
#define _LINUX_CUSTODY_H

#include <linux/custody_types.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct task_struct;

#ifdef CONFIG_CUSTODY

/* Reclaims by their verdict; releases that were not recorded for lack of memory; calls from an NMI. */
struct custody_counts {
	u64 verified, unverified, reported, lost, dropped;
};
/* Any context. */
struct custody_counts custody_counts(void);

/* A KUnit test in which a report is printed fails. After this call the next REPORTS are expected, and
 * places that had a report may have one again. Process context. */
void custody_expect(int reports);

/* While FAIL is true, the runtime gets no memory. For tests. Any context. */
void custody_fail_memory(bool fail);

/* Below: for lib/custody, kernel/fork.c, mm/slub.c and the architecture only. */

bool custody_expected(void);
u64 custody_dropped(void);
void custody_task_create(struct task_struct *task);
void custody_task_free(struct task_struct *task);

/* From here on NEXT runs on this processor. To be called by code that is not instrumented. */
void custody_switch(struct task_struct *next);
/* CPU is about to start with the task IDLE. */
void custody_cpu_start(unsigned int cpu, struct task_struct *idle);
/* An interrupt, an exception or an NMI of kernel code begins. It keeps apart the tags that the
 * interrupted code is handing over. What follows may sleep and move to another processor. To be called
 * by code that is not instrumented, interrupts off. */
void custody_interrupt_begin(void);
void custody_interrupt_end(void);

/* The shadow of x86-64. At the very start; when all RAM is mapped; when addresses of vmalloc are
 * allocated, for SIZE bytes; and after those were unmapped. GFP is that of the allocation. */
#ifdef CONFIG_UML
static inline void custody_early_init(void)
{
}
static inline void custody_shadow_init(void)
{
}
static inline void custody_shadow_add(unsigned long start, unsigned long size, gfp_t gfp)
{
}
static inline void custody_shadow_remove(unsigned long start, unsigned long size)
{
}
#else
void custody_early_init(void);
void custody_shadow_init(void);
void custody_shadow_add(unsigned long start, unsigned long size, gfp_t gfp);
void custody_shadow_remove(unsigned long start, unsigned long size);
#endif

bool __custody_slab_free(void *object, size_t size, bool can_hold);
void __custody_large_free(void *object, size_t size);
/* In mm/slub.c: frees an object that custody_slab_free held back. */
void custody_slab_release(void *object);

/* OBJECT of SIZE bytes is about to be freed. Returns true if Custody holds it back, which it may do if
 * CAN_HOLD is true: then the caller must not free it. */
static inline bool custody_slab_free(void *object, size_t size, bool can_hold)
{
	return __custody_slab_free(object, size, can_hold);
}
static inline void custody_large_free(void *object, size_t size)
{
	__custody_large_free(object, size);
}

#else

static inline void custody_task_create(struct task_struct *task)
{
}
static inline void custody_task_free(struct task_struct *task)
{
}
static inline void custody_switch(struct task_struct *next)
{
}
static inline void custody_cpu_start(unsigned int cpu, struct task_struct *idle)
{
}
static __always_inline void custody_interrupt_begin(void)
{
}
static __always_inline void custody_interrupt_end(void)
{
}
static inline void custody_early_init(void)
{
}
static inline void custody_shadow_init(void)
{
}
static inline void custody_shadow_add(unsigned long start, unsigned long size, gfp_t gfp)
{
}
static inline void custody_shadow_remove(unsigned long start, unsigned long size)
{
}
static inline bool custody_slab_free(void *object, size_t size, bool can_hold)
{
	return false;
}
static inline void custody_large_free(void *object, size_t size)
{
}

#endif /* CONFIG_CUSTODY */

#endif /* _LINUX_CUSTODY_H */
