// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* x86-64: what runs now, and where its stack is. */
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <asm/stacktrace.h>
#include <asm/unwind.h>

#include "host/host.h"
#include "../kernel.h"

/* `current` is set before any instrumented code runs. */
bool custody_arch_has_tasks(void)
{
	return true;
}

/* The stacks of exceptions and of entries count as unknown: nothing on them is walked. */
bool custody_arch_stack(unsigned long *low, unsigned long *high)
{
	struct stack_info info = {};

	*low = *high = 0;
	if (!get_stack_info_noinstr(__builtin_frame_address(0), current, &info))
		return false;
	if (info.type != STACK_TYPE_TASK && info.type != STACK_TYPE_IRQ &&
	    info.type != STACK_TYPE_SOFTIRQ)
		return false;
	*low = (unsigned long)info.begin;
	*high = (unsigned long)info.end;
	return info.type == STACK_TYPE_TASK;
}

/* With the places of the return addresses, so that the core can use a stack again (core/stack.c). */
unsigned int custody_arch_unwind(struct host_frame *frames, unsigned int max)
{
	struct unwind_state state;
	unsigned int count = 0;

	for (unwind_start(&state, current, NULL, NULL); !unwind_done(&state) && count < max;
	     unwind_next_frame(&state)) {
		unsigned long pc = unwind_get_return_address(&state);

		if (!pc)
			break;
		frames[count++] = (struct host_frame){
			.pc = pc, .slot = (uintptr_t)unwind_get_return_address_ptr(&state)
		};
	}
	return count;
}

void custody_arch_write(const char *text, unsigned long bytes)
{
	printk(KERN_ERR "%.*s", (int)bytes, text);
}

void custody_arch_exit(void)
{
	panic("Custody cannot start");
}
