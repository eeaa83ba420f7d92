/*===- tell.c - tells the program of a report ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "tell.h"
#if !CUSTODY_KERNEL
#include "host/host.h"
#include "json.h"
#include "print.h"

static struct {
  custody_report_callback call;
  void *data;
} callback;
static uint64_t teller; /* host_lock_holder() of the thread that is in tell(), else 0 */

bool is_telling(void) {
  return __atomic_load_n(&teller, __ATOMIC_RELAXED) == host_lock_holder();
}

void tell_set_callback(custody_report_callback call, void *data) {
  callback.call = call;
  callback.data = data;
}

/* A debugger's breakpoint. It must be a call that nothing removes. */
RT_EXPORT RT_NOINLINE void __custody_on_error(void);
void __custody_on_error(void) {
  __asm__ volatile("" ::: "memory");
}

static void call_program(const struct finding *found, const struct frames *stack, uint64_t id) {
  enum { JSON_BYTES = 1 << 20 };
  static char summary[2048];
  static char *json;
  if (!json)
    json = host_map(JSON_BYTES);
  struct text line = {.at = summary, .size = sizeof summary};
  struct text all = {.at = json, .size = JSON_BYTES};
  const struct place *place = &stack->first;
  print_summary(&line, found, place);
  if (json)
    json_finding(&all, found, stack, id);
  if (all.used && json[all.used - 1] == '\n')
    json[--all.used] = 0;
  struct custody_report report = {.kind = answer_name(found->answer),
                                  .summary = summary,
                                  .function = place->function,
                                  .file = place->file,
                                  .line = place->line,
                                  .column = place->column,
                                  .pointer = (const void *)found->facts.bits,
                                  .json = json ? json : "",
                                  .json_bytes = all.used};
  callback.call(&report, callback.data);
}

void tell(const struct finding *found, const struct frames *stack, uint64_t id) {
  __atomic_store_n(&teller, host_lock_holder(), __ATOMIC_RELAXED);
  if (callback.call)
    call_program(found, stack, id);
  __custody_on_error();
  __atomic_store_n(&teller, 0, __ATOMIC_RELAXED);
}
#endif
