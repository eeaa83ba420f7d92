/*===- test_hooks.c - the hooks, from release to report -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "by_hand.h"
#include "core/core.h"
#include "core/options.h"
#include "core/shadow.h"
#include "guard.h"
#include "report/suppress.h"
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <threads.h>
#include <unistd.h>

/*===-- Reports and their quiet twins --------------------------------------===*/

static void released_pointer(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  free(rebuild(p, tag, &from_raw));
}

static void borrowed_key(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild(p, tag_of_place(AS_PTR), &from_raw);
}

TEST(hooks, the_released_pointer_is_verified_in_silence) {
  options.print_stats = true;
  struct unit_outcome o = unit_run(released_pointer);
  CHECK_EQ(o.status, 0);
  CHECK(!strcmp(o.text, "CustodySanitizer: 1 verified, 0 unverified, 0 reported\n"));
}

TEST(hooks, a_borrowed_key_is_reported_with_all_places) {
  struct unit_outcome o = unit_run(borrowed_key);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "==ERROR: CustodySanitizer: wrong-provenance reclaim of 0x");
  CHECK_HAS(o.text, "DevresInner* (24 bytes behind a header of 16 bytes) is being rebuilt into an "
                    "owner by arc_from_raw() from a shared borrow of 24 bytes.\n");
  CHECK_HAS(o.text, "it has the bits of the pointer released below, but was not derived from it\n");
  CHECK_HAS(o.text, "missing: write permission, full-object permission (offset -16 holds the "
                    "owner's header)\n");
  CHECK_HAS(o.text, "permissions were lost here, at a shared borrow of 24 bytes:\n"
                    "    #0 devres_as_ptr by_hand/devres.c:60:7\n");
  CHECK_HAS(o.text,
            "was released here, and is outstanding:\n    #0 devres_new by_hand/devres.c:42:7");
  CHECK_HAS(o.text, "models: permission: violated   exact: violated   address: satisfied\n"
                    "        Stacked Borrows: violated   Tree Borrows: violated\n");
  CHECK_HAS(o.text, "SUMMARY: CustodySanitizer: wrong-provenance by_hand/devres.c:88:7 in "
                    "remove_action\n");
  CHECK_HAS_NOT(o.text, "\033");
}

TEST(hooks, the_address_model_is_satisfied_by_it) {
  options.model = CUSTODY_MODEL_ADDRESS;
  struct unit_outcome o = unit_run(borrowed_key);
  CHECK_EQ(o.status, 0);
  CHECK(!strcmp(o.text, ""));
}

static void stand_in(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild(p, 0, &from_raw);
}

TEST(hooks, a_stand_in_is_reported_by_exact_only) {
  struct unit_outcome o = unit_run(stand_in);
  CHECK_EQ(o.status, 0);
  options.model = CUSTODY_MODEL_EXACT;
  o = unit_run(stand_in);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "CustodySanitizer: stand-in reclaim of 0x");
  CHECK_HAS(o.text, "from a pointer of unknown history");
  CHECK_HAS(o.text, "models: permission: unverified   exact: violated   address: satisfied\n");
}

static void forged(void) {
  rebuild((void *)0x5eed5eed5ee0, tag_of_place(FORGED), &from_raw);
}
static void never_seen(void) {
  rebuild((void *)0x5eed5eed5ee0, 0, &from_raw);
}

TEST(hooks, forged_bits_are_reported) {
  struct unit_outcome o = unit_run(forged);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "never-released reclaim of 0x5eed5eed5ee0\n");
  CHECK_HAS(o.text, "from an integer that was no pointer before");
  CHECK_HAS(o.text, "an integer became this pointer here:\n    #0 guess by_hand/devres.c:75:7\n");
  CHECK_EQ(unit_run(never_seen).status, 0);
}

static void stale(void) {
  custody_tag tag;
  char *p = devres_new(&tag);
  free(p - 16);
  rebuild(p, tag, &from_raw);
}

TEST(hooks, a_stale_pointer_is_reported_with_the_place_of_the_free) {
  struct unit_outcome o = unit_run(stale);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "CustodySanitizer: stale reclaim of 0x");
  CHECK_HAS(o.text, "it was released here:\n    #0 devres_new");
  CHECK_HAS(o.text, "its object was freed here:\n    #0 ");
  CHECK_HAS_NOT(o.text, "no stack was kept");
}

/* Where somebody else may have got the memory, and be who comes here, is not known. */
static void freed_by_hand(void) {
  custody_tag tag;
  char *p = devres_new(&tag);
  __custody_freed(p - 16, 40);
  rebuild(p, tag, &from_raw);
}

static void freed_and_released_again(void) {
  custody_tag tag;
  char *p = devres_new(&tag);
  __custody_freed(p - 16, 40);
  ledger_release((uint64_t)p, &into_raw, 0, extent_of(&into_raw), 0);
  rebuild(p, tag, &from_raw);
}

TEST(hooks, an_allocator_of_its_own_says_what_it_frees) {
  CHECK_EQ(unit_run(freed_by_hand).status, 0);
  CHECK_HAS(unit_run(freed_and_released_again).text, "CustodySanitizer: stale reclaim of 0x");
}

static void consume(int times) {
  custody_tag tag;
  void *p = devres_new(&tag);
  for (int i = 0; i < times; i++)
    rebuild(p, tag, &from_foreign);
}
static void consume_once(void) {
  consume(1);
}
static void consume_twice(void) {
  consume(2);
}

TEST(hooks, the_second_consuming_reclaim_is_reported_with_the_first) {
  CHECK_EQ(unit_run(consume_once).status, 0);
  struct unit_outcome o = unit_run(consume_twice);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "CustodySanitizer: already-reclaimed reclaim of 0x");
  CHECK_HAS(o.text, "it was reclaimed here first:\n    #0 ");
}

static void recover(void) {
  custody_tag tag, again;
  void *p = devres_new(&tag);
  again = __custody_recover(p, tag_of_place(AS_PTR), (void *)&recover_site);
  CHECK_EQ(again, tag);
  rebuild(p, again, &from_raw);
}
static void recover_nothing(void) {
  custody_tag tag;
  char *p = devres_new(&tag);
  CHECK_EQ(__custody_recover(p + 8, 0, (void *)&recover_site), 0);
}

TEST(hooks, recover_gives_the_released_tag_or_a_report) {
  CHECK_EQ(unit_run(recover).status, 0);
  struct unit_outcome o = unit_run(recover_nothing);
  CHECK_EQ(o.status, 66);
  CHECK_HAS(o.text, "CustodySanitizer: recover-without-release of 0x");
  CHECK_HAS(o.text, "passed to custody_recover(), but nothing is outstanding under it.");
  CHECK_HAS(o.text, "models: permission: violated   exact: violated   address: violated\n");
}

static void null_pointers(void) {
  __custody_boundary_enter(FRAME, (void *)&into_raw);
  CHECK_EQ(__custody_release(FRAME, nullptr, 0, (void *)&into_raw, nullptr), 0);
  rebuild(nullptr, 0, &from_foreign);
  CHECK_EQ(__custody_recover(nullptr, 0, (void *)&recover_site), 0);
  __custody_freed(nullptr, 0);
  CUSTODY_ABI_SYMBOL(nullptr);
}

TEST(hooks, null_is_no_owner) {
  options.model = CUSTODY_MODEL_EXACT;
  CHECK_EQ(unit_run(null_pointers).status, 0);
}

/* A torn cell whose check bits happen to be right names some site, but not one that loses
 * nothing. */
TEST(hooks, a_tag_that_no_borrow_made_is_unknown) {
  custody_tag tag = tag_of_place(AS_PTR) & CUSTODY_TAG_SITE_MASK;
  struct facts f = core_facts(0x1000, tag, &from_raw);
  CHECK(!f.from);
  f = core_facts(0x1000, tag | CUSTODY_TAG_NO_FULL, &from_raw);
  CHECK(f.from == &tagged[AS_PTR]);
  f = core_facts(0x1000, 0x7ffff | CUSTODY_TAG_NO_FULL, &from_raw);
  CHECK(!f.from);
}

static void describe(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  __custody_describe(p, tag, (void *)&describe_site);
  __custody_describe(p, tag_of_place(KEY_PARAMETER), (void *)&describe_site);
  __custody_describe(p, 0, (void *)&describe_site);
  free((char *)p - 16);
  __custody_describe(p, tag, (void *)&describe_site);
}

TEST(hooks, describe_says_what_is_known) {
  struct unit_outcome o = unit_run(describe);
  CHECK_EQ(o.status, 0);
  CHECK_HAS(o.text, "described at remove_action by_hand/devres.c:94:7\n");
  CHECK_HAS(o.text, "derives from a release of 0x");
  CHECK_HAS(o.text, "1 outstanding:\n");
  CHECK_HAS(o.text,
            "comes from a lookup key; write: no; full object: no, only what was borrowed\n");
  CHECK_HAS(o.text, "a pointer with these bits was released here, 1 outstanding:\n");
  CHECK_HAS(o.text, "its history is unknown\n");
  CHECK_HAS(o.text, "whose object is gone:\n");
}

/*===-- Nesting ------------------------------------------------------------===*/

BY_HAND struct arc *rebuild_outer(void *q, custody_tag tag, custody_tag inner) {
  __custody_reclaim_enter(FRAME, q, tag, (void *)&from_foreign);
  struct arc *a = rebuild(q, inner, &from_raw);
  __custody_reclaim_leave(FRAME, a, (void *)&from_foreign);
  return a;
}

static void nested(void) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild_outer(p, tag, tag_of_place(AS_PTR));
}

TEST(hooks, the_inner_boundary_on_the_same_pointer_is_silent) {
  options.print_stats = true;
  struct unit_outcome o = unit_run(nested);
  CHECK(!strcmp(o.text, "CustodySanitizer: 1 verified, 0 unverified, 0 reported\n"));
}

BY_HAND custody_tag release_outer(struct arc *a) {
  __custody_boundary_enter(FRAME, (void *)&recover_site);
  __custody_boundary_enter((char *)FRAME - 8, (void *)&into_raw);
  custody_tag inner = __custody_release((char *)FRAME - 8, a->inner, 123, (void *)&into_raw, a);
  CHECK_EQ(inner, 123);
  return __custody_release(FRAME, a->inner, inner, (void *)&recover_site, a);
}

TEST(hooks, the_inner_release_passes_its_tag_on) {
  struct arc *a = calloc(1, sizeof *a);
  custody_tag tag = release_outer(a);
  CHECK(tag & CUSTODY_TAG_RECORD);
  CHECK_EQ(ledger_by_bits((uint64_t)a->inner).outstanding, 1);
}

/* The boundary itself frees the object: what counts is how things were when it was entered. */
BY_HAND void rebuild_and_free(void *q, custody_tag tag) {
  __custody_reclaim_enter(FRAME, q, tag, (void *)&from_foreign);
  free((char *)q - 16);
  __custody_reclaim_leave(FRAME, nullptr, (void *)&from_foreign);
}

TEST(hooks, a_boundary_may_free_the_object) {
  custody_tag tag;
  void *p = devres_new(&tag);
  rebuild_and_free(p, tag);
  CHECK_EQ(core_counts().verified, 1);
}

/*===-- Memory -------------------------------------------------------------===*/

static uint32_t *cell_at(void *slot) {
  return (uint32_t *)(((uint64_t)slot >> 1) ^ CUSTODY_SHADOW_XOR);
}

TEST(memory, a_free_clears_the_tags_of_the_object) {
  void **slots = malloc(256);
  slots[3] = slots;
  __custody_encode(cell_at(&slots[3]), 0x60000005, (uint64_t)slots);
  uint32_t *cell = cell_at(&slots[3]);
  CHECK(*cell);
  free(slots);
  CHECK_EQ(*cell, 0);
}

TEST(memory, a_realloc_that_moves_takes_tags_along_and_ends_records) {
  for (int hook = 0; hook < 2; hook++) {
    void **slots = malloc(64);
    void *wall = malloc(64);
    slots[3] = slots;
    __custody_encode(cell_at(&slots[3]), 0x60000005, (uint64_t)slots);
    custody_tag tag = ledger_release((uint64_t)slots, &into_raw, 0, extent_of(&into_raw), 0);
    void **moved = hook ? __custody_realloc(slots, 1 << 20) : realloc(slots, 1 << 20);
    CHECK(moved != slots);
    CHECK_EQ(custody_tag_of(*cell_at(&moved[3]), (uint64_t)moved[3]), 0x60000005);
    CHECK_EQ(ledger_by_tag(tag, (uint64_t)slots).state, RECORD_FREED);
    free(wall);
  }
}

TEST(memory, a_realloc_that_stays_keeps_records) {
  char *p = malloc(4096);
  custody_tag tag = ledger_release((uint64_t)p, &into_raw, 0, extent_of(&into_raw), 0);
  char *same = realloc(p, 4000);
  CHECK(same == p);
  CHECK_EQ(ledger_by_bits((uint64_t)p).tag, tag);
}

TEST(memory, a_realloc_that_fails_keeps_records) {
  char *p = malloc(64);
  custody_tag tag = ledger_release((uint64_t)p, &into_raw, 0, extent_of(&into_raw), 0);
  volatile size_t huge = SIZE_MAX / 2;
  CHECK(!realloc(p, huge));
  CHECK_EQ(ledger_by_bits((uint64_t)p).tag, tag);
  CHECK(!__custody_reallocarray(p, huge, 8));
  CHECK_EQ(ledger_by_bits((uint64_t)p).tag, tag);
}

TEST(memory, a_realloc_to_nothing_is_a_free) {
  char *p = malloc(64);
  custody_tag tag = ledger_release((uint64_t)p, &into_raw, 0, extent_of(&into_raw), 0);
  volatile size_t none = 0;
  void *gone = realloc(p, none);
  CHECK(!gone);
  CHECK_EQ(ledger_by_tag(tag, (uint64_t)p).state, RECORD_FREED);
}

/*===-- Threads ------------------------------------------------------------===*/

static void *start_function(void *argument) {
  const custody_tag *in = __custody_enter(1, (void *)start_function);
  *(custody_tag *)argument = in[0];
  return argument;
}
static int thrd_function(void *argument) {
  const custody_tag *in = __custody_enter(1, (void *)thrd_function);
  *(custody_tag *)argument = in[0];
  return 7;
}

TEST(threads, an_argument_takes_its_tag_along) {
  for (custody_tag tag = 0; tag < 10; tag += 5) {
    pthread_t thread;
    custody_tag got = 99;
    void *result;
    CHECK_EQ(__custody_pthread_create(&thread, nullptr, (void *)start_function, &got, tag), 0);
    CHECK_EQ(pthread_join(thread, &result), 0);
    CHECK(result == &got);
    CHECK_EQ(got, tag);
  }
}

TEST(threads, an_argument_of_a_c11_thread_too) {
  thrd_t thread;
  custody_tag got = 99;
  int result;
  CHECK_EQ(__custody_thrd_create(&thread, (void *)thrd_function, &got, 5), thrd_success);
  CHECK_EQ(thrd_join(thread, &result), thrd_success);
  CHECK_EQ(result, 7);
  CHECK_EQ(got, 5);
}

/*===-- Signals, forks, early calls ----------------------------------------===*/

TEST(hooks, inside_the_runtime_a_hook_does_nothing) {
  CHECK(guard_enter());
  __custody_boundary_enter(FRAME, (void *)&into_raw);
  CHECK_EQ(__custody_release(FRAME, (void *)0x1000, 5, (void *)&into_raw, nullptr), 5);
  rebuild((void *)0x2000, tag_of_place(AS_PTR), &from_raw);
  CHECK_EQ(__custody_recover((void *)0x1000, 5, (void *)&recover_site), 0);
  free(malloc(10));
  guard_leave();
  CHECK_EQ(ledger_by_bits(0x1000).state, RECORD_NONE);
}

static void on_alarm(int signal) {
  (void)signal;
  custody_tag tag;
  char *p = devres_new(&tag);
  __custody_freed(p - 16, 40); /* calloc is not for handlers: the main code does not call it */
}

static void interrupted(void) {
  static struct arc arcs[64];
  ualarm(100, 100);
  for (int i = 0; i < 2000000; i++) {
    struct arc *a = &arcs[i % 64];
    __custody_boundary_enter(FRAME, (void *)&into_raw);
    custody_tag tag = __custody_release(FRAME, a->inner, 0, (void *)&into_raw, a);
    rebuild(a->inner, tag, &from_foreign);
    if (i % 256 == 0)
      __custody_freed(a, sizeof *a);
  }
  ualarm(0, 0);
}

TEST(hooks, a_signal_handler_may_call_hooks_at_any_time) {
  signal(SIGALRM, on_alarm);
  struct unit_outcome o = unit_run(interrupted);
  CHECK(!strcmp(o.text, ""));
  CHECK_EQ(o.status, 0);
}

TEST(hooks, errno_stays_as_it_was) {
  errno = 77;
  custody_tag tag;
  char *p = (char[64]){0};
  for (int i = 0; i < 64; i++) {
    __custody_boundary_enter(FRAME, (void *)&into_raw);
    tag = __custody_release(FRAME, p + i, 0, (void *)&into_raw, nullptr);
    rebuild(p + i, tag, &from_raw);
  }
  __custody_freed(p, 64);
  CHECK_EQ(errno, 77);
}
