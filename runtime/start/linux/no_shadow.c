/*===- no_shadow.c - why the shadow cannot be mapped --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "no_shadow.h"
#include "base.h"
#include "host/host.h"
#include "text/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

extern RT_WEAK void __tsan_init(void);
extern RT_WEAK void __msan_init(void);

/* Appends up to three lines of /proc/self/maps that overlap [AT, AT + BYTES). Returns whether one of
 * them is exactly this range: the shadow of another runtime of Custody. */
static bool print_occupant(struct text *out, uintptr_t at, uint64_t bytes) {
  static char maps[1 << 16];
  bool exact = false;
  if (host_read_file("/proc/self/maps", maps, sizeof maps) <= 0)
    return false;
  int lines = 0;
  for (char *line = maps; *line && lines < 3;) {
    char *end = strchr(line, '\n');
    if (end)
      *end = 0;
    char *dash;
    uintptr_t low = strtoull(line, &dash, 16), high = *dash ? strtoull(dash + 1, nullptr, 16) : 0;
    if (low < at + bytes && high > at && ++lines)
      text_format(out, "  already there: %s\n", line);
    exact |= low == at && high == at + bytes;
    if (!end)
      break;
    line = end + 1;
  }
  return exact;
}

static const char two_runtimes[] =
    "  This is the shadow of another Custody runtime: there are two in this process, and one is "
    "the "
    "limit.\n"
    "  Link the runtime to the program alone, as custody-clang does, or to nothing and start the "
    "program with custody-run.\n"
    "  A library that dlmopen() opens in another namespace cannot be instrumented.\n";
static const char odd_layout[] =
    "  Run the program under the usual memory layout: not with 'setarch -L', not with 'ulimit -s "
    "unlimited',\n  not linked to a fixed address in this range.\n";

void no_shadow(const struct shadow_failure *failure) {
  static char buffer[8192];
  struct text out = {.at = buffer, .size = sizeof buffer};
  uint64_t at = failure->at, bytes = failure->bytes;
  int error = failure->error;
  text_format(&out,
              "CustodySanitizer: ERROR: cannot reserve %u GiB of address space for the shadow at "
              "%p: %s\n",
              bytes >> 30, at,
              error == EEXIST   ? "the range is in use"
              : error == ENOMEM ? "no room"
                                : "the kernel refused");
  struct rlimit limit;
  const char *other = __tsan_init ? "ThreadSanitizer" : __msan_init ? "MemorySanitizer" : nullptr;
  if (error == EEXIST && other) {
    text_format(
        &out,
        "  %s has its own shadow there. Code is compiled for one place of the shadow, so the two "
        "cannot\n  share a process: build the program once with Custody and once with %s.\n",
        other, other);
  } else if (error == EEXIST) {
    text_string(&out, print_occupant(&out, at, bytes) ? two_runtimes : odd_layout);
  } else if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    text_format(&out,
                "  'ulimit -v' is %u KiB. Shadow takes address space, hardly any memory: run under "
                "'ulimit -v unlimited'\n  and bound memory with cgroups or 'ulimit -m'.\n",
                (uint64_t)limit.rlim_cur >> 10);
  } else if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    text_format(&out,
                "  'ulimit -d' is %u KiB. Shadow takes address space, hardly any memory: run under "
                "'ulimit -d unlimited'\n  and bound memory with cgroups or 'ulimit -m'.\n",
                (uint64_t)limit.rlim_cur >> 10);
  } else {
    text_format(&out, "  Allow overcommit: 'sysctl vm.overcommit_memory=0' (it is 2 where this "
                      "fails).\n");
  }
  host_write(2, out.at, out.used);
  host_exit(1);
}
