/*===- measure.c - run a program and measure it -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * usage: measure FILE COMMAND...
 *
 * Runs COMMAND and writes one line to FILE: user and system CPU time in microseconds, peak resident
 * memory in KiB, wait status, and instructions in user mode (a negated errno if they cannot be counted).
 * A child's peak starts at the resident memory of its parent. So this program is small and in C: with
 * a script interpreter as parent, the peak of a smaller program would not show.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(struct timeval time) {
  return time.tv_sec * 1000000LL + time.tv_usec;
}

/* Opens a counter that starts with the next exec of a child. Returns a negated errno on failure. */
static int open_counter(void) {
  struct perf_event_attr wanted = {
      .type = PERF_TYPE_HARDWARE,
      .size = sizeof(wanted),
      .config = PERF_COUNT_HW_INSTRUCTIONS,
      .disabled = 1,
      .inherit = 1,
      .enable_on_exec = 1,
      .exclude_kernel = 1,
      .exclude_hv = 1,
  };
  int counter = (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return counter < 0 ? -errno : counter;
}

static long long counted(int counter) {
  long long instructions;
  if (counter < 0)
    return counter;
  if (read(counter, &instructions, sizeof(instructions)) != sizeof(instructions))
    return -EIO;
  return instructions;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: measure FILE COMMAND...\n");
    return 2;
  }
  int counter = open_counter();
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    perror("measure");
    return 2;
  }
  FILE *out = fopen(argv[1], "w");
  if (!out) {
    perror(argv[1]);
    return 2;
  }
  fprintf(out, "%lld %lld %ld %d %lld\n", microseconds(usage.ru_utime),
          microseconds(usage.ru_stime), usage.ru_maxrss, status, counted(counter));
  return fclose(out) ? 2 : 0;
}
