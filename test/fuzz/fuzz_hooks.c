/*===- fuzz_hooks.c - sequences of hooks -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The input is a program: its instructions allocate, release, reclaim, free and reallocate objects,
 * borrow pointers, and move them through variables, memory and calls. Each runs on the runtime and on a
 * model, which knows of every value where it came from. The runtime may forget a history, but must never
 * tell a wrong one: then a wrong report or a wrong "verified" follows.
 */
#include "core/core.h"
#include "core/hooks.h"
#include "fuzz.h"
#include "report/report.h"
#include "start/start.h"

/*===-- The model ----------------------------------------------------------===*/

enum { OBJECTS = 24, BYTES = 256, WAYS = 2, RECORDS = 4096, VALUES = 12, WORDS = 32, SITES = 4 };

/* An object has two addresses that may be released: its handle plus 16, and plus 48. */
static _Alignas(4096) char pool[OBJECTS][BYTES];
static bool allocated[OBJECTS];

static struct {
  uint64_t address;
  bool live;
  uint32_t outstanding;
  custody_tag tag;
} records[RECORDS];
static unsigned record_count;
static int live_record[OBJECTS][WAYS]; /* -1: none */

enum source { UNKNOWN, RELEASED, BORROWED, LEFT_OVER /* from what the memory held before */ };
struct value {
  uint64_t bits;
  custody_tag tag; /* what the runtime says */
  enum source from;
  int record;    /* RELEASED */
  unsigned site; /* BORROWED */
};
static struct value values[VALUES];

static uint64_t memory[WORDS];
static struct value stored[WORDS]; /* with the tag that the word must have if KEPT, or may have */
static bool kept[WORDS];

static uint64_t address_of(unsigned object, unsigned way) {
  return (uint64_t)pool[object] + (way ? 48 : 16);
}

/* The object and the way of an address; false: it is none. */
static bool find(uint64_t bits, unsigned *object, unsigned *way) {
  for (*object = 0; *object < OBJECTS; ++*object)
    for (*way = 0; *way < WAYS; ++*way)
      if (address_of(*object, *way) == bits)
        return true;
  return false;
}

/*===-- Sites --------------------------------------------------------------===*/

static const struct custody_site borrows[SITES] = {
    {.kind = CUSTODY_KIND_SHARED, .span = 24},
    {.kind = CUSTODY_KIND_SHARED, .span = 24, .flags = CUSTODY_SITE_CELLS},
    {.kind = CUSTODY_KIND_EXCLUSIVE, .span = 24},
    {.kind = CUSTODY_KIND_KEY},
};
static const custody_tag losses[SITES] = {
    CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL,
    CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL | CUSTODY_TAG_CELLS,
    CUSTODY_TAG_NO_FULL,
    CUSTODY_TAG_NO_WRITE | CUSTODY_TAG_NO_FULL,
};
static const struct custody_site releases[] = {
    {.kind = CUSTODY_KIND_RELEASE},
    {.kind = CUSTODY_KIND_RELEASE, .flags = CUSTODY_SITE_TRANSFER},
};
#define RECLAIM(f) {.kind = CUSTODY_KIND_RECLAIM, .header = CUSTODY_UNKNOWN_SIZE, .flags = f}
static const struct custody_site reclaims[] = {RECLAIM(0), RECLAIM(CUSTODY_SITE_CONSUMES),
                                               RECLAIM(CUSTODY_SITE_TRANSFER),
                                               RECLAIM(CUSTODY_SITE_LENDS)};
static uint32_t indices[SITES];

static void register_sites(void) {
  static const struct custody_site *const list[SITES] = {&borrows[0], &borrows[1], &borrows[2],
                                                         &borrows[3]};
  static const struct custody_site *const judges[] = {&reclaims[0]};
  static const struct custody_module module = {
      .sites = list, .count = SITES, .indices = indices, .judges = judges, .judge_count = 1};
  memset(indices, 0, sizeof indices);
  MUST(sites_register(&module));
}

/*===-- What the runtime calls ---------------------------------------------===*/

static bool reported;
void report(const struct finding *found) {
  (void)found;
  reported = true;
}
void report_describe(const struct finding *found) {
  (void)found;
}
void start_runtime(void) {}
void start_module(const struct custody_module *module) {
  (void)module;
}
/* entry.c refers to these. Nobody calls them here. */
__attribute__((used)) static void no_call(void) {
  abort();
}
__asm__(".globl __custody_realloc, __custody_reallocarray, __custody_pthread_create, "
        "__custody_thrd_create\n"
        ".set __custody_realloc, no_call\n.set __custody_reallocarray, no_call\n"
        ".set __custody_pthread_create, no_call\n.set __custody_thrd_create, no_call\n");

/*===-- Checks -------------------------------------------------------------===*/

/* Whether TAG is what the model knows of V. */
static bool is_true(const struct value *v, custody_tag tag) {
  if (v->from == RELEASED)
    return tag == records[v->record].tag;
  if (v->from == BORROWED)
    return tag == (losses[v->site] | indices[v->site]);
  return false;
}

static void check_ledger(void) {
  for (unsigned o = 0; o < OBJECTS; o++)
    for (unsigned w = 0; w < WAYS; w++) {
      struct record_view view = ledger_by_bits(address_of(o, w));
      int r = live_record[o][w];
      MUST((view.state == RECORD_LIVE) == (r >= 0));
      if (r >= 0)
        MUST(view.tag == records[r].tag && view.outstanding == records[r].outstanding &&
             view.address == records[r].address && ledger_may_hold((uint64_t)pool[o], BYTES) &&
             ledger_may_hold((uint64_t)pool[o], 0));
    }
  for (unsigned r = record_count > 16 ? record_count - 16 : 0; r < record_count; r++)
    MUST((ledger_by_tag(records[r].tag, records[r].address).state == RECORD_LIVE) ==
         records[r].live);
}

/*===-- Instructions -------------------------------------------------------===*/

#define FRAME __builtin_frame_address(0)

static void end_records(unsigned object) {
  for (unsigned w = 0; w < WAYS; w++) {
    if (live_record[object][w] >= 0)
      records[live_record[object][w]].live = false;
    live_record[object][w] = -1;
  }
}

static void release(struct value *v, const struct custody_site *site) {
  unsigned o, w;
  if (!find(v->bits, &o, &w) || !allocated[o] || record_count == RECORDS)
    return;
  __custody_boundary_enter(FRAME, (void *)site);
  v->tag = __custody_release(FRAME, (void *)v->bits, v->tag, (void *)site, pool[o]);
  MUST(v->tag & CUSTODY_TAG_RECORD);
  v->from = RELEASED;
  v->record = live_record[o][w];
  if (v->record >= 0) {
    MUST(v->tag == records[v->record].tag);
  } else {
    for (unsigned r = record_count > 64 ? record_count - 64 : 0; r < record_count; r++)
      MUST(records[r].tag != v->tag);
    v->record = live_record[o][w] = (int)record_count;
    records[record_count].address = v->bits;
    records[record_count].live = true;
    records[record_count].outstanding = 0;
    records[record_count++].tag = v->tag;
  }
  records[v->record].outstanding++;
}

static void reclaim(const struct value *v, const struct custody_site *site) {
  unsigned o, w;
  bool is_address = find(v->bits, &o, &w);
  int live = is_address ? live_record[o][w] : -1;
  uint32_t before = live >= 0 ? records[live].outstanding : 0;
  struct counts counts = core_counts();
  reported = false;
  __custody_reclaim_enter(FRAME, (void *)v->bits, v->tag, (void *)site);
  __custody_reclaim_leave(FRAME, (void *)(v->bits - 16), (void *)site);
  struct counts now = core_counts();
  bool verified = now.verified != counts.verified;
  MUST(now.verified + now.unverified + now.reported ==
       counts.verified + counts.unverified + counts.reported + 1);
  MUST(reported == (now.reported != counts.reported));
  bool own =
      v->from == RELEASED && records[v->record].live && records[v->record].address == v->bits;
  bool consumes = site->flags & (CUSTODY_SITE_CONSUMES | CUSTODY_SITE_TRANSFER);
  if (verified)
    MUST(own || (site->flags & CUSTODY_SITE_TRANSFER && before));
  if (own && v->tag && !consumes)
    MUST(verified);
  if (v->from == UNKNOWN && !v->tag && !consumes)
    MUST(!reported);
  /* At most one release was taken: of these bits, or of those that the pointer derives from. */
  uint32_t taken = 0;
  for (unsigned r = record_count; r--;) {
    if (!records[r].live)
      continue;
    uint32_t after = ledger_by_bits(records[r].address).outstanding;
    taken += records[r].outstanding - after;
    MUST(after == records[r].outstanding ||
         ((int)r == live || (v->from != UNKNOWN && v->tag == records[r].tag)));
    records[r].outstanding = after;
  }
  MUST(taken == 0 || (taken == 1 && !reported && !(site->flags & CUSTODY_SITE_LENDS)));
  MUST(!verified || !own || !before || taken || site->flags & CUSTODY_SITE_LENDS);
}

static void unallocate(unsigned object, bool size_known) {
  if (!allocated[object])
    return;
  __custody_freed(pool[object], size_known ? BYTES : 0);
  end_records(object);
  allocated[object] = false;
}

static void reallocate(unsigned object, unsigned to, bool fails) {
  struct core_move move;
  if (!allocated[object] || (to != object && allocated[to]))
    return;
  core_move_begin(&move, (uint64_t)pool[object], BYTES);
  for (unsigned w = 0; w < WAYS; w++)
    MUST(ledger_by_bits(address_of(object, w)).state == RECORD_NONE);
  core_move_end(&move, ORIGIN_HERE(), fails ? 0 : (uint64_t)pool[to], BYTES);
  if (fails || to == object)
    return;
  end_records(object);
  allocated[object] = false;
  allocated[to] = true;
}

static uint32_t *cell_of(unsigned word) {
  return (uint32_t *)(((uint64_t)&memory[word] >> 1) ^ CUSTODY_SHADOW_XOR);
}

static void store(unsigned word, const struct value *v) {
  memory[word] = v->bits;
  stored[word] = *v;
  kept[word] = true;
  if (*cell_of(word) | v->tag)
    __custody_encode(cell_of(word), v->tag, v->bits);
}

static void load(struct value *v, unsigned word) {
  const struct value *s = &stored[word];
  *v = *s;
  v->bits = memory[word];
  v->tag = __custody_decode(*cell_of(word), v->bits);
  if (s->from == LEFT_OVER)
    return;
  MUST(!kept[word] || v->tag == s->tag);
  MUST(!v->tag || is_true(v, v->tag));
}

/* Uninstrumented code stores BITS: the cell is that of the value before. */
static void store_plainly(unsigned word, uint64_t bits) {
  uint32_t cell = *cell_of(word);
  if (bits == memory[word] || (!(cell & CUSTODY_TAG_RECORD) && custody_tag_of(cell, bits)))
    return; /* check bits cannot tell these */
  memory[word] = bits;
  stored[word] = (struct value){.bits = bits, .from = cell ? LEFT_OVER : UNKNOWN};
  kept[word] = false;
}

static void copy(unsigned to, unsigned from, unsigned bytes) {
  if (to % 8 != from % 8)
    from = from / 8 * 8 + to % 8; /* other copies may mix two cells */
  bytes = to + bytes > sizeof memory ? (unsigned)sizeof memory - to : bytes;
  bytes = from + bytes > sizeof memory ? (unsigned)sizeof memory - from : bytes;
  struct value old[WORDS];
  bool old_kept[WORDS];
  memcpy(old, stored, sizeof old);
  memcpy(old_kept, kept, sizeof kept);
  __custody_shadow_copy((char *)memory + to, (char *)memory + from, bytes);
  memmove((char *)memory + to, (char *)memory + from, bytes);
  for (unsigned w = to / 8; bytes && w <= (to + bytes - 1) / 8; w++) {
    bool whole = w * 8 >= to && w * 8 + 8 <= to + bytes;
    unsigned source = w + from / 8 - to / 8;
    stored[w] = whole ? old[source] : (struct value){.from = UNKNOWN};
    kept[w] = whole && old_kept[source];
    /* At the ends the runtime guesses whether there is an unaligned pointer. */
    if (!whole && *cell_of(w))
      stored[w].from = LEFT_OVER;
    if (to == from)
      stored[w] = old[w], kept[w] = old_kept[w];
  }
}

static void clear(unsigned at, unsigned bytes) {
  bytes = at + bytes > sizeof memory ? (unsigned)sizeof memory - at : bytes;
  __custody_shadow_clear((char *)memory + at, bytes);
  memset((char *)memory + at, 0, bytes);
  for (unsigned w = at / 8; bytes && w <= (at + bytes - 1) / 8; w++) {
    MUST(*cell_of(w) == 0);
    stored[w] = (struct value){.from = UNKNOWN};
    kept[w] = true;
  }
  MUST(!__custody_shadow_any((char *)memory + at, bytes));
}

/* A call hands A and B over to the callee NAME; SELF enters. */
static void call(struct value *a, struct value *b, unsigned name, unsigned self) {
  uint64_t hash = 0x8000000000000000 + name;
  __custody_handover(hash, 0 | 2 << 8, a->tag | (uint64_t)b->tag << 32);
  const custody_tag *in = __custody_enter(0x8000000000000000 + self, NULL);
  MUST(name == self ? in[0] == a->tag && in[2] == b->tag : !in[0] && !in[2]);
  MUST(!in[1] && !handover_area()->callee);
  a->tag = in[0];
  b->tag = in[2];
}

static void run(struct input *in) {
  unsigned what = take(in), x = take(in), y = take(in);
  struct value *v = &values[x % VALUES], *u = &values[y % VALUES];
  unsigned object = y % OBJECTS;
  switch (what % 16) {
  case 0:
    allocated[object] = true;
    *v = (struct value){.bits = address_of(object, y / OBJECTS % WAYS)};
    break;
  case 1:
    release(v, &releases[y % 4 == 3]);
    break;
  case 2:
  case 3:
    reclaim(v, &reclaims[y % RT_COUNT(reclaims)]);
    break;
  case 4:
    unallocate(object, x & 1);
    break;
  case 5:
    reallocate(object, x % OBJECTS, x >= 192);
    break;
  case 6:
    v->from = BORROWED;
    v->site = y % SITES;
    v->tag = losses[v->site] | indices[v->site];
    break;
  case 7:
    store(y % WORDS, v);
    break;
  case 8:
    load(v, y % WORDS);
    break;
  case 9:
    store_plainly(y % WORDS, values[x % VALUES].bits);
    break;
  case 10:
    copy(x, y, take(in));
    break;
  case 11:
    clear(x, y);
    break;
  case 12:
    call(v, u, what >> 4, take(in) % 16);
    break;
  case 13:
    v->bits += 8 * (y % 5) - 16;
    break;
  case 14:
    *v = *u;
    break;
  default:
    __custody_disarm(&memory[y % WORDS], 8);
    kept[y % WORDS] = false;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input in = {data, data + size};
  static bool mapped;
  struct shadow_failure failure;
  if (!mapped)
    MUST(shadow_map(&failure));
  mapped = true;
  shadow_clear((uint64_t)memory, sizeof memory);
  shadow_clear((uint64_t)pool, sizeof pool);
  fuzz_forget();
  options.stack_depth = 0;
  memset(allocated, 0, sizeof allocated);
  memset(live_record, 0xff, sizeof live_record);
  memset(values, 0, sizeof values);
  memset(memory, 0, sizeof memory);
  memset(stored, 0, sizeof stored);
  memset(kept, 0, sizeof kept);
  record_count = 0;
  register_sites();
  while (in.at < in.end) {
    run(&in);
    check_ledger();
  }
  return 0;
}
