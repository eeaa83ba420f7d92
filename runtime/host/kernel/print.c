// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* What is printed, in the form of KASAN's reports, and what is done after it. */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/custody.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "host/host.h"
#include "kernel.h"

void host_write(int fd, const char *text, size_t bytes)
{
	if (!custody_arch_has_tasks()) {
		custody_arch_write(text, bytes);
		return;
	}
	while (bytes) {
		const char *end = memchr(text, '\n', bytes);
		size_t length = end ? end - text : bytes;

		printk(KERN_ERR "%.*s\n", (int)length, text);
		length += end != NULL;
		text += length;
		bytes -= length;
	}
}

int host_pid(void)
{
	return custody_arch_has_tasks() ? task_pid_nr(current) : 0;
}

/* The line that a test fails with if it did not expect the report. */
static void fail_test(void)
{
#if IS_BUILTIN(CONFIG_KUNIT)
	struct kunit *test = kunit_get_current_test();

	if (test && !custody_expected())
		kunit_set_failure(test);
#endif
}

void host_reported(void)
{
	if (!custody_arch_has_tasks())
		return;
	dump_stack_print_info(KERN_ERR);
	printk(KERN_ERR "==================================================================\n");
	add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);
	fail_test();
	check_panic_on_warn("Custody");
}

/* After a report, if custody_fault=panic. */
void host_die(int status)
{
	panic("custody_fault=panic");
}

void host_exit(int status)
{
	if (!custody_arch_has_tasks())
		custody_arch_exit();
	panic("Custody cannot start");
}
