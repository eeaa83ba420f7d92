/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
#ifndef _LINUX_CUSTODY_TYPES_H
#define _LINUX_CUSTODY_TYPES_H

/* What Custody keeps for a task or for a level of interrupts. Only lib/custody looks inside. */
struct custody_context {
	void *block;
	unsigned long state[16];
};

/* What Custody keeps for a task: also its hand-over areas. Code that interrupts the task, and code that
 * interrupts that, uses the next area. */
enum { CUSTODY_AREAS = 6 };
struct custody_task {
	struct custody_context context;
	unsigned int nested; /* interrupts and exceptions that have not returned to the task yet */
	unsigned long area[CUSTODY_AREAS][64];
};

#endif /* _LINUX_CUSTODY_TYPES_H */
