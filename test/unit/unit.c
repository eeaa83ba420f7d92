/*===- unit.c - runs the unit tests -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* usage: custody-unit [--list | --no-fork] [PART OF A NAME]... */
#define _GNU_SOURCE
#include "unit.h"

#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

static struct unit_test *first, **last = &first;

void unit_register(struct unit_test *test) {
  *last = test;
  last = &test->next;
}

void unit_fail(const char *file, int line, const char *format, ...) {
  va_list list;
  const char *slash = strrchr(file, '/');
  va_start(list, format);
  fprintf(stderr, "  %s:%d: ", slash ? slash + 1 : file, line);
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  va_end(list);
  fflush(nullptr);
  _exit(1);
}

uint64_t unit_random(void) {
  static uint64_t state = 88172645463325252ULL;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x2545f4914f6cdd1dULL;
}

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    ;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

struct unit_outcome unit_run(void (*function)(void)) {
  int ends[2];
  fflush(nullptr);
  CHECK(pipe(ends) == 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    close(ends[0]);
    close(ends[1]);
    function();
    exit(0);
  }
  close(ends[1]);
  struct unit_outcome outcome = {.text = calloc(1, 1 << 16)};
  for (size_t used = 0;;) {
    ssize_t got = read(ends[0], outcome.text + used, (1 << 16) - 1 - used);
    if (got <= 0)
      break;
    used += (size_t)got;
  }
  close(ends[0]);
  outcome.status = wait_for(child);
  return outcome;
}

static bool is_wanted(const char *name, char **filters) {
  if (!*filters)
    return true;
  for (; *filters; filters++)
    if (strstr(name, *filters))
      return true;
  return false;
}

int main(int argc, char **argv) {
  bool list = argc > 1 && !strcmp(argv[1], "--list");
  bool no_fork = argc > 1 && !strcmp(argv[1], "--no-fork");
  char **filters = argv + 1 + (list || no_fork);
  int ran = 0, failed = 0;
  for (struct unit_test *test = first; test; test = test->next) {
    if (!is_wanted(test->name, filters))
      continue;
    if (list) {
      puts(test->name);
      continue;
    }
    fflush(nullptr);
    int status = 0;
    pid_t child = no_fork ? 0 : fork();
    if (child == 0) {
      test->run();
      fflush(nullptr);
      if (!no_fork)
        _exit(0);
    } else {
      status = wait_for(child);
    }
    ran++;
    failed += status != 0;
    printf("%s %s", status ? "FAIL" : "ok  ", test->name);
    printf(status < 0 ? " (signal %d)\n" : "\n", -status);
  }
  if (list)
    return 0;
  printf("%d run, %d failed\n", ran, failed);
  return failed || !ran;
}
