/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/* The first program of a kernel: loads and unloads the modules that its arguments name, one after the
 * other, and ends the machine by END, a command of reboot(). The kernel may add arguments with a '='. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

static void check(const char *what, const char *name, long result)
{
	if (result < 0)
		perror(what);
	printf("init: %s %s: %s\n", what, name, result < 0 ? "failed" : "done");
	fflush(stdout);
}

static void load_and_unload(const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/%s.ko", name);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	check("load", name, syscall(SYS_finit_module, file, "", 0));
	close(file);
	check("unload", name, syscall(SYS_delete_module, name, 0));
}

/* What the runtime says of itself. */
static void print_stats(void)
{
	char line[64];
	check("mount", "debugfs", mount("debugfs", "/dev", "debugfs", 0, ""));
	FILE *stats = fopen("/dev/custody/stats", "r");
	while (stats && fgets(line, sizeof line, stats))
		printf("stats: %s", line);
	fflush(stdout);
}

int main(int count, char **names)
{
	(void)count;
	for (int i = 1; names[i]; i++)
		if (!strchr(names[i], '='))
			load_and_unload(names[i]);
	print_stats();
	reboot(END);
	return 1;
}
