/*===- json.c - reports as JSON -----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "json.h"
#include "by_thread.h"
#include "explain.h"
#include "host/host.h"
#include "json_text.h"
#include "names.h"
#include "paths.h"
#include "print.h"
#include "source.h"
#include "steps.h"

/*===-- Parts --------------------------------------------------------------===*/

static void add_if_known(struct json *j, const char *key, const char *value) {
  if (value[0])
    json_string(j, key, value);
}

/* Begins a line of TYPE, with what is known of the process. */
static struct json begin_line(struct text *out, const char *type) {
  struct json j = {.out = out};
  json_object(&j, nullptr);
  json_number(&j, "custody", JSON_VERSION);
  json_string(&j, "type", type);
  json_object(&j, "process");
  json_number(&j, "pid", (uint64_t)host_pid());
  json_string(&j, "executable", host_executable());
  json_string(&j, "directory", host_directory());
  add_if_known(&j, "test", host_test());
  add_if_known(&j, "suite", host_test_suite());
  json_end_object(&j);
  return j;
}

static void end_line(struct json *j) {
  json_end_object(j);
  text_char(j->out, '\n');
}

/* Text that the sentences of explain.h are written to; one thread at a time. */
static char buffer[CUSTODY_KERNEL ? 1 << 12 : 1 << 16];
static struct text begin_text(void) {
  buffer[0] = 0;
  return (struct text){.at = buffer, .size = sizeof buffer};
}

/* Adds the lines of TEXT as an array of strings. Changes TEXT. */
static void add_lines(struct json *j, const char *key, char *text) {
  json_array(j, key);
  while (*text) {
    char *end = text;
    while (*end && *end != '\n')
      end++;
    bool last = !*end;
    *end = 0;
    while (*text == ' ')
      text++;
    json_string(j, nullptr, text);
    text = last ? end : end + 1;
  }
  json_end_array(j);
}

static void add_name(struct json *j, const char *key, const char *name) {
  char readable[NAME_MAX];
  if (name)
    json_string(j, key, name_readable(name, readable, sizeof readable));
}

/* Adds the source location of FRAME, and the line if it is the user's. */
static void add_place(struct json *j, const struct shown_frame *frame) {
  const struct place *place = &frame->place;
  if (!place->file[0])
    return;
  const struct source_line *line = frame->user ? source_find(place->file, place->line) : nullptr;
  json_string(j, "file", path_readable(place->file));
  json_string(j, "path", line ? line->path : place->file);
  if (place->line)
    json_number(j, "line", place->line);
  if (place->line && place->column)
    json_number(j, "column", place->column);
  json_bool(j, "library", path_is_library(place->file));
  if (frame->user)
    json_bool(j, "user", true);
  if (line)
    json_string(j, "source", line->text);
}

static void add_frame(void *to, const struct shown_frame *frame) {
  struct json *j = to;
  const struct host_symbol *s = frame->symbol;
  char build_id[HOST_BUILD_ID];
  json_object(j, nullptr);
  json_string(j, "function", frame->place.function);
  add_place(j, frame);
  if (s && s->module[0]) {
    json_string(j, "module", s->module);
    json_address(j, "offset", s->offset);
    if (host_build_id(s->base, build_id))
      json_string(j, "build_id", build_id);
  }
  json_end_object(j);
}

static void add_thread(struct json *j, const struct step *s) {
  char name[NAME_MAX];
  if (!s->thread)
    return;
  thread_full_name(s->thread, s->pc, s->count, name);
  json_object(j, "thread");
  json_number(j, "number", s->thread - 1);
  json_string(j, "name", name);
  json_end_object(j);
}

static void add_step(struct json *j, const struct finding *found, const struct step *s) {
  struct text heading = begin_text();
  json_object(j, nullptr);
  json_string(j, "role", step_role_name(s->role));
  step_write_heading(&heading, found, s);
  if (buffer[0])
    json_string(j, "heading", buffer);
  add_thread(j, s);
  if (s->role != STEP_LOSS && s->site)
    add_name(j, "boundary", s->site->name);
  json_array(j, "frames");
  step_frames(s, add_frame, j);
  json_end_array(j);
  json_end_object(j);
}

/*===-- Members of a report ------------------------------------------------===*/

static void add_family(struct json *j, const struct custody_site *site) {
  const struct custody_owner_site *o = owner_of(site);
  if (o && o->name)
    json_string(j, "family", o->name);
}

/* What is rebuilt. */
static void add_owner(struct json *j, const struct finding *found) {
  const struct verdict *v = &found->verdict;
  json_object(j, "owner");
  add_name(j, "boundary", found->facts.site->name);
  if (v->header != CUSTODY_UNKNOWN_SIZE)
    json_number(j, "header", v->header);
  if (v->payload)
    json_number(j, "payload", v->payload);
  if (found->facts.extent.align)
    json_number(j, "align", found->facts.extent.align);
  add_family(j, found->facts.site);
  json_end_object(j);
}

/* The release that the report is about. */
static void add_release(struct json *j, const struct finding *found) {
  const struct record_view *r = &found->facts.by_tag;
  if (r->state == RECORD_NONE)
    r = &found->facts.by_bits;
  if (r->state == RECORD_NONE)
    return;
  json_object(j, "release");
  json_address(j, "address", r->address);
  json_number(j, "outstanding", r->outstanding);
  if (r->header != UINT32_MAX)
    json_number(j, "header", r->header);
  if (r->what.bytes)
    json_number(j, "payload", r->what.bytes);
  if (r->what.align)
    json_number(j, "align", 1ULL << (r->what.align - 1));
  add_family(j, r->site);
  json_end_object(j);
}

/* Where the pointer came from. */
static void add_pointer(struct json *j, const struct finding *found) {
  static const char *const kinds[] = {"unknown", "shared-borrow", "exclusive-borrow", "key",
                                      "forged"};
  const struct facts *f = &found->facts;
  const struct verdict *v = &found->verdict;
  bool known = f->from && f->from->kind < RT_COUNT(kinds);
  json_object(j, "pointer");
  json_address(j, "address", f->bits);
  json_string(j, "history",
              f->by_tag.state == RECORD_FREED  ? "freed"
              : f->by_tag.state == RECORD_LIVE ? "released"
                                               : kinds[known ? f->from->kind : 0]);
  if (f->from && f->from->span)
    json_number(j, "span", f->from->span);
  if (f->from)
    add_name(j, "pointee", f->from->name);
  if (f->from && (f->from->flags & CUSTODY_SITE_INFERRED))
    json_bool(j, "inferred", true);
  json_bool(j, "lacks_write", v->lacks_write);
  json_bool(j, "lacks_full", v->lacks_full);
  json_bool(j, "cells_only", v->cells_only);
  json_end_object(j);
}

static void add_models(struct json *j, const struct verdict *v) {
  static const char *const names[] = {"permission", "exact", "address"};
  json_string(j, "model", names[options.model]);
  json_object(j, "models");
  for (int i = 0; i < CUSTODY_MODELS; i++)
    json_string(j, names[i], explain_result(v->answers[i]));
  json_string(j, "stacked_borrows", explain_borrows(v->stacked));
  json_string(j, "tree_borrows", explain_borrows(v->tree));
  json_end_object(j);
}

static void add_sentences(struct json *j, const struct finding *found, const struct frames *stack) {
  struct text t = begin_text();
  explain_what(&t, found);
  add_lines(j, "what", buffer);
  t = begin_text();
  explain_hint(&t, found);
  add_lines(j, "hint", buffer);
  t = begin_text();
  explain_help(&t, found);
  json_string(j, "help", buffer);
  t = begin_text();
  print_summary(&t, found, &stack->first);
  json_string(j, "summary", buffer);
}

/*===-- Lines --------------------------------------------------------------===*/

void json_finding(struct text *out, const struct finding *found, const struct frames *stack,
                  uint64_t id) {
  struct step steps[STEPS_MAX];
  struct json j = begin_line(out, "report");
  json_address(&j, "id", id);
  json_string(&j, "kind", answer_name(found->answer));
  add_sentences(&j, found, stack);
  add_pointer(&j, found);
  add_owner(&j, found);
  add_release(&j, found);
  add_models(&j, &found->verdict);
  json_array(&j, "steps");
  unsigned count = steps_of(found, stack, steps);
  for (unsigned i = 0; i < count; i++)
    add_step(&j, found, &steps[i]);
  json_end_array(&j);
  end_line(&j);
}

void json_description(struct text *out, const struct finding *found) {
  struct json j = begin_line(out, "description");
  struct text t = begin_text();
  print_description(&t, found);
  json_address(&j, "address", found->facts.bits);
  add_lines(&j, "text", buffer);
  end_line(&j);
}

void json_counts(struct text *out, const struct counts *c) {
  struct json j = begin_line(out, "counts");
  json_number(&j, "verified", c->verified);
  json_number(&j, "unverified", c->unverified);
  json_number(&j, "reported", c->reported);
  json_object(&j, "reasons");
  for (int r = 1; r < REASONS; r++)
    if (c->reasons[r])
      json_number(&j, reason_slug(r), c->reasons[r]);
  json_end_object(&j);
  json_number(&j, "releases_lost", ledger_lost());
  end_line(&j);
}

void json_repeat(struct text *out, uint64_t id, uint64_t count) {
  struct json j = begin_line(out, "repeat");
  json_address(&j, "id", id);
  json_number(&j, "count", count);
  end_line(&j);
}

void json_unverified(struct text *out, enum reason reason, uint64_t count, const char *where,
                     const char *boundary) {
  struct json j = begin_line(out, "unverified");
  json_string(&j, "reason", reason_slug(reason));
  json_number(&j, "count", count);
  json_string(&j, "where", where);
  add_name(&j, "boundary", boundary);
  end_line(&j);
}

void json_unreclaimed(struct text *out, uint64_t count, const char *where, const char *boundary) {
  struct json j = begin_line(out, "unreclaimed");
  json_number(&j, "count", count);
  json_string(&j, "where", where);
  add_name(&j, "boundary", boundary);
  end_line(&j);
}

void json_suppression(struct text *out, const char *kind, const char *what, const char *pattern,
                      uint64_t line, uint64_t count) {
  struct json j = begin_line(out, "suppression");
  json_string(&j, "kind", kind);
  json_string(&j, "what", what);
  json_string(&j, "pattern", pattern);
  json_number(&j, "line", line);
  json_number(&j, "count", count);
  end_line(&j);
}

void json_warning(struct text *out, const char *message, const char *detail) {
  struct json j = begin_line(out, "warning");
  json_string(&j, "message", message);
  if (detail)
    json_string(&j, "detail", detail);
  end_line(&j);
}
