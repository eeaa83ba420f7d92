/*===- test_sites.c - sites and hand-over -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/called.h"
#include "core/hooks.h"
#include "core/options.h"
#include "core/shadow.h"
#include "core/sites.h"
#include "core/summary.h"
#include "core/tracking.h"
#include "unit.h"

static const struct custody_site places[4], judge = {.kind = CUSTODY_KIND_RECLAIM};
static const struct custody_site *const list[] = {&places[0], &places[1], &places[2], &places[3]};
static const struct custody_site *const judges[] = {&judge};

/* Registers COUNT of LIST's sites from FIRST on, with a place that may judge all of them. */
static bool add(unsigned first, unsigned count, uint32_t *indices) {
  return sites_register(&(struct custody_module){.sites = list + first,
                                                 .count = count,
                                                 .indices = indices,
                                                 .name = "m",
                                                 .judges = judges,
                                                 .judge_count = 1});
}

TEST(sites, indices_are_dense_from_1) {
  uint32_t a[3] = {}, b[2] = {};
  CHECK(add(0, 3, a));
  CHECK(add(1, 2, b));
  CHECK(a[0] == 1 && a[1] == 2 && a[2] == 3);
  CHECK(b[0] == 4 && b[1] == 5);
  CHECK(!site_at(0));
  CHECK(site_at(1) == &places[0] && site_at(3) == &places[2]);
  CHECK(site_at(4) == &places[1] && site_at(5) == &places[2]);
  CHECK(!site_at(6));
}

TEST(sites, a_fresh_borrow_gets_its_whole_tag) {
  static const struct custody_site shared = {.kind = CUSTODY_KIND_SHARED,
                                             .flags = CUSTODY_SITE_FRESH | CUSTODY_SITE_CELLS,
                                             .span = 8},
                                   exclusive = {.kind = CUSTODY_KIND_EXCLUSIVE,
                                                .flags = CUSTODY_SITE_FRESH};
  static const struct custody_site *const fresh[] = {&shared, &exclusive};
  uint32_t a[2] = {};
  CHECK(sites_register(&(struct custody_module){
      .sites = fresh, .count = 2, .indices = a, .name = "m", .judges = judges, .judge_count = 1}));
  CHECK_EQ(a[0], (CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL | CUSTODY_TAG_CELLS | 1));
  CHECK_EQ(a[1], 2);
}

TEST(sites, a_module_is_registered_once) {
  uint32_t a[2] = {}, b[1] = {};
  CHECK(add(0, 2, a));
  CHECK(add(0, 2, a));
  CHECK(add(0, 1, b));
  CHECK_EQ(a[0], 1);
  CHECK_EQ(b[0], 3);
}

TEST(sites, a_module_without_sites_takes_no_index) {
  uint32_t a = 0, b = 0;
  CHECK(add(0, 0, &a));
  CHECK(add(0, 1, &b));
  CHECK_EQ(a, 0);
  CHECK_EQ(b, 1);
}

TEST(sites, many_modules_are_searched) {
  static uint32_t indices[1000][2];
  for (unsigned i = 0; i < 1000; i++)
    CHECK(add(i % 3, 2, indices[i]));
  for (unsigned i = 0; i < 1000; i++)
    CHECK(site_at(indices[i][1]) == list[i % 3 + 1]);
}

TEST(sites, without_room_a_module_has_no_indices) {
  enum { MOST = CALLED_FIRST - 1 };
  static const struct custody_site *all[MOST];
  static uint32_t big[MOST];
  uint32_t more = 0, third = 0;
  for (uint32_t i = 0; i < MOST; i++)
    all[i] = &places[0];
  CHECK(sites_register(&(struct custody_module){
      .sites = all, .count = MOST, .indices = big, .judges = judges, .judge_count = 1}));
  CHECK_EQ(big[0], 1);
  CHECK_EQ(big[MOST - 1], MOST);
  CHECK(site_at(MOST) == &places[0]);
  CHECK(!add(0, 1, &more)); /* said once */
  CHECK(add(0, 1, &third));
  CHECK(more == 0 && third == 0);
}

TEST(sites, a_caller_makes_a_copy_of_a_site) {
  uint32_t index = 0;
  CHECK(add(0, 1, &index));
  uint32_t first = site_called(index, 0x1000), second = site_called(index, 0x2000);
  CHECK(first >= CALLED_FIRST && second == first + 1);
  CHECK_EQ(site_called(index, 0x1000), first);
  const struct custody_called_site *copy = (const struct custody_called_site *)site_at(first);
  CHECK(copy && (copy->site.flags & CUSTODY_SITE_CALLED) && copy->pc == 0x1000 && !copy->caller);
  CHECK_EQ(site_called(77, 0x1000), 77); /* there is no such site */
  for (uint64_t pc = 0; pc < CALLED_MAX - 2; pc++)
    CHECK(site_called(index, 0x10000 + pc) >= CALLED_FIRST);
  CHECK_EQ(site_called(index, 0x3000), index); /* none is left */
  CHECK_EQ(site_called(index, 0x2000), second);
}

/*===-- Libraries that are unloaded ------------------------------------------===*/

/* The memory of a library. */
static struct library {
  struct custody_site sites[2];
  const struct custody_site *list[2];
  uint32_t indices[2];
  char name[8];
  const char *dropped[1];
  char symbol[64];
  struct custody_module module;
} library;

static void load(unsigned line) {
  library = (struct library){
      .sites = {{.function = library.name, .line = line}, {.function = library.name, .line = 4}},
      .list = {&library.sites[0], &library.sites[1]},
      .name = "borrow",
      .dropped = {library.symbol},
      .symbol = "_ZN1t1A8from_raw17h0123456789abcdefE",
      .module = {.sites = library.list,
                 .count = 2,
                 .indices = library.indices,
                 .name = library.name,
                 .dropped = library.dropped,
                 .dropped_count = 1,
                 .judges = judges,
                 .judge_count = 1}};
  CHECK(sites_register(&library.module));
}

static void unload(void) {
  sites_unload((uintptr_t)&library, (uintptr_t)(&library + 1));
  memset(&library, 0xdd, sizeof library);
}

TEST(sites, the_sites_of_an_unloaded_library_are_copied) {
  load(3);
  uint32_t first = library.indices[0], second = library.indices[1];
  unload();
  CHECK_EQ(site_at(first)->line, 3);
  CHECK_HAS(site_at(second)->function, "borrow");
  CHECK(sites_drop("_ZN1t1A8into_raw17h0123456789abcdefE"));
}

TEST(sites, a_library_that_comes_back_has_its_old_numbers) {
  load(3);
  uint32_t first = library.indices[0];
  for (int i = 0; i < 1000; i++) {
    unload();
    load(3);
    CHECK_EQ(library.indices[0], first);
    CHECK(site_at(first) == &library.sites[0]);
  }
}

TEST(sites, a_caller_is_kept_when_its_library_is_unloaded) {
  static struct custody_called_site inlined = {
      .site = {.function = "deref", .line = 9, .flags = CUSTODY_SITE_CALLED},
      .caller = &library.sites[1]};
  load(3);
  library.list[1] = &inlined.site;
  uint32_t inline_index = library.indices[1];
  uint32_t called = site_called(library.indices[0], (uintptr_t)&library.symbol);
  uint32_t elsewhere = site_called(library.indices[0], 0x1000);
  unload();
  const struct custody_called_site *copy = (const void *)site_at(inline_index);
  CHECK_EQ(copy->site.line, 9);
  CHECK_HAS(copy->caller->function, "borrow");
  copy = (const void *)site_at(called);
  CHECK_EQ(copy->site.line, 3);
  CHECK_HAS(copy->site.function, "borrow");
  CHECK_EQ(copy->pc, 0); /* another library may have this address next */
  copy = (const void *)site_at(elsewhere);
  CHECK_EQ(copy->pc, 0x1000);
}

TEST(sites, a_caller_is_known_again_when_its_library_comes_back) {
  load(3);
  uint32_t called = site_called(library.indices[0], (uintptr_t)&library.symbol);
  unload();
  load(3);
  CHECK_EQ(site_called(library.indices[0], (uintptr_t)&library.symbol), called);
  const struct custody_called_site *copy = (const void *)site_at(called);
  CHECK_EQ(copy->pc, (uintptr_t)&library.symbol);
}

TEST(sites, another_library_at_the_same_addresses_has_other_numbers) {
  load(3);
  uint32_t first = library.indices[0];
  unload();
  load(5);
  CHECK_EQ(site_at(first)->line, 3);
  CHECK_EQ(site_at(library.indices[0])->line, 5);
}

/*===-- What is followed ---------------------------------------------------===*/

/* Types: a node with links and a number in it, and a list of nodes. */
enum { NODE = 10, LINKS = 20, NUMBER = 30 | CUSTODY_TYPE_LEAF, LIST = 40, OTHER = 50 };
static const uint32_t in_node[] = {NODE, LINKS, NUMBER, 0}, in_links[] = {LINKS, 0},
                      in_number[] = {NUMBER, 0}, in_list[] = {LIST, NODE, LINKS, NUMBER, 0},
                      in_other[] = {OTHER, NUMBER, 0};

/* Whether what is borrowed of the type that has BORROWED in it is followed where what has RECLAIMED
 * in it is reclaimed; NULL: it is not known what. */
static bool follows(const uint32_t *borrowed, const uint32_t *reclaimed) {
  static struct custody_site borrow, reclaim;
  static const struct custody_site *const at[] = {&borrow}, *const by[] = {&reclaim};
  static uint32_t index;
  sites_may_unload = false;
  borrow.types = borrowed;
  reclaim.types = reclaimed;
  CHECK(sites_register(&(struct custody_module){.sites = at, .count = 1, .indices = &index}));
  CHECK_EQ(index, 0);
  CHECK(sites_register(&(struct custody_module){.judges = by, .judge_count = 1}));
  return index;
}

TEST(sites, what_is_reclaimed_is_followed) {
  CHECK(follows(in_node, in_node));
}
TEST(sites, a_part_of_what_is_reclaimed_is_followed) {
  CHECK(follows(in_links, in_node));
}
TEST(sites, what_has_a_part_that_is_reclaimed_is_followed) {
  CHECK(follows(in_list, in_node));
}
TEST(sites, a_number_in_what_is_reclaimed_is_not_followed) {
  CHECK(!follows(in_number, in_node));
}
TEST(sites, a_number_in_both_is_not_followed) {
  CHECK(!follows(in_other, in_node));
}
TEST(sites, a_number_that_is_reclaimed_is_followed) {
  CHECK(follows(in_other, in_number));
}
TEST(sites, another_type_is_not_followed) {
  CHECK(!follows(in_links, in_other));
}
TEST(sites, what_is_not_known_is_followed) {
  CHECK(follows(nullptr, in_node));
}
TEST(sites, where_it_is_not_known_what_is_reclaimed_everything_is_followed) {
  CHECK(follows(in_other, nullptr));
}

TEST(sites, where_nothing_is_judged_nothing_is_followed) {
  uint32_t a[2] = {}, b[3] = {};
  struct custody_module first = {.sites = list, .count = 2, .indices = a},
                        second = {.sites = list, .count = 3, .indices = b};
  sites_may_unload = false;
  CHECK(sites_register(&first));
  CHECK(sites_register(&first));
  CHECK(sites_register(&second));
  CHECK(a[0] == 0 && a[1] == 0 && b[0] == 0);
  CHECK(add(0, 0, nullptr));
  CHECK(a[0] == 1 && a[1] == 2 && b[0] == 3 && b[2] == 5);
  CHECK(site_at(2) == &places[1] && site_at(5) == &places[2]);
}

/* What was closed is not touched. What is opened again is numbered again, and so is another module
 * in the same place. */
TEST(sites, a_module_that_is_opened_later_is_followed_at_once) {
  uint32_t a[3] = {}, b = 0;
  struct custody_module module = {.sites = list, .count = 2, .indices = a};
  sites_may_unload = true;
  CHECK(sites_register(&module));
  CHECK(a[0] == 1 && a[1] == 2);
  a[0] = a[1] = 0;
  CHECK(add(0, 1, &b));
  CHECK(a[0] == 0 && a[1] == 0);
  CHECK(sites_register(&module));
  CHECK(a[0] == 1 && a[1] == 2);
  a[0] = a[1] = 0;
  module.count = 3;
  CHECK(sites_register(&module));
  CHECK(a[0] == 4 && a[1] == 5 && a[2] == 6);
}

TEST(sites, many_types_are_told_apart) {
  static uint32_t types[4000][2], indices[4000];
  static struct custody_site borrows[4000], reclaims[4000];
  static const struct custody_site *at[4000], *by[4000];
  for (uint32_t i = 0; i < 4000; i++) {
    types[i][0] = (i + 1) * 2654435761u & ~CUSTODY_TYPE_LEAF;
    borrows[i].types = reclaims[i].types = types[i];
    at[i] = &borrows[i];
    by[i] = &reclaims[i];
  }
  sites_may_unload = false;
  CHECK(sites_register(&(struct custody_module){.sites = at, .count = 4000, .indices = indices}));
  for (uint32_t i = 0; i < 4000; i += 2)
    CHECK(sites_register(&(struct custody_module){.judges = by + i, .judge_count = 1}));
  for (uint32_t i = 0; i < 4000; i++)
    CHECK(!indices[i] == (i % 2 || !types[i][0]));
}

/*===-- Hand-over ----------------------------------------------------------===*/

static void callee(void) {}
static const uint64_t name = 0x8000000000001234;

TEST(handover, the_named_callee_gets_the_tags_once) {
  uint64_t ack = 0;
  ack = custody_ack_question(name, &ack);
  __custody_publish_wide(name);
  __custody_tls.ack = &ack;
  __custody_tls.arg[1] = 7;
  const custody_tag *in = __custody_enter(name, callee);
  CHECK(in[0] == 0 && in[1] == 7);
  CHECK_EQ(ack, 0);
  CHECK_EQ(__custody_tls.callee, 0);
  CHECK_EQ(__custody_enter(name, callee)[1], 0);
}

TEST(handover, a_callee_is_named_by_its_address_too) {
  __custody_publish_wide((uint64_t)callee);
  __custody_tls.arg[0] = 7;
  CHECK_EQ(__custody_enter(name, callee)[0], 7);
}

TEST(handover, another_callee_gets_nothing_and_drops_it) {
  uint64_t ack = 0;
  ack = custody_ack_question(name + 1, &ack);
  __custody_publish_wide(name + 1);
  __custody_tls.ack = &ack;
  __custody_tls.arg[0] = 7;
  CHECK_EQ(__custody_enter(name, callee)[0], 0);
  CHECK_EQ(ack, custody_ack_question(name + 1, &ack));
  CHECK_EQ(__custody_tls.callee, 0);
}

TEST(handover, a_caller_that_is_gone_gets_no_answer) {
  uint64_t ack = 77; /* the memory of its frame is used again */
  __custody_publish_wide(name);
  __custody_tls.ack = &ack;
  __custody_enter(name, callee);
  CHECK_EQ(ack, 77);
}

TEST(handover, publishing_forgets_what_was_there) {
  __custody_tls.arg[3] = 1, __custody_tls.va[3] = 1, __custody_tls.byval[3] = 1;
  uint64_t ack;
  __custody_tls.ack = &ack;
  __custody_publish_wide(name);
  CHECK(!__custody_tls.arg[3] && !__custody_tls.va[3] && !__custody_tls.byval[3]);
  CHECK(!__custody_tls.ack);
}

TEST(handover, a_return_is_taken_by_the_name_of_its_callee) {
  __custody_return_give(name, callee);
  __custody_tls.ret[0] = 7;
  CHECK_EQ(__custody_return_take(name)[0], 7);
  CHECK_EQ(__custody_tls.ret_name, 0);
  __custody_return_give(name, callee);
  __custody_tls.ret[1] = 8;
  CHECK_EQ(__custody_return_take((uint64_t)callee)[1], 8);
}

TEST(handover, a_return_of_another_callee_is_dropped) {
  __custody_return_give(name, callee);
  __custody_tls.ret[0] = 7;
  CHECK_EQ(__custody_return_take(name + 1)[0], 0);
  CHECK_EQ(__custody_tls.ret_name, 0);
}

TEST(handover, a_return_without_a_name_clears_a_pending_one) {
  __custody_return_give(name, callee);
  __custody_return_give(0, callee);
  CHECK_EQ(__custody_tls.ret_name, 0);
  CHECK_EQ(__custody_tls.ret_addr, 0);
}

TEST(handover, cells_are_encoded_and_decoded) {
  static uint64_t slot;
  uint32_t *cell = (uint32_t *)(((uint64_t)&slot >> 1) ^ CUSTODY_SHADOW_XOR);
  __custody_encode(cell, 0x60000005, 0x5000);
  CHECK_EQ(__custody_decode(*cell, 0x5000), 0x60000005);
  int rejected = 0;
  for (uint64_t other = 1; other <= 512; other++)
    rejected += __custody_decode(*cell, 0x5000 + 8 * other) == 0;
  CHECK(rejected > 500);
  __custody_encode(cell, 0, 0x5000);
  CHECK_EQ(*cell, 0);
}

TEST(handover, the_summary_is_marked_where_a_cell_is_stored) {
  static alignas(512) uint64_t slots[3][64];
  uint32_t *cells[3];
  for (int i = 0; i < 3; i++) {
    CHECK(!summary_any((uint64_t)slots[i], sizeof slots[i]));
    cells[i] = (uint32_t *)(((uint64_t)slots[i] >> 1) ^ CUSTODY_SHADOW_XOR);
  }
  __custody_encode(cells[0], 0x60000005, 0x5000);
  __custody_encode_private(cells[1], 0x60000005, 0x5000);
  __custody_exchange_begin(cells[2]);
  for (int i = 0; i < 3; i++)
    CHECK(summary_any((uint64_t)slots[i], sizeof slots[i]));
}

TEST(handover, byval_memory_takes_its_tags_along) {
  static uint64_t from[4], to[4];
  from[1] = 0x5000;
  __custody_encode((uint32_t *)(((uint64_t)&from[1] >> 1) ^ CUSTODY_SHADOW_XOR), 0x60000005,
                   0x5000);
  __custody_publish_wide(name);
  __custody_tls.byval[2] = (uint64_t)from;
  const custody_tag *in = __custody_enter(name, callee);
  __custody_byval_enter(to, 2, sizeof to, in);
  CHECK(shadow_any((uint64_t)&to[1], 8));
  __custody_byval_enter(to, 2, sizeof to, nullptr); /* the next caller was not instrumented */
  CHECK(!shadow_any((uint64_t)to, sizeof to));
}

static void *second_of(int count, ...) {
  __builtin_va_list list;
  custody_tag tags[CUSTODY_VA_SLOTS];
  __custody_va_enter(tags, __custody_enter(name, callee));
  __builtin_va_start(list, count);
  __custody_va_begin(&list, tags);
  void *result = nullptr;
  for (int i = 0; i < count; i++) {
    struct {
      unsigned general, vector;
      char *stack, *saved;
    } *area = (void *)&list;
    char *at = area->general < 48 ? area->saved + area->general : area->stack;
    result = __builtin_va_arg(list, void *);
    uint32_t cell;
    memcpy(&cell, (void *)(((uint64_t)at >> 1) ^ CUSTODY_SHADOW_XOR), sizeof cell);
    custody_tag tag = __custody_decode(cell, (uint64_t)result);
    CHECK_EQ(tag, i % 3 == 2 ? 0x60000000 + i : 0);
  }
  __builtin_va_end(list);
  return result;
}

TEST(handover, variable_arguments_have_their_tags_in_both_areas) {
  __custody_publish_wide(name);
  for (int i = 2; i < 10; i += 3) {
    int word = 1 + i; /* `count` is in the first register */
    __custody_tls.va[word] = 0x60000000 + (custody_tag)i;
  }
  char c[10];
  second_of(10, c, c + 1, c + 2, c + 3, c + 4, c + 5, c + 6, c + 7, c + 8, c + 9);
}

/* The caller's module drops what the boundary's module only makes. */
TEST(sites, what_any_module_drops_is_dropped) {
  static const char *const dropped[] = {"_RNvMCs1_1aNtB2_3Own8into_raw"};
  CHECK(!sites_drop("_RNvMCs1_1aNtB2_3Own8from_raw"));
  static const struct custody_module module = {.dropped = dropped, .dropped_count = 1};
  CHECK(sites_register(&module));
  CHECK(sites_register(&module)); /* again: noted once */
  CHECK(sites_drop("_RNvMCs1_1aNtB2_3Own8from_raw"));
  CHECK(!sites_drop("_RNvMCs1_1aNtB2_3Box8from_raw"));
}

/*===-- Bare versions -------------------------------------------------------===*/

static void add_without_judge(void) {
  static uint32_t index;
  CHECK(sites_register(
      &(struct custody_module){.sites = list, .count = 1, .indices = &index, .name = "n"}));
}

TEST(sites, bare_versions_run_where_nobody_judges) {
  add_without_judge();
  CHECK_EQ(__custody_tracking, 1);
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 0);
  CHECK_EQ(tracking_tag(5), 5);
}

TEST(sites, bare_versions_do_not_run_where_somebody_judges_or_may_later) {
  add_without_judge();
  sites_begin(false); /* it may load code */
  CHECK_EQ(__custody_tracking, 1);
  options.model = CUSTODY_MODEL_EXACT;
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 1);
  options.model = CUSTODY_MODEL_ADDRESS;
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 1);
  options.model = CUSTODY_MODEL_PERMISSION;
  uint32_t index = 0;
  CHECK(add(1, 1, &index));
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 1);
  CHECK_EQ(tracking_tag(5), 5);
}

TEST(sites, bare_versions_do_not_run_where_memory_has_tags) {
  shadow_use();
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 1);
}

/* A bare function may still run, and store over what has a tag. */
TEST(sites, no_tag_counts_once_a_judge_came_too_late) {
  add_without_judge();
  sites_begin(true);
  uint32_t index = 0;
  CHECK(add(1, 1, &index));
  CHECK_EQ(__custody_tracking, 1);
  CHECK_EQ(tracking_tag(5), 0);
  sites_begin(true);
  CHECK_EQ(__custody_tracking, 1);
}
