/*===- sys_linux.c - memory, process and files on Linux -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "sys.h"
#include "sys_raw.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

/*===-- Memory -------------------------------------------------------------===*/

void *sys_map(size_t bytes) {
  long at = RAW(mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return raw_failed(at) ? nullptr : (void *)at;
}

void sys_unmap(void *at, size_t bytes) {
  RAW(munmap, at, bytes);
}

int sys_reserve(uintptr_t at, uint64_t bytes) {
  long got = RAW(mmap, at, bytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (raw_failed(got))
    return (int)-got;
  if ((uintptr_t)got != at) { /* a kernel before 4.17 takes the address for a hint */
    RAW(munmap, got, bytes);
    return EEXIST;
  }
  RAW(madvise, at, bytes, MADV_NOHUGEPAGE);
  RAW(madvise, at, bytes, MADV_DONTDUMP);
  return 0;
}

extern RT_WEAK void __tsan_init(void);

/* Writes the line of /proc/self/maps that overlaps [AT, AT + BYTES), or nothing. */
static void print_occupant(struct text *out, uintptr_t at, uint64_t bytes) {
  static char maps[1 << 16];
  if (sys_read_file("/proc/self/maps", maps, sizeof maps) <= 0)
    return;
  int lines = 0;
  for (char *line = maps; *line && lines < 3;) {
    char *end = strchr(line, '\n');
    if (end)
      *end = 0;
    char *dash;
    uintptr_t low = strtoull(line, &dash, 16), high = *dash ? strtoull(dash + 1, nullptr, 16) : 0;
    if (low < at + bytes && high > at && ++lines)
      text_format(out, "  already there: %s\n", line);
    if (!end)
      return;
    line = end + 1;
  }
}

void sys_reserve_failed(uintptr_t at, uint64_t bytes, int error) {
  static char buffer[8192];
  struct text out = {.at = buffer, .size = sizeof buffer, .fd = 2};
  text_format(&out,
              "CustodySanitizer: ERROR: cannot reserve %u GiB of address space for the shadow at "
              "%p: %s\n",
              bytes >> 30, at,
              error == EEXIST   ? "the range is in use"
              : error == ENOMEM ? "no room"
                                : "the kernel refused");
  struct rlimit limit;
  if (error == EEXIST && __tsan_init) {
    text_format(&out,
                "  ThreadSanitizer has it. Both together need code compiled by the plug-in under "
                "-fsanitize=thread.\n");
  } else if (error == EEXIST) {
    print_occupant(&out, at, bytes);
    text_format(&out, "  Run the program under the usual memory layout: not with 'setarch -L', not "
                      "with 'ulimit -s unlimited',\n  not linked to a fixed address in this range, "
                      "and with one Custody runtime in the process.\n");
  } else if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    text_format(&out,
                "  'ulimit -v' is %u KiB. Shadow takes address space, hardly any memory: run under "
                "'ulimit -v unlimited'\n  and bound memory with cgroups or 'ulimit -m'.\n",
                (uint64_t)limit.rlim_cur >> 10);
  } else {
    text_format(&out, "  Allow overcommit: 'sysctl vm.overcommit_memory=0' (it is 2 where this "
                      "fails).\n");
  }
  text_flush(&out);
  sys_exit(1);
}

/*===-- The process --------------------------------------------------------===*/

static char **arguments, **variables;

void sys_set_arguments(char **argv, char **envp) {
  arguments = argv;
  variables = envp;
}

/* Not with the C library's functions: the program may have its own, instrumented, and the shadow is
 * not there yet. */
static const char *find_variable(const char *entry, const char *name) {
  const char *rest;
  return string_starts(entry, name, &rest) && *rest == '=' ? rest + 1 : nullptr;
}

const char *sys_getenv(const char *name) {
  static char early[1 << 16];
  const char *value = nullptr;
  char **list = environ ? environ : variables;
  if (list) {
    for (; *list && !value; list++)
      value = find_variable(*list, name);
    return value;
  }
  /* Before libc's own start, in the constructor of a library. */
  ptrdiff_t size = sys_read_file("/proc/self/environ", early, sizeof early);
  for (const char *at = early; at < early + size && !value; at += string_length(at) + 1)
    value = find_variable(at, name);
  return value;
}

int sys_pid(void) {
  return (int)RAW(getpid);
}

void sys_exit(int status) {
  for (;;)
    RAW(exit_group, status);
}

void sys_limit_stack(void) {
  struct rlimit limit;
  if (!arguments || getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur != RLIM_INFINITY)
    return;
  limit.rlim_cur = 64 << 20;
  if (setrlimit(RLIMIT_STACK, &limit) == 0)
    RAW(execve, "/proc/self/exe", arguments, variables ? variables : environ);
  static const char failed[] = "CustodySanitizer: ERROR: the stack is unlimited, and the program "
                               "cannot be started again under a limit.\n"
                               "  Run it under 'ulimit -s 65536'.\n";
  sys_write(2, failed, sizeof failed - 1);
  sys_exit(1);
}

static int (*last_call)(void);

static void at_exit(void) {
  int status = last_call();
  if (status) {
    fflush(nullptr);
    sys_die(status);
  }
}

void sys_at_exit(int (*last)(void)) {
  last_call = last;
  atexit(at_exit);
}

void sys_at_fork(void (*hold)(void), void (*release)(void)) {
  pthread_atfork(hold, release, release);
}

/*===-- Files --------------------------------------------------------------===*/

void sys_write(int fd, const char *text, size_t bytes) {
  while (bytes) {
    long done = RAW(write, fd, text, bytes);
    if (done == -EINTR)
      continue;
    if (done <= 0)
      return;
    text += done;
    bytes -= (size_t)done;
  }
}

int sys_create(const char *path) {
  long fd = RAW(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return raw_failed(fd) ? -1 : (int)fd;
}

ptrdiff_t sys_read_file(const char *path, char *to, size_t size) {
  to[0] = 0;
  long fd = RAW(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (raw_failed(fd))
    return -1;
  size_t used = 0;
  while (used < size - 1) {
    long got = RAW(read, fd, to + used, size - 1 - used);
    if (got == -EINTR)
      continue;
    if (got < 0)
      used = 0;
    if (got <= 0)
      break;
    used += (size_t)got;
  }
  RAW(close, fd);
  to[used] = 0;
  return (ptrdiff_t)used;
}

bool sys_is_terminal(int fd) {
  char settings[128]; /* struct termios of the kernel is smaller */
  return RAW(ioctl, fd, 0x5401 /* TCGETS */, settings) == 0;
}

bool sys_is_executable(const char *path) {
  return RAW(access, path, X_OK) == 0;
}

const char *sys_directory(void) {
  static char directory[PATH_MAX];
  static uint32_t known;
  if (!__atomic_load_n(&known, __ATOMIC_ACQUIRE)) {
    if (RAW(getcwd, directory, sizeof directory) <= 1 || directory[0] != '/' || !directory[1])
      directory[0] = 0;
    __atomic_store_n(&known, 1, __ATOMIC_RELEASE);
  }
  return directory;
}
