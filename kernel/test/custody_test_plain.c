// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* A file of the test suite that is not instrumented. */
#include "custody_test.h"

#include <linux/compiler.h>

static void *kept;

void *custody_test_plain(void *pointer)
{
	WRITE_ONCE(kept, pointer);
	return READ_ONCE(kept);
}
