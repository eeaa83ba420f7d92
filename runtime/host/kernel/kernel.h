/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/*
 * The host of the runtime in a Linux kernel. The files of this folder implement host.h with the
 * kernel's own functions; a folder for each architecture (um/) has what differs. All of it is
 * compiled in lib/custody/ of a kernel tree, by the kernel's build and never instrumented.
 *
 * Who may enter the runtime
 *
 *   task context       Everything works. A hook turns interrupts off on its processor, takes short
 *                      spin locks of the runtime, and never sleeps, so it may be called with any
 *                      lock of the kernel held.
 *   softirq, hardirq   The same. Each level of each processor is a context of its own, with its own
 *                      boundaries and hand-over area. An interrupt cannot arrive inside a hook, so
 *                      it never meets a lock that its own processor holds. Stacks that are kept
 *                      from here are walked each time and not remembered.
 *   NMI                The runtime does nothing, because an NMI can arrive inside a hook that holds a
 *                      lock. The hook returns at once: a release gets no record, a reclaim has no
 *                      verdict. custody_dropped() counts these calls.
 *   early boot         Before the slab allocator is up there are no tasks to speak of, and one
 *                      context serves all code. Modules that are built in may register their sites.
 *   a hook in a hook   The runtime calls the kernel's printk, kallsyms and unwinder, which may be
 *                      instrumented. Their hooks find the guard taken and return at once.
 *   a report           is printed with interrupts off, as KASAN's are.
 *
 * Nothing here waits for memory. If there is none, a release is not recorded (the core counts it)
 * and the reclaim is unverified; a context without a block has no boundaries.
 *
 * A module of the kernel registers its sites by constructors, which the loader runs in front of its
 * init function. Before its memory is freed a notifier lets the core copy what reports may name
 * (start/kernel/modules.c).
 */
#ifndef CUSTODY_HOST_KERNEL_H
#define CUSTODY_HOST_KERNEL_H

#include <linux/types.h>

/* Whether a test wants that there is no memory (custody_fail_memory). */
bool custody_memory_fails(void);

/*===-- What an architecture provides --------------------------------------===*/

/* Whether `current` and the stack that it names can be used. */
bool custody_arch_has_tasks(void);
/* As host_map, host_unmap and host_reserve. */
void *custody_arch_map(unsigned long bytes);
void custody_arch_unmap(void *at, unsigned long bytes);
int custody_arch_reserve(unsigned long at, unsigned long bytes);
/* Sets [*LOW, *HIGH) to the stack that this function runs on. Returns whether it is that of
 * `current`. */
bool custody_arch_stack(unsigned long *low, unsigned long *high);
/* As host_unwind. pre: custody_arch_has_tasks() is true. */
unsigned int custody_arch_unwind(struct host_frame *frames, unsigned int max);
/* Writes TEXT where there is no printk yet. */
void custody_arch_write(const char *text, unsigned long bytes);
/* Ends the machine before there is a panic(). */
void __noreturn custody_arch_exit(void);

#endif /* CUSTODY_HOST_KERNEL_H */
