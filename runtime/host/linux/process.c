/*===- process.c - the process on Linux ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"
#include "text/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static char **arguments, **variables;

void host_set_arguments(char **argv, char **envp) {
  arguments = argv;
  variables = envp;
}

/* Uses no function of the C library: the program may define its own, instrumented, and the shadow
 * is not mapped yet. */
static const char *find_variable(const char *entry, const char *name) {
  const char *rest;
  return string_starts(entry, name, &rest) && *rest == '=' ? rest + 1 : nullptr;
}

const char *host_getenv(const char *name) {
  static char early[1 << 16];
  const char *value = nullptr;
  char **list = environ ? environ : variables;
  if (list) {
    for (; *list && !value; list++)
      value = find_variable(*list, name);
    return value;
  }
  /* A constructor of a library runs before libc has set `environ`. */
  ptrdiff_t size = host_read_file("/proc/self/environ", early, sizeof early);
  for (const char *at = early; at < early + size && !value; at += string_length(at) + 1)
    value = find_variable(at, name);
  return value;
}

bool host_wants_colors(int fd) {
  const char *no = host_getenv("NO_COLOR"), *terminal = host_getenv("TERM");
  if ((no && *no) || (terminal && string_equal(terminal, "dumb")))
    return false;
  char settings[128]; /* struct termios of the kernel is smaller */
  return RAW(ioctl, fd, 0x5401 /* TCGETS */, settings) == 0;
}

/*
 * CUSTODY_TEST is for everybody. cargo-nextest sets the other two. The names are copied, because a program may
 * change its environment, and the memory of it too (setproctitle).
 */
static char test[512], suite[256];

static void copy_variable(char *to, size_t size, const char *name) {
  const char *value = host_getenv(name);
  struct text t = {.at = to, .size = size};
  if (value)
    text_string(&t, value);
}

static void read_test(void) {
  static uint32_t known;
  if (__atomic_load_n(&known, __ATOMIC_ACQUIRE))
    return;
  copy_variable(test, sizeof test, "CUSTODY_TEST");
  if (!test[0]) {
    copy_variable(test, sizeof test, "NEXTEST_TEST_NAME");
    if (test[0]) /* not where cargo-nextest asks a program for the names of its tests */
      copy_variable(suite, sizeof suite, "NEXTEST_BINARY_ID");
  }
  __atomic_store_n(&known, 1, __ATOMIC_RELEASE);
}

const char *host_test(void) {
  read_test();
  return test;
}

const char *host_test_suite(void) {
  read_test();
  return suite;
}

int host_pid(void) {
  return (int)RAW(getpid);
}

void host_exit(int status) {
  for (;;)
    RAW(exit_group, status);
}

void host_limit_stack(void) {
  struct rlimit limit;
  if (!arguments || getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur != RLIM_INFINITY)
    return;
  limit.rlim_cur = 64 << 20;
  if (setrlimit(RLIMIT_STACK, &limit) == 0)
    RAW(execve, "/proc/self/exe", arguments, variables ? variables : environ);
  static const char failed[] = "CustodySanitizer: ERROR: the stack is unlimited, and the program "
                               "cannot be started again under a limit.\n"
                               "  Run it under 'ulimit -s 65536'.\n";
  host_write(2, failed, sizeof failed - 1);
  host_exit(1);
}

void host_at_exit(void (*last)(void)) {
  atexit(last);
}

static void (*release_in_child)(void);

static void child(void) {
  host_lock_forks += HOST_LOCK_FORK;
  release_in_child();
}

void host_at_fork(void (*hold)(void), void (*release)(void)) {
  release_in_child = release;
  pthread_atfork(hold, release, child);
}
