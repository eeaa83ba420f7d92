/*===- test_verdict.c - the verdict table -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/owner.h"
#include "core/tag.h"
#include "core/verdict.h"
#include "unit.h"

enum { ADDRESS = 0x1010, HANDLE = 0x1000, PAYLOAD = 24, LOST = 1 };

#define V ANSWER_VERIFIED
#define U ANSWER_UNVERIFIED
#define WRONG ANSWER_WRONG_PROVENANCE
#define STAND ANSWER_STAND_IN
#define UNPROVEN ANSWER_UNPROVEN
#define NEVER ANSWER_NEVER_RELEASED
#define AGAIN ANSWER_ALREADY_RECLAIMED
#define STALE ANSWER_STALE

#define NW CUSTODY_TAG_NO_WRITE
#define NF CUSTODY_TAG_NO_FULL
#define CELLS CUSTODY_TAG_CELLS
#define SHARED CUSTODY_KIND_SHARED
#define EXCLUSIVE CUSTODY_KIND_EXCLUSIVE
#define KEY CUSTODY_KIND_KEY
#define FORGED CUSTODY_KIND_FORGED
#define CONSUMES CUSTODY_SITE_CONSUMES
#define TRANSFER CUSTODY_SITE_TRANSFER
#define BOX CUSTODY_SITE_PAYLOAD
#define LIVE RECORD_LIVE
#define FREED RECORD_FREED
#define UNKNOWN CUSTODY_UNKNOWN_SIZE

/* What a record says; all zero: there is none. */
struct is {
  enum record_state state;
  uint32_t outstanding, transfers;
  bool had_transfer;
  bool escaped;
  uint16_t others; /* outstanding, but released by another type of owner */
};

/* The answer of all three models. The owner is an Arc of 24 bytes behind a header of 16, whose
 * handle the boundary returns, unless the row says otherwise. */
static const struct row {
  const char *name;
  uint32_t kind, losses; /* of a site tag; kind 0: none */
  uint64_t span;
  struct is by_tag; /* of a record tag */
  struct is by_bits;
  enum answer expected[3];
  uint32_t site_flags;
  uint64_t handle;  /* LOST: none is returned */
  uint64_t header;  /* declared; 0: measured */
  uint64_t payload; /* declared; 0: 24, LOST: unknown */
  bool reborrowed;
  bool dead; /* FREED, and not in use again */
} rows[] = {
    {"S1 the released pointer comes back", .by_tag = {LIVE, 1}, .by_bits = {LIVE, 1},
     .expected = {V, V, V}},
    {"S1 with another handle outstanding", .by_tag = {LIVE, 2}, .by_bits = {LIVE, 2},
     .expected = {V, V, V}},
    {"S2 a key from a shared borrow of the inner object", SHARED, NW | NF, 24, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"S2 with interior mutability", SHARED, NW | NF | CELLS, 24, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"S2 a parameter that is only compared", KEY, NW | NF, 0, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"S2 nothing was released", SHARED, NW | NF, 24, .expected = {WRONG, NEVER, NEVER}},
    {"S3 a stand-in without a history", .by_bits = {LIVE, 1}, .expected = {U, STAND, V}},
    {"S4 the lookup returned the stored pointer", .by_tag = {LIVE, 3}, .by_bits = {LIVE, 3},
     .expected = {V, V, V}},
    {"S5 the transfer pair", .by_bits = {LIVE, 1, 1, true}, .expected = {V, V, V},
     .site_flags = TRANSFER | CONSUMES},
    {"S5 from a borrowed key: the bits decide", SHARED, NW | NF, 24, .by_bits = {LIVE, 1, 1, true},
     .expected = {V, V, V}, .site_flags = TRANSFER | CONSUMES},
    {"S5 no transfer was seen", .expected = {U, NEVER, NEVER}, .site_flags = TRANSFER | CONSUMES},
    {"S5 released, but not by the pair", .by_bits = {LIVE, 1}, .expected = {U, STAND, V},
     .site_flags = TRANSFER | CONSUMES},
    {"S6 a recovered key", .by_tag = {LIVE, 1}, .by_bits = {LIVE, 1}, .expected = {V, V, V}},
    {"S7 an upcast from a borrowed member", EXCLUSIVE, NF, 8, .expected = {WRONG, NEVER, NEVER}},
    {"S7 the bits are outstanding", EXCLUSIVE, NF, 8, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"S7 an upcast from a member that was not borrowed", .by_tag = {LIVE, 1},
     .expected = {V, V, NEVER}},
    {"S8 deref, then from_raw", SHARED, NW | NF, 24, .by_bits = {LIVE, 2},
     .expected = {WRONG, STAND, V}},
    {"S9 forged bits", FORGED, 0, 0, .expected = {NEVER, NEVER, NEVER}},
    {"S9 forged bits that match a release", FORGED, 0, 0, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}},
    {"S9 an integer of unknown history", .expected = {U, UNPROVEN, NEVER}},
    {"S10 the second reclaim of a consuming boundary", .by_tag = {LIVE, 0}, .by_bits = {LIVE, 0},
     .expected = {AGAIN, AGAIN, AGAIN}, .site_flags = CONSUMES},
    {"S10 what is left was perhaps released for the same hand-out",
     .by_tag = {LIVE, 1, .others = 1}, .by_bits = {LIVE, 1, .others = 1}, .expected = {U, U, U},
     .site_flags = CONSUMES},
    {"S10 one of two is left for certain", .by_tag = {LIVE, 2, .others = 1},
     .by_bits = {LIVE, 2, .others = 1}, .expected = {V, V, V}, .site_flags = CONSUMES},
    {"S10 the first one", .by_tag = {LIVE, 1}, .by_bits = {LIVE, 1}, .expected = {V, V, V},
     .site_flags = CONSUMES},
    {"S10 unknown history: only address knows", .by_bits = {LIVE, 0},
     .expected = {U, UNPROVEN, AGAIN}, .site_flags = CONSUMES},
    {"S10 an Arc may be rebuilt more often", .by_tag = {LIVE, 0}, .by_bits = {LIVE, 0},
     .expected = {V, V, V}},
    {"S10 the second reclaim of one transfer", .by_bits = {LIVE, 0, 0, true},
     .expected = {AGAIN, AGAIN, AGAIN}, .site_flags = TRANSFER | CONSUMES},
    {"S11 the object was freed", .by_tag = {FREED, 1}, .expected = {STALE, STALE, STALE},
     .dead = true},
    {"S13 another may have its memory", .by_tag = {FREED, 1}, .expected = {U, STALE, STALE}},
    {"S13 another that is plain code's has its memory", .by_tag = {FREED, 1},
     .by_bits = {LIVE, 1, .escaped = true}, .expected = {U, STALE, V}},
    {"S11 and the address released again", .by_tag = {FREED, 1}, .by_bits = {LIVE, 1},
     .expected = {STALE, STALE, V}},
    {"S11 freed comes before already reclaimed", .by_tag = {FREED, 0},
     .expected = {STALE, STALE, STALE}, .site_flags = CONSUMES, .dead = true},
    {"S12 a laundered key keeps its losses", SHARED, NW | NF, 24, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"S13 the history was lost", .by_bits = {LIVE, 1}, .expected = {U, STAND, V}},
    {"S13 the release was not seen", .expected = {U, UNPROVEN, NEVER}},
    {"S8 a local reborrow may stand in between", .by_tag = {LIVE, 1}, .by_bits = {LIVE, 1},
     .expected = {U, U, V}, .reborrowed = true},
    {"S11 the same after the object was freed", .by_tag = {FREED, 1},
     .expected = {STALE, STALE, STALE}, .reborrowed = true, .dead = true},

    /* Owners without a header. */
    {"Box: a borrow that spans the payload", EXCLUSIVE, NF, 24, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .site_flags = BOX},
    {"Box: a borrow of a part", EXCLUSIVE, NF, 8, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}, .site_flags = BOX},
    {"Box: a shared borrow cannot write", SHARED, NW | NF, 24, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}, .site_flags = BOX},
    {"Box<Cell>: a shared borrow writes inside cells", SHARED, NW | NF | CELLS, 24,
     .by_bits = {LIVE, 1}, .expected = {U, STAND, V}, .site_flags = BOX},
    {"a header measured as nothing is like Box", SHARED, NW | NF | CELLS, 24, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .handle = ADDRESS},

    /* Spans and needs. */
    {"an exclusive borrow of header and payload", EXCLUSIVE, NF, 40, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}},
    {"a span one byte too small", EXCLUSIVE, NF, 39, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"a span that is not known", EXCLUSIVE, NF, 0, .by_bits = {LIVE, 1}, .expected = {U, STAND, V}},
    {"a shared one of unknown span cannot write", SHARED, NW | NF, 0, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}},
    {"payload unknown: a span within the header", EXCLUSIVE, NF, 16, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}, .payload = LOST},
    {"payload unknown: a span beyond the header", EXCLUSIVE, NF, 17, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .payload = LOST},
    {"header unknown: a span of the payload", EXCLUSIVE, NF, 24, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .handle = LOST},
    {"header unknown: a smaller span", EXCLUSIVE, NF, 23, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}, .handle = LOST},
    {"both unknown: no known lack", EXCLUSIVE, NF, 1, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .handle = LOST, .payload = LOST},
    {"both unknown: cells may be written", SHARED, NW | NF | CELLS, 1, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .handle = LOST, .payload = LOST},
    {"a declared header", EXCLUSIVE, NF, 24, .by_bits = {LIVE, 1}, .expected = {WRONG, STAND, V},
     .handle = LOST, .header = 8},
    {"a handle far away is not in front of the payload", EXCLUSIVE, NF, 24, .by_bits = {LIVE, 1},
     .expected = {U, STAND, V}, .handle = 0x7000000},
    {"a key lacks everything, whatever its span", KEY, NW | NF, 4096, .by_bits = {LIVE, 1},
     .expected = {WRONG, STAND, V}, .handle = LOST, .payload = LOST},
};

static struct record_view view(struct is is, custody_tag tag, const struct custody_site *site) {
  struct record_view v = {.state = is.state,
                          .outstanding = is.outstanding,
                          .transfers = is.transfers,
                          .had_transfer = is.had_transfer,
                          .owned = (uint16_t)(is.outstanding - is.others),
                          .escaped = is.escaped};
  if (is.state) {
    v.tag = tag;
    v.address = ADDRESS;
    v.site = site;
  }
  return v;
}

static struct verdict judge(const struct row *r) {
  static struct custody_site from, site, release;
  from = (struct custody_site){.kind = r->kind, .span = r->span};
  release = (struct custody_site){.kind = CUSTODY_KIND_RELEASE};
  site = (struct custody_site){.kind = CUSTODY_KIND_RECLAIM,
                               .flags = r->site_flags,
                               .header = r->header ? r->header : UNKNOWN,
                               .span = r->payload == LOST ? 0 : PAYLOAD};
  custody_tag record = tag_of_record(7, 0) | (r->reborrowed ? CUSTODY_TAG_REBORROWED : 0);
  struct facts f = {
      .bits = ADDRESS,
      .tag = r->kind           ? 1 | r->losses
             : r->by_tag.state ? record
                               : 0,
      .from = r->kind ? &from : nullptr,
      .site = &site,
      .dead = r->dead,
      .handle = r->handle == LOST ? 0
                : r->handle       ? r->handle
                                  : HANDLE,
      .by_tag = view(r->by_tag, record, &release),
      .by_bits = view(r->by_bits, record, &release),
  };
  return verdict_of(&f);
}

TEST(verdict, every_row_of_the_table_under_every_model) {
  static const char *const models[] = {"permission", "exact", "address"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct verdict v = judge(&rows[i]);
    for (int m = 0; m < CUSTODY_MODELS; m++)
      if (v.answers[m] != rows[i].expected[m])
        unit_fail(__FILE__, __LINE__, "%s, %s: %s, expected %s", rows[i].name, models[m],
                  answer_name(v.answers[m]), answer_name(rows[i].expected[m]));
  }
}

TEST(verdict, what_is_unverified_has_a_reason_and_nothing_else_has_one) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct verdict v = judge(&rows[i]);
    bool any = false;
    for (int m = 0; m < CUSTODY_MODELS; m++)
      any |= v.answers[m] == U;
    if (any != (v.reason != REASON_NONE))
      unit_fail(__FILE__, __LINE__, "%s: reason \"%s\"", rows[i].name, reason_slug(v.reason));
  }
}

TEST(verdict, the_reason_says_what_is_not_known) {
  struct custody_site from = {.kind = EXCLUSIVE, .span = 40};
  struct custody_site site = {.kind = CUSTODY_KIND_RECLAIM, .header = UNKNOWN, .span = PAYLOAD};
  struct facts f = {.bits = ADDRESS, .site = &site, .handle = HANDLE};
  CHECK_EQ(verdict_of(&f).reason, REASON_NO_RELEASE);
  f.by_bits = (struct record_view){.state = LIVE, .outstanding = 1};
  CHECK_EQ(verdict_of(&f).reason, REASON_UNKNOWN_HISTORY);
  f.by_bits.escaped = true;
  CHECK_EQ(verdict_of(&f).reason, REASON_UNINSTRUMENTED);
  f.tag = tag_of_record(7, 0); /* of an older generation */
  CHECK_EQ(verdict_of(&f).reason, REASON_REUSED);
  f.tag = 1 | NF;
  f.from = &from;
  CHECK_EQ(verdict_of(&f).reason, REASON_COVERED);
  site.span = 0;
  CHECK_EQ(verdict_of(&f).reason, REASON_TYPE_UNKNOWN);
  from.kind = FORGED;
  CHECK_EQ(verdict_of(&f).reason, REASON_INTEGER);
}

TEST(verdict, every_reason_has_a_word_and_a_sentence) {
  CHECK(!*reason_slug(REASON_NONE));
  for (enum reason r = REASON_NONE + 1; r < REASONS; r++)
    CHECK(*reason_slug(r) && *reason_sentence(r));
}

TEST(verdict, what_is_missing_is_said_apart) {
  struct verdict v = judge(&(struct row){"", SHARED, NW | NF, 24, .by_bits = {LIVE, 1}});
  CHECK(v.lacks_write && v.lacks_full && !v.cells_only);
  CHECK_EQ(v.header, 16);
  CHECK_EQ(v.payload, 24);
  v = judge(&(struct row){"", SHARED, NW | NF | CELLS, 24, .by_bits = {LIVE, 1}});
  CHECK(v.lacks_full && v.cells_only);
  v = judge(&(struct row){"", EXCLUSIVE, NF, 24, .by_bits = {LIVE, 1}});
  CHECK(!v.lacks_write && v.lacks_full);
  v = judge(&(struct row){"", SHARED, NW | NF, 40, .by_bits = {LIVE, 1}});
  CHECK(v.lacks_write && !v.lacks_full);
  v = judge(&(struct row){"", KEY, NW | NF, 0, .handle = LOST, .payload = LOST});
  CHECK(v.lacks_write && v.lacks_full);
}

TEST(verdict, the_aliasing_models_are_told) {
  struct verdict v = judge(&(struct row){"", SHARED, NW | NF, 24});
  CHECK(v.stacked == BORROWS_VIOLATED && v.tree == BORROWS_VIOLATED);
  v = judge(&(struct row){"", SHARED, NW | NF | CELLS, 24});
  CHECK(v.stacked == BORROWS_VIOLATED && v.tree == BORROWS_ALLOWED_CELLS);
  v = judge(&(struct row){"", EXCLUSIVE, NF, 24});
  CHECK(v.stacked == BORROWS_VIOLATED && v.tree == BORROWS_ALLOWED);
  /* Whether all that is written lies inside cells is not known. */
  v = judge(&(struct row){"", SHARED, NW | NF | CELLS, 40});
  CHECK(v.stacked == BORROWS_UNKNOWN && v.tree == BORROWS_ALLOWED_CELLS);
  v = judge(&(struct row){"", SHARED, NW | CELLS, 0});
  CHECK(v.stacked == BORROWS_UNKNOWN && v.tree == BORROWS_ALLOWED_CELLS);
  /* Who lends may only read; an owner of no bytes writes none. */
  v = judge(&(struct row){"", SHARED, NW | NF, 24, .site_flags = CUSTODY_SITE_LENDS});
  CHECK(v.stacked == BORROWS_UNKNOWN && v.tree == BORROWS_UNKNOWN);
  v = judge(
      &(struct row){"", SHARED, NW, 0, .site_flags = BOX | CUSTODY_SITE_EMPTY, .payload = LOST});
  CHECK(v.stacked == BORROWS_NOT_APPLICABLE && v.tree == BORROWS_NOT_APPLICABLE);
  v = judge(&(struct row){"", EXCLUSIVE, NF, 40});
  CHECK(v.stacked == BORROWS_NOT_APPLICABLE && v.tree == BORROWS_NOT_APPLICABLE);
  v = judge(&(struct row){"", KEY, NW | NF, 0});
  CHECK(v.stacked == BORROWS_NOT_APPLICABLE && v.tree == BORROWS_NOT_APPLICABLE);
}

/* The payload is not declared at the reclaim, but the release knows it. */
TEST(verdict, the_payload_is_taken_from_the_release) {
  struct custody_site from = {.kind = EXCLUSIVE, .span = 24},
                      release = {.kind = CUSTODY_KIND_RELEASE, .span = 24},
                      site = {.kind = CUSTODY_KIND_RECLAIM, .header = UNKNOWN};
  struct facts f = {.bits = ADDRESS, .tag = 1 | NF, .from = &from, .site = &site, .handle = HANDLE};
  CHECK_EQ(verdict_of(&f).answers[0], U); /* 24 > 16: it may be enough */
  f.by_bits = (struct record_view){.state = LIVE, .site = &release, .outstanding = 1};
  CHECK_EQ(verdict_of(&f).answers[0], WRONG);
}

TEST(verdict, a_borrow_that_may_have_been_overwritten_is_unverified) {
  struct custody_site from = {.kind = SHARED, .span = PAYLOAD};
  struct custody_site site = {.kind = CUSTODY_KIND_RECLAIM, .header = UNKNOWN, .span = PAYLOAD};
  struct facts f = {
      .bits = ADDRESS, .tag = 1 | NW | NF, .from = &from, .site = &site, .handle = HANDLE};
  f.by_bits = (struct record_view){.state = LIVE, .outstanding = 1};
  f.from_memory = true;
  CHECK(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION] == WRONG);
  f.by_bits.escaped = true;
  CHECK(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION] == U);
  f.from_memory = false;
  CHECK(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION] == WRONG);
  f.from_memory = true;
  f.by_bits = (struct record_view){};
  CHECK(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION] == U);
}

/* View::from_raw(&object) is legal where View owns nothing; its name does not tell. */
TEST(verdict, a_reclaim_by_name_alone_is_an_owner_only_if_something_shows_it) {
  struct custody_site from = {.kind = SHARED, .span = PAYLOAD};
  struct custody_site release = {.kind = CUSTODY_KIND_RELEASE,
                                 .name = "_RNvMCs1_1aNtB2_3Own8into_raw"};
  struct custody_site site = {.kind = CUSTODY_KIND_RECLAIM,
                              .flags = CUSTODY_SITE_NAMED,
                              .header = UNKNOWN,
                              .span = PAYLOAD,
                              .name = "_RNvMCs1_1aNtB2_3Own8from_raw"};
  struct facts f = {
      .bits = ADDRESS, .tag = 1 | NW | NF, .from = &from, .site = &site, .handle = ADDRESS};
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], U);
  f.by_bits = (struct record_view){.state = LIVE, .site = &release, .outstanding = 1};
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], WRONG);
  release.name = "_RNvMCs1_1aNtB2_3Box8into_raw"; /* another owner's */
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], U);
  f.handle = HANDLE; /* a header is measured */
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], WRONG);
  site.flags = 0;
  f.handle = ADDRESS;
  f.by_bits = (struct record_view){};
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], WRONG);
}

TEST(verdict, an_owner_of_no_bytes_may_be_rebuilt_from_any_bits) {
  struct custody_site from = {.kind = FORGED};
  struct custody_site site = {
      .kind = CUSTODY_KIND_RECLAIM, .flags = CUSTODY_SITE_EMPTY, .header = UNKNOWN};
  struct facts f = {.bits = ADDRESS, .tag = 1, .from = &from, .site = &site, .handle = ADDRESS};
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], U);
  f.handle = HANDLE; /* it keeps counts */
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], NEVER);
  site.flags = 0;
  f.handle = ADDRESS;
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], NEVER);
  site.flags = CUSTODY_SITE_NAMED; /* registers of a device */
  CHECK_EQ(verdict_of(&f).answers[CUSTODY_MODEL_PERMISSION], U);
}

/*===-- Owners -------------------------------------------------------------===*/

/* A release and a reclaim of the same address, which the tag derives from. */
struct pair {
  struct custody_owner_site released, rebuilt;
  struct facts facts;
};

static struct custody_owner_site owner_site(enum custody_kind kind, unsigned family, uint64_t bytes,
                                            uint32_t align) {
  return (struct custody_owner_site){
      .site = {.kind = kind, .flags = CUSTODY_SITE_OWNER, .header = UNKNOWN, .span = bytes},
      .family = family,
      .name_hash = family + 1,
      .align = align,
      .flags = CUSTODY_OWNER_EXACT};
}

static enum answer judge_pair(struct pair *p, enum reason *why) {
  struct record_view r = {.state = LIVE, .outstanding = 1, .address = ADDRESS, .header = 0};
  r.site = &p->released.site;
  released_add(&r.what, nullptr, r.site, extent_of(r.site));
  p->facts.by_tag = p->facts.by_bits = r;
  if (p->facts.bits != ADDRESS)
    p->facts.by_bits = (struct record_view){};
  p->facts.site = &p->rebuilt.site;
  p->facts.tag = tag_of_record(7, 0);
  p->facts.extent = extent_of(p->facts.site);
  struct verdict v = verdict_of(&p->facts);
  *why = v.reason;
  for (int m = 1; m < CUSTODY_MODELS && p->facts.bits == ADDRESS; m++)
    CHECK_EQ(v.answers[m], v.answers[0]);
  return v.answers[0];
}

static const struct owner_row {
  unsigned released, rebuilt; /* enum custody_family */
  uint64_t had, needs;
  uint32_t had_align, needs_align;
  enum answer expected;
  enum reason why;
  bool partner_gone;
} owner_rows[] = {
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 8, 8, 8, 8, V, REASON_NONE, false},
    {CUSTODY_FAMILY_ARC, CUSTODY_FAMILY_BOX, 8, 8, 8, 8, ANSWER_WRONG_OWNER, REASON_NONE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_RC, 8, 8, 8, 8, ANSWER_WRONG_OWNER, REASON_NONE, false},
    {CUSTODY_FAMILY_RC, CUSTODY_FAMILY_ARC, 8, 8, 8, 8, ANSWER_WRONG_OWNER, REASON_NONE, false},
    {CUSTODY_FAMILY_RC_WEAK, CUSTODY_FAMILY_ARC_WEAK, 8, 8, 8, 8, ANSWER_WRONG_OWNER, REASON_NONE,
     false},
    {CUSTODY_FAMILY_ARC_WEAK, CUSTODY_FAMILY_ARC, 8, 8, 8, 8, U, REASON_OTHER_OWNER, false},
    {CUSTODY_FAMILY_ARC_WEAK, CUSTODY_FAMILY_ARC, 8, 8, 8, 8, ANSWER_WRONG_OWNER, REASON_NONE,
     true},
    {CUSTODY_FAMILY_ARC, CUSTODY_FAMILY_ARC_WEAK, 8, 8, 8, 8, U, REASON_OTHER_OWNER, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_VEC, 24, 24, 8, 8, V, REASON_NONE, false},
    {CUSTODY_FAMILY_VEC, CUSTODY_FAMILY_BOX, 24, 32, 8, 8, ANSWER_WRONG_SIZE, REASON_NONE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 8, 16, 8, 8, ANSWER_WRONG_SIZE, REASON_NONE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 8, 8, 1, 8, ANSWER_WRONG_SIZE, REASON_NONE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 8, 8, 0, 8, V, REASON_NONE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 16, 8, 8, 8, U, REASON_OTHER_TYPE, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_BOX, 0, 0, 1, 8, V, REASON_NONE, false},
    {CUSTODY_FAMILY_OWN, CUSTODY_FAMILY_BOX, 8, 8, 8, 8, U, REASON_OTHER_OWNER, false},
    {CUSTODY_FAMILY_BOX, CUSTODY_FAMILY_OWN, 8, 8, 8, 8, U, REASON_OTHER_OWNER, false},
    {CUSTODY_FAMILY_OWN, CUSTODY_FAMILY_OWN, 8, 8, 8, 8, U, REASON_TYPE_UNKNOWN, false},
    {CUSTODY_FAMILY_DECLARED, CUSTODY_FAMILY_DECLARED, 8, 8, 8, 8, V, REASON_NONE, false},
    {CUSTODY_FAMILY_DECLARED, CUSTODY_FAMILY_DECLARED, 8, 9, 8, 8, ANSWER_WRONG_SIZE, REASON_NONE,
     false},
};

TEST(verdict, an_owner_is_rebuilt_from_its_own_release_only) {
  for (size_t i = 0; i < sizeof owner_rows / sizeof *owner_rows; i++) {
    const struct owner_row *r = &owner_rows[i];
    struct pair p = {
        .released = owner_site(CUSTODY_KIND_RELEASE, r->released, r->had, r->had_align),
        .rebuilt = owner_site(CUSTODY_KIND_RECLAIM, r->rebuilt, r->needs, r->needs_align),
        .facts = {.bits = ADDRESS, .handle = ADDRESS, .partner_gone = r->partner_gone}};
    enum reason why;
    enum answer a = judge_pair(&p, &why);
    if (a != r->expected || why != r->why)
      unit_fail(__FILE__, __LINE__, "owner row %d: %s (%s)", (int)i, answer_name(a),
                reason_slug(why));
  }
}

TEST(verdict, two_names_of_families_are_two_owners) {
  struct pair p = {.released = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_DECLARED, 8, 8),
                   .rebuilt = owner_site(CUSTODY_KIND_RECLAIM, CUSTODY_FAMILY_DECLARED, 8, 8),
                   .facts = {.bits = ADDRESS, .handle = ADDRESS}};
  enum reason why;
  p.rebuilt.name_hash = 77;
  CHECK_EQ(judge_pair(&p, &why), ANSWER_WRONG_OWNER);
  p.released = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_OWN, 8, 8);
  p.rebuilt = owner_site(CUSTODY_KIND_RECLAIM, CUSTODY_FAMILY_OWN, 8, 8);
  p.released.type_hash = p.rebuilt.type_hash = 5;
  CHECK_EQ(judge_pair(&p, &why), V);
  p.rebuilt.type_hash = 6;
  CHECK_EQ(judge_pair(&p, &why), U);
  CHECK_EQ(why, REASON_OTHER_TYPE);
}

TEST(verdict, the_inside_of_a_standard_owner_is_none) {
  struct pair p = {.released = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_BOX, 16, 8),
                   .rebuilt = owner_site(CUSTODY_KIND_RECLAIM, CUSTODY_FAMILY_BOX, 8, 8),
                   .facts = {.bits = ADDRESS + 8, .handle = ADDRESS + 8}};
  enum reason why;
  CHECK_EQ(judge_pair(&p, &why), ANSWER_INTERIOR);
  p.facts.bits = p.facts.handle = ADDRESS + 16; /* behind it */
  CHECK_EQ(judge_pair(&p, &why), U);
  CHECK_EQ(why, REASON_OTHER_ADDRESS);
  p.facts.bits = p.facts.handle = ADDRESS + 8;
  p.released.flags = 0; /* of unknown size */
  CHECK_EQ(judge_pair(&p, &why), U);
  p.released = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_OWN, 16, 8);
  CHECK_EQ(judge_pair(&p, &why), U);
}

TEST(verdict, a_standard_owner_is_not_on_the_stack) {
  struct custody_owner_site site = owner_site(CUSTODY_KIND_RECLAIM, CUSTODY_FAMILY_BOX, 8, 8);
  struct facts f = {.bits = ADDRESS, .handle = ADDRESS, .site = &site.site, .on_stack = true};
  f.extent = extent_of(&site.site);
  for (int m = 0; m < CUSTODY_MODELS; m++)
    CHECK_EQ(verdict_of(&f).answers[m], ANSWER_NOT_ON_HEAP);
  f.extent.bytes = 0; /* it needs no memory */
  CHECK_EQ(verdict_of(&f).answers[0], U);
  f.extent = (struct extent){};
  CHECK_EQ(verdict_of(&f).answers[0], U);
  site.family = CUSTODY_FAMILY_ARC; /* its counts need memory */
  CHECK_EQ(verdict_of(&f).answers[0], ANSWER_NOT_ON_HEAP);
  site.family = CUSTODY_FAMILY_OWN;
  CHECK_EQ(verdict_of(&f).answers[0], U);
}

/* The front part of an object is rebuilt and released as another type in between. */
TEST(verdict, the_largest_release_of_an_object_counts) {
  struct custody_owner_site whole = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_BOX, 16, 8);
  struct custody_owner_site front = owner_site(CUSTODY_KIND_RELEASE, CUSTODY_FAMILY_BOX, 8, 8);
  struct custody_owner_site site = owner_site(CUSTODY_KIND_RECLAIM, CUSTODY_FAMILY_BOX, 16, 8);
  struct released r = {};
  released_add(&r, nullptr, &whole.site, extent_of(&whole.site));
  released_add(&r, &whole.site, &front.site, extent_of(&front.site));
  CHECK_EQ(need_of(&r, &front.site, &site.site, extent_of(&site.site)), NEED_MET);
  released_resize(&r);
  CHECK_EQ(need_of(&r, &front.site, &site.site, extent_of(&site.site)), NEED_UNKNOWN);
  released_add(&r, &front.site, &front.site, extent_of(&front.site));
  CHECK_EQ(need_of(&r, &front.site, &site.site, extent_of(&site.site)), NEED_MORE);
}
