/*===- test_stack.c - stacks and their depot ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/fast.h"
#include "core/options.h"
#include "core/stack.h"
#include "few_mappings.h"
#include "unit.h"

#include <pthread.h>
#include <ucontext.h>

/*===-- Depot --------------------------------------------------------------===*/

TEST(depot, equal_stacks_have_one_name) {
  uintptr_t a[] = {1, 2, 3}, b[] = {1, 2, 3}, c[] = {1, 2, 4};
  stack_id id = depot_put(a, 3);
  CHECK(id);
  CHECK_EQ(depot_put(b, 3), id);
  CHECK(depot_put(c, 3) != id);
  CHECK(depot_put(a, 2) != id);
}

TEST(depot, a_stack_comes_back_as_it_was) {
  uintptr_t frames[STACK_MAX];
  const uintptr_t *got;
  for (unsigned i = 0; i < STACK_MAX; i++)
    frames[i] = unit_random();
  stack_id id = depot_put(frames, STACK_MAX);
  CHECK_EQ(depot_get(id, &got), STACK_MAX);
  CHECK(!memcmp(got, frames, sizeof frames));
}

TEST(depot, no_frames_is_no_stack) {
  const uintptr_t *got;
  CHECK_EQ(depot_put(nullptr, 0), 0);
  CHECK_EQ(depot_get(0, &got), 0);
}

TEST(depot, many_stacks_are_kept_apart) {
  enum { COUNT = 300000 };
  static stack_id ids[COUNT];
  for (uintptr_t i = 0; i < COUNT; i++)
    ids[i] = depot_put((uintptr_t[]){i, i * 3, 7}, 3);
  for (uintptr_t i = 0; i < COUNT; i++) {
    const uintptr_t *got;
    if (depot_get(ids[i], &got) != 3 || got[0] != i || got[1] != i * 3)
      unit_fail(__FILE__, __LINE__, "stack %lu is wrong", i);
  }
}

TEST(depot, without_memory_there_is_no_name) {
  unit_mappings = 0;
  uintptr_t last = 0;
  stack_id id;
  do
    id = depot_put((uintptr_t[]){++last, 2}, 2);
  while (id && last < 1000000);
  CHECK_EQ(id, 0);
  unit_mappings = UINT64_MAX;
  CHECK(depot_put((uintptr_t[]){last, 2}, 2));
}

/*===-- Walking ------------------------------------------------------------===*/

#define FRAMES __attribute__((noinline, disable_tail_calls))

struct walk {
  uintptr_t fast[STACK_MAX], exact[STACK_MAX];
  unsigned fast_count, exact_count;
};

/* The frames that stack_keep keeps, at most MAX. */
static unsigned stack_walk(struct origin from, uintptr_t *frames, unsigned max) {
  const uintptr_t *kept;
  options.stack_depth = (int)max;
  unsigned count = depot_get(stack_keep(from), &kept);
  for (unsigned i = 0; i < count; i++)
    frames[i] = kept[i];
  return count;
}

/* A hook, as the runtime has them. */
FRAMES static void hook(struct walk *w, unsigned max) {
  w->fast_count = stack_walk(ORIGIN_HERE(), w->fast, max);
  w->exact_count = stack_unwind(ORIGIN_HERE(), w->exact, max);
}

FRAMES static uintptr_t inner(struct walk *w, unsigned max) {
  hook(w, max);
  return (uintptr_t)__builtin_return_address(0);
}
FRAMES static uintptr_t outer(struct walk *w, unsigned max, uintptr_t *return_address) {
  *return_address = (uintptr_t)__builtin_return_address(0);
  return inner(w, max);
}

TEST(stack, frame_pointers_and_unwind_tables_agree) {
  struct walk w;
  uintptr_t in_test, in_outer = outer(&w, 8, &in_test);
  CHECK(w.fast_count >= 3 && w.exact_count >= 3);
  CHECK_EQ(w.fast[0], w.exact[0]); /* in inner */
  CHECK_EQ(w.fast[1], in_outer);
  CHECK_EQ(w.exact[1], in_outer);
  CHECK_EQ(w.fast[2], in_test);
  CHECK_EQ(w.exact[2], in_test);
}

/* Code without frame pointers keeps anything in their register. */
TEST(stack, a_chain_that_leads_nowhere_ends) {
  static const uintptr_t nowhere[] = {
      0, 1, 8, (uintptr_t)-1, (uintptr_t)-8, (uintptr_t)-16, (uintptr_t)-32, 0x7fffffffe000};
  uintptr_t frames[STACK_MAX];
  for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
    volatile uintptr_t frame[2] = {nowhere[i], 0};
    struct origin from = {.pc = 1, .frame = (uintptr_t)frame};
    CHECK(stack_walk(from, frames, 8) >= 1);
  }
}

TEST(stack, no_more_frames_than_asked_for) {
  struct walk w;
  uintptr_t unused;
  outer(&w, 2, &unused);
  CHECK_EQ(w.fast_count, 2);
  CHECK_EQ(w.exact_count, 2);
  outer(&w, 0, &unused);
  CHECK_EQ(w.fast_count, 0);
}

FRAMES static stack_id keep(void) {
  return stack_keep(ORIGIN_HERE());
}
FRAMES static stack_id keep_here(void) {
  return keep();
}
FRAMES static stack_id keep_there(void) {
  return keep();
}

TEST(stack, a_place_keeps_its_name) {
  stack_id ids[4];
  for (int i = 0; i < 4; i++)
    ids[i] = i < 2 ? keep_here() : keep_there();
  CHECK(ids[0] && ids[0] != ids[2]);
}

/* The same hook is reached in two ways in turn, so each stack differs from the one before. */
TEST(stack, stacks_that_take_turns_keep_their_names) {
  stack_id (*const ways[])(void) = {keep_here, keep_there};
  stack_id ids[2] = {};
  for (int i = 0; i < 8; i++) {
    stack_id id = ways[i % 2]();
    if (i < 2)
      ids[i] = id;
    CHECK_EQ(id, ids[i % 2]);
  }
  CHECK(ids[0] && ids[1] && ids[0] != ids[1]);
}

/* Two hooks of a loop may have the two entries of one pair, in whichever of them each would be first. */
TEST(stack, both_stacks_of_a_pair_are_remembered) {
  volatile uintptr_t frame[2] = {0, 0};
  struct origin first = {.pc = 0x1000, .frame = (uintptr_t)frame}, second = first;
  options.stack_depth = 8;
  while ((memory_index(first) ^ memory_index(second)) != 1)
    second.pc++;
  for (int i = 0; i < 3; i++) {
    stack_id a = stack_keep(first), b = stack_keep(second);
    CHECK(a && b && a != b);
    CHECK(!i || (fast_stack(first, 8) == a && fast_stack(second, 8) == b));
  }
  first.pc = 0x999;
  CHECK_EQ(fast_stack(first, 8), 0);
}

TEST(stack, depth_0_keeps_none) {
  options.stack_depth = 0;
  CHECK_EQ(keep_here(), 0);
}

/* Calls HOOK(w, max), with a number where the frame pointer would be. */
void without_frame_pointer(struct walk *w, unsigned max, void (*hook)(struct walk *, unsigned));
__asm__("without_frame_pointer:\n"
        "  .cfi_startproc\n"
        "  push %rbp\n"
        "  .cfi_adjust_cfa_offset 8\n"
        "  .cfi_offset %rbp, -16\n"
        "  mov $8, %ebp\n"
        "  call *%rdx\n"
        "  pop %rbp\n"
        "  .cfi_adjust_cfa_offset -8\n"
        "  .cfi_restore %rbp\n"
        "  ret\n"
        "  .cfi_endproc\n");

FRAMES static void call_without(struct walk *w) {
  without_frame_pointer(w, 8, hook);
}
FRAMES static void call_without_elsewhere(struct walk *w) {
  without_frame_pointer(w, 8, hook);
}

TEST(stack, code_without_frame_pointers_is_walked_by_its_tables) {
  struct walk here, again, elsewhere;
  for (int i = 0; i < 2; i++) { /* the second time from memory */
    call_without(i ? &again : &here);
    call_without_elsewhere(&elsewhere);
  }
  CHECK(here.fast_count >= 3);
  CHECK_EQ(here.fast_count, here.exact_count);
  CHECK(!memcmp(here.fast, here.exact, here.fast_count * sizeof *here.fast));
  CHECK(!memcmp(here.fast + 1, again.fast + 1, sizeof *here.fast)); /* in call_without */
  CHECK(here.fast[1] != elsewhere.fast[1]);
  CHECK_EQ(elsewhere.fast[1], elsewhere.exact[1]);
}

FRAMES static void call_deep(struct walk *w, int calls) {
  call_without(w);
  if (calls)
    call_deep(w, calls - 1);
}

/* Each of these is at a place of its own, so that none is remembered. */
TEST(stack, a_thread_asks_the_unwind_tables_a_bounded_number_of_times) {
  struct walk w;
  call_deep(&w, 100);
  CHECK_EQ(w.fast_count, w.exact_count);
  call_deep(&w, 8192);
  CHECK_EQ(w.fast_count, 1);
  CHECK(w.exact_count > 1);
}

FRAMES static stack_id keep_deep(int calls) {
  stack_id id = calls ? keep_deep(calls - 1) : keep();
  return id;
}

TEST(stack, what_is_kept_is_short_once_there_is_much) {
  const uintptr_t *unused;
  CHECK_EQ(depot_get(keep_deep(20), &unused), (unsigned)options.stack_depth);
  for (uintptr_t i = 0; depot_bytes() < 16 << 20; i++)
    CHECK(depot_put((uintptr_t[]){i, 1, 2, 3, 4, 5, 6, 7}, 8));
  CHECK_EQ(depot_get(keep_deep(21), &unused), 4);
}

TEST(stack, a_broken_chain_falls_back_to_the_unwind_tables) {
  struct {
    uintptr_t next, pc;
  } frames[2] = {{(uintptr_t)&frames[1], 0x1234}, {0x77777777, 0x1234}};
  uintptr_t got[8];
  unsigned count = stack_walk((struct origin){.pc = 0x1234, .frame = (uintptr_t)frames}, got, 8);
  CHECK_EQ(count, 1);
  CHECK_EQ(got[0], 0x1234);
  count = stack_walk((struct origin){.pc = 0x1234, .frame = 16}, got, 8);
  CHECK_EQ(count, 1);
}

static void *walk_in_thread(void *data) {
  uintptr_t unused;
  outer(data, 8, &unused);
  return nullptr;
}

TEST(stack, threads_have_stacks_of_their_own) {
  struct walk w = {};
  pthread_t thread;
  CHECK(!pthread_create(&thread, nullptr, walk_in_thread, &w));
  pthread_join(thread, nullptr);
  CHECK(w.fast_count >= 3);
  CHECK_EQ(w.fast[1], w.exact[1]);
}

static struct walk in_coroutine;
static ucontext_t home, away;
static void coroutine(void) {
  uintptr_t unused;
  outer(&in_coroutine, 8, &unused);
}

TEST(stack, a_coroutine_is_walked_without_its_bounds) {
  char *memory = malloc(1 << 16);
  getcontext(&away);
  away.uc_stack.ss_sp = memory;
  away.uc_stack.ss_size = 1 << 16;
  away.uc_link = &home;
  makecontext(&away, coroutine, 0);
  swapcontext(&home, &away);
  CHECK(in_coroutine.fast_count >= 3);
  CHECK_EQ(in_coroutine.fast[1], in_coroutine.exact[1]);
  free(memory);
}
