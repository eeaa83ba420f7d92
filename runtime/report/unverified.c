/*===- unverified.c - unverified reclaims as text -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "unverified.h"
#include "frames.h"
#include "host/host.h"
#include "json.h"
#include "names.h"

void print_reasons(struct text *out, const struct counts *c) {
  bool done[REASONS] = {};
  for (;;) {
    int most = 0;
    for (int r = 1; r < REASONS; r++)
      if (!done[r] && c->reasons[r] > c->reasons[most])
        most = r;
    if (!most)
      return;
    done[most] = true;
    text_format(out, "CustodySanitizer: %u unverified: %s: %s\n", c->reasons[most],
                reason_slug(most), reason_sentence(most));
  }
}

/*===-- Source locations ---------------------------------------------------===*/

/* A line of the list. Locations in the standard library that have the same caller share a line. */
struct line {
  const struct custody_site *site;
  enum reason reason;
  uint64_t count;
  char where[256]; /* "function file:line:column" */
};

/* All lines, in memory of host_map: this runs once, at exit. */
struct lines {
  struct line *at;
  unsigned count;
};

struct caller_search {
  struct text *out;
  bool found;
};

static void take_caller(void *data, const struct host_symbol *s) {
  struct caller_search *c = data;
  if (c->found || !s->file[0] || string_matches("/library/*/src/", s->file))
    return;
  c->found = true;
  frames_write_symbol(c->out, s);
}

/* Writes where U happened in the user's own code, as far as that is known. */
static void write_location(struct text *out, const struct unverified *u) {
  struct caller_search c = {.out = out};
  const uintptr_t *pc;
  unsigned count = depot_get(u->stack, &pc);
  for (unsigned i = 0; i < count && !c.found; i++)
    frames_symbolize(pc[i], take_caller, &c);
  if (!c.found)
    frames_write_site(out, u->site);
}

/* Adds U to the line of its location. */
static void add(struct lines *lines, const struct unverified *u) {
  struct line *fresh = &lines->at[lines->count], *line = lines->at;
  struct text where = {.at = fresh->where, .size = sizeof fresh->where};
  write_location(&where, u);
  fresh->site = u->site;
  fresh->reason = u->reason;
  fresh->count = 0;
  while (line < fresh && !(line->reason == u->reason && string_equal(line->where, fresh->where)))
    line++;
  lines->count += line == fresh;
  line->count += u->count;
}

static void print_line(struct text *out, const struct line *line) {
  char name[NAME_MAX];
  bool unreclaimed = line->reason == REASON_NONE;
  if (json_wanted() && unreclaimed) {
    json_unreclaimed(out, line->count, line->where, line->site->name);
    return;
  }
  if (json_wanted()) {
    json_unverified(out, line->reason, line->count, line->where, line->site->name);
    return;
  }
  if (unreclaimed)
    text_format(out, "CustodySanitizer: %u never reclaimed: %s", line->count, line->where);
  else
    text_format(out, "CustodySanitizer: %u unverified: %s: %s", line->count,
                reason_slug(line->reason), line->where);
  if (line->site->name)
    text_format(out, " (%s)", name_readable(line->site->name, name, sizeof name));
  text_char(out, '\n');
}

/* Whether A stands above B: it is more frequent, or the first of the two in the alphabet. */
static bool comes_before(const struct line *a, const struct line *b) {
  if (a->count != b->count)
    return a->count > b->count;
  const char *left = a->where, *right = b->where;
  while (*left && *left == *right)
    left++, right++;
  return (unsigned char)*left < (unsigned char)*right;
}

/* Prints all lines. There are few, and this happens once. */
static void print_sorted(struct text *out, struct lines *lines) {
  for (unsigned printed = 0; printed < lines->count; printed++) {
    struct line *most = lines->at;
    for (struct line *line = lines->at; line < &lines->at[lines->count]; line++)
      if (comes_before(line, most))
        most = line;
    print_line(out, most);
    most->count = 0;
  }
}

/* Appends "CustodySanitizer: COUNT MESSAGE" as a line; a COUNT of 0 is left out. */
static void print_note(struct text *out, uint64_t count, const char *message) {
  if (json_wanted())
    json_warning(out, message, nullptr);
  else if (count)
    text_format(out, "CustodySanitizer: %u %s\n", count, message);
  else
    text_format(out, "CustodySanitizer: %s\n", message);
}

void print_unverified(struct text *out) {
  size_t entry_bytes = UNVERIFIED_MAX * sizeof(struct unverified);
  size_t line_bytes = (UNVERIFIED_MAX + 1) * sizeof(struct line);
  struct unverified *entries = host_map(entry_bytes);
  struct lines lines = {.at = entries ? host_map(line_bytes) : nullptr};
  unsigned count = lines.at ? unverified_copy(entries, UNVERIFIED_MAX) : 0;
  for (unsigned i = 0; i < count; i++)
    add(&lines, &entries[i]);
  print_sorted(out, &lines);
  if (unverified_lost())
    print_note(out, unverified_lost(),
               "unverified reclaims at more source locations are not listed");
  if (!lines.at)
    print_note(out, 0, "no memory to list the unverified reclaims");
  else
    host_unmap(lines.at, line_bytes);
  if (entries)
    host_unmap(entries, entry_bytes);
}

/*===-- Releases that are outstanding --------------------------------------===*/

/* Adds O to the group of its site, in TABLE, which has UNVERIFIED_MAX entries. Returns false if there
 * is no room. */
static bool add_to_group(struct unverified *table, unsigned *used,
                         const struct ledger_outstanding *o) {
  bool in_library = o->site->file && string_matches("/library/*/src/", o->site->file);
  stack_id stack = in_library ? o->released : 0;
  uint64_t key = (uint64_t)o->site ^ (uint64_t)stack << 32;
  uint32_t i = (uint32_t)(key * RT_HASH >> 32) % UNVERIFIED_MAX;
  while (table[i].count && (table[i].site != o->site || table[i].stack != stack))
    i = (i + 1) % UNVERIFIED_MAX;
  if (!table[i].count && *used == UNVERIFIED_MAX / 4 * 3)
    return false;
  *used += !table[i].count;
  table[i] = (struct unverified){o->site, stack, REASON_NONE, table[i].count + o->count};
  return true;
}

void print_unreclaimed(struct text *out) {
  enum { BATCH = 64 };
  struct ledger_outstanding batch[BATCH];
  size_t table_bytes = UNVERIFIED_MAX * sizeof(struct unverified);
  size_t line_bytes = (UNVERIFIED_MAX + 1) * sizeof(struct line);
  struct unverified *table = host_map(table_bytes);
  struct lines lines = {.at = table ? host_map(line_bytes) : nullptr};
  unsigned used = 0;
  uint64_t left_out = 0;
  uint32_t cursor = 0;
  for (unsigned n; lines.at && (n = ledger_outstanding(&cursor, batch, BATCH)) != 0;)
    for (unsigned i = 0; i < n; i++)
      left_out += add_to_group(table, &used, &batch[i]) ? 0 : batch[i].count;
  for (unsigned i = 0; lines.at && i < UNVERIFIED_MAX; i++)
    if (table[i].count)
      add(&lines, &table[i]);
  if (lines.at)
    print_sorted(out, &lines);
  if (left_out)
    print_note(out, left_out, "never reclaimed at more source locations are not listed");
  if (!lines.at)
    print_note(out, 0, "no memory to list what was never reclaimed");
  else
    host_unmap(lines.at, line_bytes);
  if (table)
    host_unmap(table, table_bytes);
}
