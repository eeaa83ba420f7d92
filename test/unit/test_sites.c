/*===- test_sites.c - sites and hand-over -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "hooks.h"
#include "shadow.h"
#include "sites.h"
#include "unit.h"

enum { JUDGES = CUSTODY_MODULE_JUDGES };

static const struct custody_site places[4];
static const struct custody_site *const list[] = {&places[0], &places[1], &places[2], &places[3]};

TEST(sites, indices_are_dense_from_1) {
  uint32_t a = 0, b = 0;
  CHECK(sites_register(&(struct custody_module){list, 3, &a, "a", nullptr, 0, JUDGES}));
  CHECK(sites_register(&(struct custody_module){list + 1, 2, &b, "b", nullptr, 0, JUDGES}));
  CHECK_EQ(a, 1);
  CHECK_EQ(b, 4);
  CHECK(!site_at(0));
  CHECK(site_at(1) == &places[0] && site_at(3) == &places[2]);
  CHECK(site_at(4) == &places[1] && site_at(5) == &places[2]);
  CHECK(!site_at(6));
}

TEST(sites, a_module_is_registered_once) {
  uint32_t a = 0, b = 0;
  struct custody_module module = {list, 2, &a, "a", nullptr, 0, JUDGES};
  CHECK(sites_register(&module));
  CHECK(sites_register(&module));
  CHECK(sites_register(&(struct custody_module){list, 1, &b, "b", nullptr, 0, JUDGES}));
  CHECK_EQ(a, 1);
  CHECK_EQ(b, 3);
}

TEST(sites, where_nothing_is_judged_no_place_has_an_index) {
  uint32_t a = 0, b = 0, c = 0, d = 0;
  struct custody_module first = {list, 2, &a, "a", nullptr, 0, 0};
  CHECK(sites_register(&first));
  CHECK(sites_register(&first));
  CHECK(sites_register(&(struct custody_module){list, 3, &b, "b", nullptr, 0, 0}));
  CHECK(a == 0 && b == 0);
  CHECK(!site_at(1));
  CHECK(sites_register(&(struct custody_module){list, 1, &c, "c", nullptr, 0, JUDGES}));
  CHECK(a && b && c && a != b && b != c && a != c);
  CHECK(site_at(a + 1) == &places[1] && site_at(b + 2) == &places[2] && site_at(c) == &places[0]);
  CHECK(sites_register(&(struct custody_module){list, 1, &d, "d", nullptr, 0, 0}));
  CHECK_EQ(d, 7);
}

/* It has no place that a tag could name. */
TEST(sites, a_module_may_judge_and_make_no_tags) {
  uint32_t a = 0, b = 0;
  CHECK(sites_register(&(struct custody_module){list, 2, &a, "a", nullptr, 0, 0}));
  CHECK(sites_register(&(struct custody_module){nullptr, 0, &b, "b", nullptr, 0, JUDGES}));
  CHECK_EQ(a, 1);
  CHECK_EQ(b, 0);
}

TEST(sites, a_module_without_sites_takes_no_index) {
  uint32_t a = 0;
  CHECK(sites_register(&(struct custody_module){list, 0, &a, "a", nullptr, 0, JUDGES}));
  CHECK_EQ(a, 0);
}

TEST(sites, many_modules_are_searched) {
  static uint32_t bases[1000];
  for (int i = 0; i < 1000; i++)
    CHECK(sites_register(
        &(struct custody_module){list + i % 3, 2, &bases[i], "m", nullptr, 0, JUDGES}));
  for (int i = 0; i < 1000; i++)
    CHECK(site_at(bases[i] + 1) == list[i % 3 + 1]);
}

TEST(sites, without_room_a_module_has_no_base) {
  static const struct custody_site *all[CUSTODY_TAG_SITE_MASK];
  uint32_t big = 0, more = 0, third = 0;
  all[CUSTODY_TAG_SITE_MASK - 1] = &places[0];
  CHECK(sites_register(
      &(struct custody_module){all, CUSTODY_TAG_SITE_MASK, &big, "big", nullptr, 0, JUDGES}));
  CHECK_EQ(big, 1);
  CHECK(site_at(CUSTODY_TAG_SITE_MASK) == &places[0]);
  CHECK(!sites_register(
      &(struct custody_module){list, 1, &more, "more", nullptr, 0, JUDGES})); /* said once */
  CHECK(sites_register(&(struct custody_module){list, 1, &third, "third", nullptr, 0, JUDGES}));
  CHECK(more == 0 && third == 0);
}

/*===-- Hand-over ----------------------------------------------------------===*/

static void callee(void) {}
static const uint64_t name = 0x8000000000001234;

TEST(handover, the_named_callee_gets_the_tags_once) {
  uint8_t ack = 0;
  __custody_publish_wide(name);
  __custody_tls.ack = &ack;
  __custody_tls.arg[1] = 7;
  const custody_tag *in = __custody_enter(name, callee);
  CHECK(in[0] == 0 && in[1] == 7);
  CHECK_EQ(ack, 1);
  CHECK_EQ(__custody_tls.callee, 0);
  CHECK_EQ(__custody_enter(name, callee)[1], 0);
}

TEST(handover, a_callee_is_named_by_its_address_too) {
  __custody_publish_wide((uint64_t)callee);
  __custody_tls.arg[0] = 7;
  CHECK_EQ(__custody_enter(name, callee)[0], 7);
}

TEST(handover, another_callee_gets_nothing_and_drops_it) {
  uint8_t ack = 0;
  __custody_publish_wide(name + 1);
  __custody_tls.ack = &ack;
  __custody_tls.arg[0] = 7;
  CHECK_EQ(__custody_enter(name, callee)[0], 0);
  CHECK_EQ(ack, 0);
  CHECK_EQ(__custody_tls.callee, 0);
}

TEST(handover, publishing_forgets_what_was_there) {
  __custody_tls.arg[3] = 1, __custody_tls.va[3] = 1, __custody_tls.byval[3] = 1;
  uint8_t ack;
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
  uint32_t cell;
  __custody_encode(&cell, 0x60000005, 0x5000);
  CHECK_EQ(__custody_decode(cell, 0x5000), 0x60000005);
  int rejected = 0;
  for (uint64_t other = 1; other <= 512; other++)
    rejected += __custody_decode(cell, 0x5000 + 8 * other) == 0;
  CHECK(rejected > 500);
  __custody_encode(&cell, 0, 0x5000);
  CHECK_EQ(cell, 0);
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
  static uint32_t base;
  CHECK(!sites_drop("_RNvMCs1_1aNtB2_3Own8from_raw"));
  static const struct custody_module module = {nullptr, 0, &base, "a", dropped, 1, JUDGES};
  CHECK(sites_register(&module));
  CHECK(sites_register(&module)); /* again: noted once */
  CHECK(sites_drop("_RNvMCs1_1aNtB2_3Own8from_raw"));
  CHECK(!sites_drop("_RNvMCs1_1aNtB2_3Box8from_raw"));
}
