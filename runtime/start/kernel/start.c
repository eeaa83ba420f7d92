// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * The start in a kernel. The first module that registers its sites starts the runtime; in User Mode
 * Linux that is before linux_main(). The command line is read later, so all code up to
 * parse_early_param() runs with the defaults.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/string.h>

#include "core/core.h"
#include "guard.h"
#include "report/report.h"
#include "start/parse_options.h"
#include "start/start.h"

/*===-- Options ------------------------------------------------------------===*/

/* Options that a kernel has no use for keep their defaults. */
static void keep_defaults(struct text *error, const struct options *before)
{
#define KEEP(name)                                                                                \
	if (options.name != before->name) {                                                       \
		options.name = before->name;                                                      \
		text_string(error, "custody: the option " #name " has no meaning in a kernel\n"); \
	}
	KEEP(exitcode)
	KEEP(abort_on_error)
	KEEP(log_path)
	KEEP(log_exe_name)
	KEEP(log_format) /* a line of the log is short */
	KEEP(external_symbolizer_path)
	KEEP(color)
	KEEP(suppressions)
	KEEP(print_suppressions)
	KEEP(include)
	KEEP(help)
#undef KEEP
}

static char messages[2048] __initdata;

static void __init print_messages(const struct text *error)
{
	if (error->used)
		pr_err("%s", error->at);
}

/* custody=NAME=VALUE,NAME=VALUE: the options of docs/options.md. */
static int __init read_options(char *text)
{
	struct text error = { .at = messages, .size = sizeof(messages) };
	struct options before = options;

	if (text)
		options_parse(text, "custody=", &error);
	keep_defaults(&error, &before);
	print_messages(&error);
	return 0;
}
early_param("custody", read_options);

/* custody_fault=report|panic: what follows a report. It is the option halt_on_error. */
static int __init read_fault(char *text)
{
	if (text && !strcmp(text, "panic"))
		options.halt_on_error = true;
	else if (text && !strcmp(text, "report"))
		options.halt_on_error = false;
	else
		pr_err("custody: custody_fault=%s: the value must be report or panic\n",
		       text ?: "");
	return 0;
}
early_param("custody_fault", read_fault);

void start_options(void)
{
	/* A kernel goes on after a bug unless it is told otherwise. */
	options.halt_on_error = false;
}

/*===-- The start ----------------------------------------------------------===*/

static uint32_t started;

static void no_shadow(const struct shadow_failure *failure)
{
	static char buffer[256];
	struct text out = { .at = buffer, .size = sizeof(buffer) };

	text_format(
		&out,
		"custody: cannot reserve %u GiB of address space for the shadow at %p: error %d\n",
		failure->bytes >> 30, failure->at, (int64_t)failure->error);
	host_write(2, out.at, out.used);
	host_exit(1);
}

void start_runtime(void)
{
	struct shadow_failure failure;

	if (likely(__atomic_load_n(&started, __ATOMIC_ACQUIRE)))
		return;
	start_options();
	if (!shadow_map(&failure))
		no_shadow(&failure);
	__atomic_store_n(&started, 1, __ATOMIC_RELEASE);
}

void start_module(const struct custody_module *module)
{
	if (module && !sites_register(module))
		report_warning("more than 524287 places; pointers borrowed in some modules are not "
			       "followed",
			       module->name);
}

/*===-- The end ------------------------------------------------------------===*/

static int print_counts(struct notifier_block *block, unsigned long action, void *data)
{
	if (!guard_enter())
		return NOTIFY_DONE;
	if (options.print_stats)
		report_counts(core_counts());
	if (options.print_unverified)
		report_unverified();
	if (options.report_unreclaimed)
		report_unreclaimed();
	guard_leave();
	return NOTIFY_DONE;
}

static struct notifier_block at_shutdown = { .notifier_call = print_counts };

static int __init watch_shutdown(void)
{
	return register_reboot_notifier(&at_shutdown);
}
late_initcall(watch_shutdown);
