/*===- resident.h - resident memory of a process ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_BENCH_RESIDENT_H
#define CUSTODY_BENCH_RESIDENT_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The resident memory of this process in KiB. Ends the process if the kernel does not say. */
static inline long resident_kib(void) {
  long size = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &size, &resident) != 2)
    exit(2);
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

#endif /* CUSTODY_BENCH_RESIDENT_H */
