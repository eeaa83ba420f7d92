// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* What the rest of the kernel may ask the runtime (linux/custody.h). */
#include <linux/custody.h>
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "core/core.h"
#include "guard.h"
#include "report/report.h"

struct custody_counts custody_counts(void)
{
	struct counts c = core_counts();

	return (struct custody_counts){
		.verified = c.verified,
		.unverified = c.unverified,
		.reported = c.reported,
		.lost = ledger_lost(),
		.dropped = custody_dropped(),
	};
}
EXPORT_SYMBOL_GPL(custody_counts);

/*===-- Tests that expect a report -----------------------------------------===*/

static int expected;

void custody_expect(int reports)
{
	__atomic_store_n(&expected, reports, __ATOMIC_RELAXED);
	if (guard_enter()) {
		report_forget();
		guard_leave();
	}
}
EXPORT_SYMBOL_GPL(custody_expect);

bool custody_expected(void)
{
	int left = __atomic_load_n(&expected, __ATOMIC_RELAXED);

	if (left <= 0)
		return false;
	__atomic_store_n(&expected, left - 1, __ATOMIC_RELAXED);
	return true;
}

/*===-- /sys/kernel/debug/custody/stats ------------------------------------===*/

#ifdef CONFIG_DEBUG_FS
static int stats_show(struct seq_file *file, void *unused)
{
	struct custody_counts c = custody_counts();

	seq_printf(file, "verified %llu\nunverified %llu\nreported %llu\nlost %llu\ndropped %llu\n",
		   c.verified, c.unverified, c.reported, c.lost, c.dropped);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int __init make_stats(void)
{
	debugfs_create_file("stats", 0444, debugfs_create_dir("custody", NULL), NULL, &stats_fops);
	return 0;
}
late_initcall(make_stats);
#endif
