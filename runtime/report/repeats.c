/*===- repeats.c - one bug is one report --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "repeats.h"
#include "base.h"
#include "host/host.h"

enum { BUGS = 1 << 10, QUICK_BITS = 12, QUICK = 1 << QUICK_BITS };

/* When a table is full, a new finding is not noted, and is printed each time. */
static struct bug {
  uint64_t full;
  uint64_t count;
  char line[REPEATS_LINE]; /* "": it is not to be counted in the end */
} bugs[BUGS];
static unsigned bug_count;
static int kept_by;        /* the process that kept the last line: a child must not repeat it */
static struct bug *newest; /* that repeats_full has noted; NULL if there was no room */

static struct {
  uint64_t key; /* 0: free */
  struct bug *bug;
} quicks[QUICK];
static unsigned quick_count;

/* The entry of KEY, or the free one where it belongs. */
static unsigned entry_of(uint64_t key) {
  unsigned at = (unsigned)(key * RT_HASH >> (64 - QUICK_BITS));
  while (quicks[at].key && quicks[at].key != key)
    at = (at + 1) % QUICK;
  return at;
}

bool repeats_quick(uint64_t quick) {
  unsigned at = entry_of(quick);
  if (!quicks[at].key)
    return false;
  quicks[at].bug->count++;
  return true;
}

bool repeats_full(uint64_t quick, uint64_t full) {
  unsigned i = 0;
  while (i < bug_count && bugs[i].full != full)
    i++;
  newest = i < BUGS ? &bugs[i] : nullptr;
  if (!newest)
    return false;
  bool known = i < bug_count;
  if (!known)
    bugs[bug_count++].full = full;
  bugs[i].count++;
  if (quick && quick_count < QUICK * 3 / 4) {
    quick_count++;
    unsigned at = entry_of(quick);
    quicks[at].key = quick;
    quicks[at].bug = &bugs[i];
  }
  return known;
}

void repeats_forget(void) {
  __builtin_memset(bugs, 0, sizeof bugs);
  __builtin_memset(quicks, 0, sizeof quicks);
  bug_count = quick_count = 0;
  newest = nullptr;
}

void repeats_keep(const char *line) {
  if (!newest)
    return;
  kept_by = host_pid();
  struct text t = {.at = newest->line, .size = sizeof newest->line};
  text_string(&t, line);
}

void repeats_each(void (*each)(struct text *out, uint64_t full, uint64_t count, const char *line),
                  struct text *out) {
  for (unsigned i = 0; kept_by == host_pid() && i < bug_count; i++)
    if (bugs[i].count > 1 && bugs[i].line[0])
      each(out, bugs[i].full, bugs[i].count, bugs[i].line);
}
