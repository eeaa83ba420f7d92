/*===- test_kernel.c - the runtime in a kernel --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* What is different from a process: contexts, interrupts, an NMI, and reports that go on. */
#include "core/core.h"
#include "core/hooks.h"
#include "fake_kernel.h"
#include "report/report.h"

/*===-- Instrumented code, by hand -----------------------------------------===*/

#define SITE(name_, line_, kind_, header_)                                                         \
  {.function = name_,                                                                              \
   .file = "drivers/base/devres.c",                                                                \
   .name = name_,                                                                                  \
   .span = 24,                                                                                     \
   .header = header_,                                                                              \
   .line = line_,                                                                                  \
   .column = 7,                                                                                    \
   .kind = kind_}

static const struct custody_site borrow = SITE("as_ptr", 60, CUSTODY_KIND_SHARED, 0),
                                 into_raw = SITE("into_raw", 42, CUSTODY_KIND_RELEASE, 0),
                                 from_raw = SITE("from_raw", 88, CUSTODY_KIND_RECLAIM, 16);
static const struct custody_site *const sites[] = {&borrow}, *const judges[] = {&from_raw};
static uint32_t indices[1];
static const struct custody_module module = {.sites = sites,
                                             .count = 1,
                                             .indices = indices,
                                             .name = "devres",
                                             .judges = judges,
                                             .judge_count = 1};

struct arc {
  uint64_t count, padding;
  char inner[24];
};
static struct arc arcs[64];
static unsigned arcs_used;

#define BY_HAND __attribute__((noinline, disable_tail_calls)) static
#define FRAME __builtin_frame_address(0)

BY_HAND void *released(custody_tag *tag) {
  struct arc *a = &arcs[arcs_used++];
  __custody_boundary_enter(FRAME, (void *)&into_raw);
  *tag = __custody_release(FRAME, a->inner, 0, (void *)&into_raw, a);
  return a->inner;
}

/* What runs while the boundary is open, in another context. */
static void nothing(void) {}

BY_HAND void reclaimed(void *p, custody_tag tag, void (*inside)(void)) {
  __custody_reclaim_enter(FRAME, p, tag, (void *)&from_raw);
  inside();
  __custody_reclaim_leave(FRAME, (char *)p - 16, (void *)&from_raw);
}

static custody_tag borrowed(void) {
  return CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL | indices[0];
}

/* How many answers there were since the last call of this function. */
static struct counts answers(void) {
  static struct counts last;
  struct counts now = core_counts(), c = {0};
  c.verified = now.verified - last.verified;
  c.unverified = now.unverified - last.unverified;
  c.reported = now.reported - last.reported;
  last = now;
  return c;
}
static bool only(uint64_t verified, uint64_t unverified, uint64_t reported) {
  struct counts c = answers();
  return c.verified == verified && c.unverified == unverified && c.reported == reported;
}

/*===-- Tests --------------------------------------------------------------===*/

static void a_right_pointer_is_verified(void) {
  custody_tag tag;
  void *p = released(&tag);
  reclaimed(p, tag, nothing);
  CHECK(only(1, 0, 0));
  CHECK(!fake_interrupts_off);
}

/* A kernel goes on after a report. */
static void a_key_is_reported_in_the_form_of_a_kernel(void) {
  custody_tag tag;
  void *p = released(&tag);
  fake_console[0] = 0;
  reclaimed(p, borrowed(), nothing);
  CHECK(only(0, 0, 1));
  CHECK(fake_reports == 1);
  CHECK(fake_printed("BUG: Custody: wrong-provenance reclaim in from_raw of 0x"));
  CHECK(fake_printed("    #0 from_raw drivers/base/devres.c:88:7\n    #1 caller+0x1/0x2"));
  CHECK(fake_printed("SUMMARY: CustodySanitizer: wrong-provenance drivers/base/devres.c:88:7"));
  reclaimed(p, tag, nothing);
  CHECK(only(1, 0, 0));
}

/* printk may be instrumented: its hooks find the guard taken. */
static void hooks_in_print(void) {
  custody_tag tag;
  void *p = released(&tag);
  reclaimed(p, borrowed(), nothing);
}
static void a_hook_inside_a_report_does_nothing(void) {
  custody_tag tag;
  void *p = released(&tag);
  report_forget();
  fake_in_print = hooks_in_print;
  reclaimed(p, borrowed(), nothing);
  fake_in_print = nullptr;
  CHECK(only(0, 0, 1));
  CHECK(fake_reports == 2);
}

/* Another task and an interrupt have boundaries of their own. */
static void others(void) {
  custody_tag tag;
  void *p;
  fake_switch(TASK_B);
  p = released(&tag);
  reclaimed(p, tag, nothing);
  fake_switch(INTERRUPT);
  reclaimed(p, tag, nothing);
  fake_switch(TASK_A);
}
static void contexts_do_not_mix(void) {
  custody_tag tag;
  void *p = released(&tag);
  reclaimed(p, tag, others);
  CHECK(only(3, 0, 0));
}

/* An interrupt between a caller that stored tags and the callee that takes them. */
static void an_interrupt_keeps_apart_what_is_handed_over(void) {
  enum { CALLEE = 77, OTHER = 78 };
  const custody_tag *taken;
  __custody_handover(CALLEE, 0, 5);
  fake_switch(INTERRUPT);
  __custody_handover(OTHER, 0, 6);
  CHECK(*__custody_enter(OTHER, nullptr) == 6);
  __custody_handover(CALLEE, 0, 7); /* nobody takes it */
  fake_switch(TASK_A);
  taken = __custody_enter(CALLEE, nullptr);
  CHECK(taken[0] == 5 && taken[1] == 0);
}

static void an_nmi_is_dropped_and_counted(void) {
  custody_tag tag = 1;
  void *p;
  uint64_t before = fake_dropped;
  fake_switch(NMI);
  p = released(&tag);
  CHECK(tag == 0);
  reclaimed(p, borrowed(), nothing);
  fake_switch(TASK_A);
  CHECK(only(0, 0, 0));
  CHECK(fake_dropped == before + 4);
}

/* A new context without memory has no boundaries, and what it reclaims is unverified. */
static void without_memory_nothing_is_waited_for(void) {
  custody_tag tag;
  void *p = released(&tag);
  thread_state()->block = nullptr;
  fake_no_memory = true;
  reclaimed(p, tag, nothing);
  CHECK(only(0, 1, 0));
  fake_no_memory = false;
  reclaimed(p, tag, nothing);
  CHECK(only(1, 0, 0));
}

/* A module of the kernel has its parts in several places; each is unloaded for itself. */
static struct {
  struct custody_module module;
  uint32_t indices[1];
} data_part;
static struct {
  struct custody_site borrow, judge;
  const struct custody_site *sites[1], *judges[1];
  const char *names[1];
  char file[32], name[32];
} rodata_part;

static void write_module(void) {
  __builtin_memcpy(rodata_part.file, "drivers/misc/gone.c", 20);
  __builtin_memcpy(rodata_part.name, "_RNvMCs1_1aNtB2_3Own8into_raw", 31);
  rodata_part.borrow = borrow;
  rodata_part.judge = from_raw;
  rodata_part.borrow.file = rodata_part.judge.file = rodata_part.file;
  rodata_part.sites[0] = &rodata_part.borrow;
  rodata_part.judges[0] = &rodata_part.judge;
  rodata_part.names[0] = rodata_part.name;
  data_part.module = (struct custody_module){.sites = rodata_part.sites,
                                             .count = 1,
                                             .indices = data_part.indices,
                                             .name = "gone",
                                             .dropped = rodata_part.names,
                                             .dropped_count = 1,
                                             .judges = rodata_part.judges,
                                             .judge_count = 1};
}

static void unload_part(void *at, size_t bytes) {
  struct host_object object = {.low = (uintptr_t)at, .high = (uintptr_t)at + bytes, .path = "gone"};
  core_memory_unload(&object);
}

static void a_module_that_is_gone_is_still_named(void) {
  custody_tag tag, lost = CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL;
  void *p;
  report_forget();
  write_module();
  CUSTODY_ABI_SYMBOL(&data_part.module);
  lost |= data_part.indices[0];
  CHECK(data_part.indices[0]);
  p = released(&tag);
  unload_part(&data_part, sizeof data_part);
  unload_part(&rodata_part, sizeof rodata_part);
  unload_part((void *)(uintptr_t)released, 512); /* as if the release had been in its code */
  __builtin_memset(&data_part, 0xee, sizeof data_part);
  __builtin_memset(&rodata_part, 0xee, sizeof rodata_part);
  CHECK(sites_drop("_RNvMCs1_1aNtB2_3Own8into_raw"));
  fake_console[0] = 0;
  reclaimed(p, lost, nothing);
  CHECK(only(0, 0, 1));
  CHECK(fake_printed("    #0 as_ptr drivers/misc/gone.c:60:7"));
  CHECK(fake_printed("    #1 (unloaded) (gone+0x"));
  /* The same module again: its sites have the numbers that they had. */
  write_module();
  data_part.indices[0] = 0;
  CUSTODY_ABI_SYMBOL(&data_part.module);
  CHECK((lost & CUSTODY_TAG_SITE_MASK) == data_part.indices[0]);
}

void fake_main(void) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define RUN(name) {"ok   kernel." #name "\n", name}
      RUN(a_right_pointer_is_verified),
      RUN(a_key_is_reported_in_the_form_of_a_kernel),
      RUN(a_hook_inside_a_report_does_nothing),
      RUN(contexts_do_not_mix),
      RUN(an_interrupt_keeps_apart_what_is_handed_over),
      RUN(an_nmi_is_dropped_and_counted),
      RUN(without_memory_nothing_is_waited_for),
      RUN(a_module_that_is_gone_is_still_named),
#undef RUN
  };
  CUSTODY_ABI_SYMBOL(&module);
  for (size_t i = 0; i < RT_COUNT(tests); i++) {
    tests[i].run();
    fake_say(tests[i].name);
  }
  fake_say("8 run, 0 failed\n");
}
