/*===- interface.c - what programs and debuggers may ask ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The runtime's side of the last part of custody.h, and the functions that a debugger calls
 * (tools/custody-gdb.py, custody_lldb.py). Each enters the guard, as the hooks do. A thread that is
 * in the program's callback, or at the breakpoint __custody_on_error, is inside the guard already
 * and may ask too.
 */
#include "core/core.h"
#include "core/hooks.h"
#include "guard.h"
#include "report/report.h"

#include "custody/custody.h"

/* Returns false if the caller must not ask. Sets *ENTERED to what leave needs. */
static bool enter(bool *entered) {
  *entered = guard_enter();
  return *entered || report_is_telling();
}

static void leave(bool entered) {
  if (entered)
    guard_leave();
}

static uint64_t count_outstanding(void) {
  enum { BATCH = 64 };
  struct ledger_outstanding batch[BATCH];
  uint32_t cursor = 0;
  uint64_t count = 0;
  for (unsigned n; (n = ledger_outstanding(&cursor, batch, BATCH)) != 0;)
    for (unsigned i = 0; i < n; i++)
      count += batch[i].count;
  return count;
}

/* SIZE is that of the program's structure, which may have fewer members, or more. */
RT_EXPORT int __custody_get_counts(struct custody_counts *to, size_t size) {
  bool entered;
  if (!enter(&entered))
    return 0;
  struct counts c = core_counts();
  struct custody_counts counts = {c.verified, c.unverified, c.reported, count_outstanding()};
  __builtin_memcpy(to, &counts, size < sizeof counts ? size : sizeof counts);
  leave(entered);
  return 1;
}

RT_EXPORT unsigned long long __custody_outstanding(size_t address) {
  bool entered;
  if (!enter(&entered))
    return 0;
  struct record_view r = ledger_by_bits(address);
  leave(entered);
  return r.state == RECORD_LIVE ? r.outstanding : 0;
}

RT_EXPORT void __custody_set_report_callback(custody_report_callback callback, void *data) {
  bool entered;
  if (!enter(&entered))
    return;
  report_set_callback(callback, data);
  leave(entered);
}

/*===-- Descriptions -------------------------------------------------------===*/

static void describe(struct origin from, uint64_t pointer, custody_tag tag) {
  static const struct custody_site site = {.kind = CUSTODY_KIND_DESCRIBE};
  struct finding found;
  bool entered;
  if (!enter(&entered))
    return;
  core_describe(from, pointer, tag, &site, &found);
  report_describe(&found);
  leave(entered);
}

RT_EXPORT void __custody_describe_address(size_t address) {
  describe(ORIGIN_HERE(), address, 0);
}

/* For debuggers: describes the pointer that is stored at SLOT, with its tag. The cell may be that of a
 * private local. */
RT_EXPORT void __custody_describe_slot(void *const *slot);
void __custody_describe_slot(void *const *slot) {
  uint64_t value = (uint64_t)*slot;
  uint32_t cell = *(const uint32_t *)CUSTODY_CELL_AT(slot);
  describe(ORIGIN_HERE(), value, custody_tag_of(custody_private_tag_of(cell, value), value));
}

/* For debuggers: prints the counts to the report stream. */
RT_EXPORT void __custody_print_counts(void);
void __custody_print_counts(void) {
  bool entered;
  if (!enter(&entered))
    return;
  report_counts(core_counts());
  leave(entered);
}

/* For debuggers: says whether the functions above may start the symbolizer. USE is 0 or 1. Returns
 * what it was before. LLDB gives up a call in which the program forks (tools/custody_lldb.py). */
RT_EXPORT int __custody_use_symbolizer(int use);
int __custody_use_symbolizer(int use) {
  int before = options.symbolize;
  options.symbolize = use != 0;
  return before;
}

/* The function of custody.h, for a debugger: there it is inline, and cannot be called. Weak, because a
 * program may have its own. */
RT_EXPORT RT_WEAK void
custody_debugger_describe_address(const void *address) __asm__("custody_describe_address");
void custody_debugger_describe_address(const void *address) {
  describe(ORIGIN_HERE(), (uint64_t)address, 0);
}
