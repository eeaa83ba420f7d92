/*===- frames.c - stacks as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "frames.h"
#include "names.h"
#include "paths.h"
#include "source.h"
#include "suppress.h"

static struct place place_of_site(const struct custody_site *site, char *name, size_t size) {
  struct place p = {"", "", 0, 0};
  if (!site)
    return p;
  if (site->function)
    p.function = name_readable(site->function, name, size);
  if (site->file)
    p.file = site->file;
  p.line = site->line;
  p.column = site->column;
  return p;
}

static struct place place_of_symbol(const struct host_symbol *s) {
  return (struct place){s->function, s->file, s->line, s->column};
}

/* "file:line:column"; a 0 is left out. */
static void write_place(struct text *out, const struct place *p) {
  text_string(out, path_readable(p->file));
  if (p->line)
    text_format(out, ":%u", (uint64_t)p->line);
  if (p->line && p->column)
    text_format(out, ":%u", (uint64_t)p->column);
}

static void write_frame(struct text *out, unsigned number, const struct place *p,
                        const struct host_symbol *s) {
  text_format(out, "    #%u %s", (uint64_t)number, p->function[0] ? p->function : "??");
  if (p->file[0]) {
    text_char(out, ' ');
    write_place(out, p);
  } else if (s && s->module[0]) {
    char id[HOST_BUILD_ID];
    text_format(out, " (%s+0x%x)", s->module, s->offset);
    if (host_build_id(s->base, id))
      text_format(out, " (BuildId: %s)", id);
  }
  text_char(out, '\n');
}

/*===-- Which frames are shown ---------------------------------------------===*/

/* Goes through the frames of a stack that are shown, innermost first. */
struct walk {
  void (*each)(struct walk *w, const struct place *place, const struct host_symbol *s);
  unsigned number;                 /* of the frame */
  const struct custody_site *site; /* of the first frame; may be NULL */
  bool ended;
};

/* Functions of another sanitizer's runtime stand between a free and the hook that saw it. */
static bool is_sanitizer(const char *function) {
  static const char *const prefixes[] = {
      "__sanitizer::", "__asan::", "__lsan::", "__tsan::", "__msan::", "__hwasan::", "__memprof::"};
  for (size_t i = 0; i < RT_COUNT(prefixes); i++)
    if (string_starts(function, prefixes[i], nullptr))
      return true;
  return false;
}

/* Functions that Rust puts between a caller and a closure tell the reader nothing. */
static bool is_glue(const char *function) {
  return string_matches("*core::ops::function::Fn*::call_*$", function);
}

/* Functions that call main, a test or the function of a thread. Rust's own backtraces end at
 * __rust_begin_short_backtrace too; std and the test harness each have one. */
static bool is_start(const char *function) {
  return string_starts(function, "__libc_start_", nullptr) ||
         string_matches("__rust_begin_short_backtrace", function) ||
         string_starts(function, "std::rt::lang_start", nullptr);
}

/* Whether the symbol S, "name" or "name+offset", is the function NAME. */
static bool is_function(const struct host_symbol *s, const char *name) {
  const char *rest;
  return string_starts(s->function, name, &rest) && (!*rest || *rest == '+');
}

static void walk_symbol(void *data, const struct host_symbol *s) {
  struct walk *w = data;
  struct place place = place_of_symbol(s);
  char name[NAME_MAX];
  bool whole = options.full_stacks;
  if (w->ended || (!w->number && is_sanitizer(place.function)) ||
      (w->number && !whole && is_glue(place.function)))
    return;
  if (w->number == 0 && w->site && !place.file[0]) {
    struct place site = place_of_site(w->site, name, sizeof name);
    if (place.function[0] && site.function[0] && !is_function(s, site.function)) {
      w->each(w, &site, s); /* it was inlined into the function of S */
      w->number++;
    } else {
      place = site;
    }
  }
  bool above = !whole && is_start(place.function);
  w->ended |= !whole && (string_equal(place.function, "main") || above);
  if (above && w->number)
    return;
  w->each(w, &place, s);
  w->number++;
}

void frames_symbolize(uintptr_t pc, void (*each)(void *to, const struct host_symbol *), void *to) {
  struct host_symbol gone = {.function = "(unloaded)", .file = ""};
  if (frame_is_gone(pc, &gone.module, &gone.offset))
    each(to, &gone);
  else
    host_symbolize(pc - 1, options.symbolize, each, to);
}

static void walk_stack(struct walk *w, const uintptr_t *pc, unsigned count) {
  for (unsigned i = 0; i < count && !w->ended; i++)
    frames_symbolize(pc[i], walk_symbol, w);
}

/*===-- Showing ------------------------------------------------------------===*/

struct showing {
  struct walk walk;
  frames_each_fn *each;
  void *to;
  bool found; /* the first frame of the user was shown */
};

/* The reader knows the first location that is not in the standard library. */
static void show_frame(struct walk *w, const struct place *place, const struct host_symbol *s) {
  struct showing *show = (struct showing *)w;
  bool user = !show->found && place->file[0] && !path_is_library(place->file);
  show->found |= user;
  show->each(show->to, &(struct shown_frame){w->number, *place, s, user});
}

void frames_each(const uintptr_t *pc, unsigned count, const struct custody_site *site,
                 frames_each_fn *each, void *to) {
  struct showing show = {.walk = {.each = show_frame, .site = site}, .each = each, .to = to};
  walk_stack(&show.walk, pc, count);
}

/* What SITE knows of its caller; NULL if nothing. */
static const struct custody_called_site *called_of(const struct custody_site *site) {
  return site && (site->flags & CUSTODY_SITE_CALLED) ? (const struct custody_called_site *)site
                                                     : nullptr;
}

void frames_each_of_site(const struct custody_site *site, frames_each_fn *each, void *to) {
  struct showing show = {.walk = {.each = show_frame}, .each = each, .to = to};
  char name[NAME_MAX];
  if (!site)
    return;
  struct place place = place_of_site(site, name, sizeof name);
  show_frame(&show.walk, &place, nullptr);
  show.walk.number++;
  const struct custody_called_site *called = called_of(site);
  if (called && called->caller) {
    place = place_of_site(called->caller, name, sizeof name);
    show_frame(&show.walk, &place, nullptr);
  } else if (called && called->pc) {
    uintptr_t pc = called->pc;
    walk_stack(&show.walk, &pc, 1);
  }
}

/*===-- Printing -----------------------------------------------------------===*/

void frames_print_frame(struct text *out, const struct shown_frame *frame) {
  const struct place *place = &frame->place;
  write_frame(out, frame->number, place, frame->symbol);
  if (frame->user)
    source_print(out, place->file, place->line, place->column);
}

static void print_frame(void *out, const struct shown_frame *frame) {
  frames_print_frame(out, frame);
}

void frames_print(struct text *out, const uintptr_t *pc, unsigned count,
                  const struct custody_site *site) {
  frames_each(pc, count, site, print_frame, out);
}

void frames_print_site(struct text *out, const struct custody_site *site) {
  frames_each_of_site(site, print_frame, out);
}

void frames_write_site(struct text *out, const struct custody_site *site) {
  char name[NAME_MAX];
  struct place p = place_of_site(site, name, sizeof name);
  text_format(out, "%s ", p.function[0] ? p.function : "??");
  write_place(out, &p);
}

void frames_write_symbol(struct text *out, const struct host_symbol *s) {
  struct place p = place_of_symbol(s);
  text_format(out, "%s ", p.function[0] ? p.function : "??");
  write_place(out, &p);
}

void frames_write_summary(struct text *out, const struct place *place) {
  if (place->file[0]) {
    text_char(out, ' ');
    write_place(out, place);
  }
  if (place->function[0])
    text_format(out, " in %s", place->function);
}

/*===-- Numbers for source locations ---------------------------------------===*/

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * RT_HASH;
  return hash ^ hash >> 29;
}

static uint64_t key_of_place(const struct place *p) {
  uint64_t hash = mix((uint64_t)p->line << 32 | p->column, 1);
  for (const char *c = p->file[0] ? p->file : p->function; *c; c++)
    hash = mix(hash, (unsigned char)*c);
  return hash;
}

/* Sets *DATA to the key of the innermost location of S that is not in the standard library. */
static void take_key(void *data, const struct host_symbol *s) {
  uint64_t *key = data;
  struct place p = place_of_symbol(s);
  if (!*key && s->file[0] && !path_is_library(s->file))
    *key = key_of_place(&p);
}

uint64_t frames_key_of_site(const struct custody_site *site) {
  char name[NAME_MAX];
  if (!site)
    return 0;
  struct place p = place_of_site(site, name, sizeof name);
  uint64_t hash = p.file[0] ? key_of_place(&p) : (uint64_t)site, caller = 0;
  const struct custody_called_site *called = called_of(site);
  if (called && called->caller) {
    p = place_of_site(called->caller, name, sizeof name);
    caller = key_of_place(&p);
  } else if (called && called->pc) {
    frames_symbolize(called->pc, take_key, &caller);
    caller = caller ? caller : called->pc;
  }
  return mix(hash, caller);
}

/*===-- Searching ----------------------------------------------------------===*/

struct first_search {
  struct walk walk;
  struct frames *frames;
  unsigned found; /* frames that are not in the standard library */
};

static void take_frame(struct walk *w, const struct place *place, const struct host_symbol *s) {
  struct first_search *f = (struct first_search *)w;
  struct place *first = &f->frames->first;
  bool library = path_is_library(place->file);
  if (place->file[0] && (!first->file[0] || (path_is_library(first->file) && !library))) {
    struct text t = {.at = f->frames->storage, .size = sizeof f->frames->storage};
    *first = *place;
    first->function = t.at;
    text_string(&t, place->function);
    text_char(&t, 0);
    first->file = t.at + t.used;
    text_string(&t, place->file);
  }
  if (library)
    return;
  f->frames->callers = mix(f->frames->callers, place->file[0] ? key_of_place(place) : s->offset);
  w->ended |= ++f->found == 2;
}

void frames_find_first(struct frames *s, const struct custody_site *site) {
  struct first_search f = {.walk = {.each = take_frame, .site = site}, .frames = s};
  s->first = (struct place){"", "", 0, 0};
  s->callers = 0;
  walk_stack(&f.walk, s->pc, s->count);
  if (!s->first.file[0])
    s->first = place_of_site(site, s->storage, sizeof s->storage);
}

struct matching {
  const char *kind;
  bool matched;
};

static void match(void *data, const struct host_symbol *s) {
  struct matching *m = data;
  m->matched |= suppress_matches(m->kind, SUPPRESSED_FUNCTION, s->function) ||
                suppress_matches(m->kind, SUPPRESSED_FILE, s->file) ||
                suppress_matches(m->kind, SUPPRESSED_LIBRARY, s->module);
}

bool frames_match(const struct frames *s, const char *kind) {
  struct matching m = {.kind = kind};
  for (unsigned i = 0; i < s->count && !m.matched; i++)
    host_symbolize(s->pc[i] - 1, options.symbolize, match, &m);
  return m.matched;
}
