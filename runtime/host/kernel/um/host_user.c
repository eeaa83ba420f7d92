// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* User Mode Linux, the side of the C library. The kernel's headers are not here. */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host_user.h"

void *custody_um_map(unsigned long bytes)
{
	int saved = errno;
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	errno = saved;
	return at == MAP_FAILED ? NULL : at;
}

void custody_um_unmap(void *at, unsigned long bytes)
{
	int saved = errno;

	munmap(at, bytes);
	errno = saved;
}

int custody_um_reserve(unsigned long at, unsigned long bytes)
{
	int saved = errno, error = 0;
	void *got = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (got == MAP_FAILED) {
		error = errno;
	} else {
		madvise(got, bytes, MADV_NOHUGEPAGE);
		madvise(got, bytes, MADV_DONTDUMP);
	}
	errno = saved;
	return error;
}

void custody_um_write(const char *text, unsigned long bytes)
{
	int saved = errno;

	while (bytes) {
		ssize_t written = write(2, text, bytes);

		if (written <= 0)
			break;
		text += written;
		bytes -= (unsigned long)written;
	}
	errno = saved;
}

void custody_um_exit(void)
{
	_exit(1);
}
