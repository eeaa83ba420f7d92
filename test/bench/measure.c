/*===- measure.c - run a program, say what it took ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * usage: measure FILE COMMAND...
 *
 * Runs COMMAND and writes one line to FILE: user and system CPU time in microseconds, peak resident
 * memory in KiB, wait status. In C and small, because a child's peak starts at what its parent had
 * resident when it was made: a script interpreter would hide every program smaller than itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(struct timeval time) {
  return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: measure FILE COMMAND...\n");
    return 2;
  }
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
  fprintf(out, "%lld %lld %ld %d\n", microseconds(usage.ru_utime), microseconds(usage.ru_stime),
          usage.ru_maxrss, status);
  return fclose(out) ? 2 : 0;
}
