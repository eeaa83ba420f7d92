// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* Memory, which each architecture takes from where no hook can be, and what a kernel lacks. */
#include <linux/compiler.h>
#include <linux/custody.h>
#include <linux/export.h>
#include <linux/types.h>

#include "host/host.h"
#include "kernel.h"

static bool no_memory; /* a test says so */

bool custody_memory_fails(void)
{
	return unlikely(READ_ONCE(no_memory));
}

void custody_fail_memory(bool fail)
{
	WRITE_ONCE(no_memory, fail);
}
EXPORT_SYMBOL_GPL(custody_fail_memory);

void *host_map(size_t bytes)
{
	return custody_memory_fails() ? NULL : custody_arch_map(bytes);
}

void host_unmap(void *at, size_t bytes)
{
	custody_arch_unmap(at, bytes);
}

int host_reserve(uintptr_t at, uint64_t bytes)
{
	return custody_arch_reserve(at, bytes);
}

/*===-- The allocator of a sanitizer: mm/slub.c calls custody_slab_free ----===*/

bool host_has_sanitizer_allocator(void)
{
	return false;
}

bool host_allocation(uint64_t at, uint64_t *base, uint64_t *size)
{
	return false;
}

bool host_is_poisoned(uint64_t at)
{
	return false;
}

/*===-- Files and terminals: there are none --------------------------------===*/

int host_create(const char *path)
{
	return -1;
}

ptrdiff_t host_read_file(const char *path, char *to, size_t size)
{
	return -1;
}

ptrdiff_t host_read_file_at(const char *path, uint64_t offset, char *to, size_t size)
{
	return -1;
}

bool host_wants_colors(int fd)
{
	return false;
}

/* Names of files are printed below the top of the tree. */
const char *host_directory(void)
{
	return CUSTODY_SRCTREE;
}

/*===-- The end: what a kernel prints at shutdown is in start/kernel -------===*/

void host_at_exit(void (*last)(void))
{
}
