// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * User Mode Linux, the kernel's side. All memory comes from the system that User Mode Linux runs on
 * (host_user.c), so no allocator of the kernel is entered from a hook.
 */
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <asm/thread_info.h>

#include "host/host.h"
#include "host_user.h"
#include "../kernel.h"

/* Constructors run before linux_main(), on the stack of a process. slab_is_available() is
 * instrumented, so it is not called from every hook. */
bool custody_arch_has_tasks(void)
{
	static bool has_tasks;

	if (unlikely(!has_tasks))
		has_tasks = slab_is_available();
	return has_tasks;
}

void *custody_arch_map(unsigned long bytes)
{
	return custody_um_map(bytes);
}

void custody_arch_unmap(void *at, unsigned long bytes)
{
	custody_um_unmap(at, bytes);
}

int custody_arch_reserve(unsigned long at, unsigned long bytes)
{
	return custody_um_reserve(at, bytes);
}

/* Every stack of User Mode Linux is aligned to its size. */
bool custody_arch_stack(unsigned long *low, unsigned long *high)
{
	*low = (unsigned long)__builtin_frame_address(0) & ~(THREAD_SIZE - 1);
	*high = *low + THREAD_SIZE;
	return *low == (unsigned long)task_stack_page(current);
}

unsigned int custody_arch_unwind(struct host_frame *frames, unsigned int max)
{
	enum { MOST = 64 };
	unsigned long found[MOST];
	unsigned int i, count = stack_trace_save(found, min_t(unsigned int, max, MOST), 0);

	for (i = 0; i < count; i++)
		frames[i] = (struct host_frame){ .pc = found[i] };
	return count;
}

void custody_arch_write(const char *text, unsigned long bytes)
{
	custody_um_write(text, bytes);
}

void custody_arch_exit(void)
{
	custody_um_exit();
}
