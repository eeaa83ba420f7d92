/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
#ifndef _LINUX_CUSTODY_TYPES_H
#define _LINUX_CUSTODY_TYPES_H

/* What Custody keeps for a task. Only lib/custody looks inside. */
struct custody_context {
	void *block;
	unsigned long state[16];
	unsigned long area[64];
};

#endif /* _LINUX_CUSTODY_TYPES_H */
