/*===- by_thread.c - which thread it was --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Rust's test harness runs each test in a thread that has the test's name. Linux keeps 15 bytes of
 * it, which may be no more than the name of the module. But the stack of the thread has the function
 * of the test: the outermost function whose path begins with these 15 bytes.
 */
#include "by_thread.h"
#include "core/core.h"
#include "host/host.h"

struct search {
  const char *begin;   /* the cut name */
  char name[NAME_MAX]; /* the whole one; "": not found */
};

static void look(void *data, const struct host_symbol *s) {
  struct search *search = data;
  const char *path = s->function;
  while (*path && *path != ':')
    path++;
  if (!string_starts(path, "::", &path) || !string_starts(path, search->begin, nullptr))
    return;
  struct text t = {.at = search->name, .size = sizeof search->name};
  for (;
       *path && !string_starts(path, "::{closure", nullptr) && !string_starts(path, "::<", nullptr);
       path++)
    text_char(&t, *path);
}

void thread_full_name(uint32_t number, const uintptr_t *pc, unsigned count, char *to) {
  const char *name = number ? thread_name(number) : "";
  bool cut = string_length(name) == THREAD_NAME - 1;
  struct search search = {.begin = name};
  const char *module;
  uintptr_t offset;
  for (unsigned i = 0; cut && i < count; i++)
    if (!frame_is_gone(pc[i], &module, &offset))
      host_symbolize(pc[i] - 1, options.symbolize, look, &search);
  struct text t = {.at = to, .size = NAME_MAX};
  to[0] = 0;
  text_format(&t, "%s%s", search.name[0] ? search.name : name, cut && !search.name[0] ? "..." : "");
}

void write_by_thread(struct text *out, uint32_t number, const uintptr_t *pc, unsigned count) {
  char name[NAME_MAX];
  if (!number || !threads_several())
    return;
  thread_full_name(number, pc, count, name);
  text_format(out, " by thread T%u", (uint64_t)number - 1);
  if (name[0])
    text_format(out, " (%s)", name);
}
