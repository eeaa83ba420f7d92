/*===- frames.c - stacks as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "frames.h"
#include "names.h"
#include "suppress.h"

/* FILE relative to the directory that the program was started in, and without "./". */
static const char *readable(const char *file) {
  const char *rest, *directory = host_directory();
  if (directory[0] && string_starts(file, directory, &rest) && *rest == '/')
    file = rest + 1;
  while (string_starts(file, "./", &rest))
    file = rest;
  return file;
}

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
  text_string(out, readable(p->file));
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
    text_format(out, " (%s+0x%x)", s->module, s->offset);
  }
  text_char(out, '\n');
}

/*===-- Printing -----------------------------------------------------------===*/

/* Rust's own backtraces end at this function, which starts a program or a thread. */
#define RUST_START "std::sys::backtrace::__rust_begin_short_backtrace"

struct printing {
  struct text *out;
  unsigned number;
  const struct custody_site *site; /* of the first frame */
  bool ended;                      /* at main */
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

/* Whether the symbol S, "name" or "name+offset", is the function NAME. */
static bool is_function(const struct host_symbol *s, const char *name) {
  const char *rest;
  return string_starts(s->function, name, &rest) && (!*rest || *rest == '+');
}

static void print_symbol(void *data, const struct host_symbol *s) {
  struct printing *p = data;
  struct place place = place_of_symbol(s);
  char name[NAME_MAX];
  if (p->ended || (!p->number && is_sanitizer(place.function)) ||
      (p->number && is_glue(place.function)))
    return;
  if (p->number == 0 && p->site && !place.file[0]) {
    struct place site = place_of_site(p->site, name, sizeof name);
    if (place.function[0] && site.function[0] && !is_function(s, site.function))
      write_frame(p->out, p->number++, &site, s); /* it was inlined into the function of S */
    else
      place = site;
  }
  bool above = string_starts(place.function, "__libc_start_", nullptr) ||
               string_starts(place.function, RUST_START, nullptr);
  p->ended = string_equal(place.function, "main") || above;
  if (above && p->number)
    return;
  write_frame(p->out, p->number++, &place, s);
}

/* As host_symbolize, for a frame PC of a kept stack. */
static void symbolize(uintptr_t pc, void (*each)(void *to, const struct host_symbol *), void *to) {
  struct host_symbol gone = {.function = "(unloaded)", .file = ""};
  if (frame_is_gone(pc, &gone.module, &gone.offset))
    each(to, &gone);
  else
    host_symbolize(pc - 1, options.symbolize, each, to);
}

void frames_print(struct text *out, const uintptr_t *pc, unsigned count,
                  const struct custody_site *site) {
  struct printing p = {.out = out, .site = site};
  for (unsigned i = 0; i < count && !p.ended; i++)
    symbolize(pc[i], print_symbol, &p);
}

void frames_print_site(struct text *out, const struct custody_site *site) {
  char name[NAME_MAX];
  if (!site)
    return;
  struct place p = place_of_site(site, name, sizeof name);
  write_frame(out, 0, &p, nullptr);
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

/*===-- Searching ----------------------------------------------------------===*/

struct first_search {
  struct frames *frames;
  bool found;
};

static void take_first(void *data, const struct host_symbol *s) {
  struct first_search *f = data;
  if (f->found || !s->file[0])
    return;
  f->found = true;
  struct text t = {.at = f->frames->storage, .size = sizeof f->frames->storage};
  struct place *first = &f->frames->first;
  *first = place_of_symbol(s);
  first->function = t.at;
  text_string(&t, s->function);
  text_char(&t, 0);
  first->file = t.at + t.used;
  text_string(&t, s->file);
}

void frames_find_first(struct frames *s, const struct custody_site *site) {
  struct first_search f = {.frames = s};
  if (s->count)
    host_symbolize(s->pc[0] - 1, options.symbolize, take_first, &f);
  if (!f.found)
    s->first = place_of_site(site, s->storage, sizeof s->storage);
}

struct matching {
  const char *kind;
  bool matched;
};

static void match(void *data, const struct host_symbol *s) {
  struct matching *m = data;
  m->matched |= suppress_matches(m->kind, s->function) || suppress_matches(m->kind, s->file) ||
                suppress_matches(m->kind, s->module);
}

bool frames_match(const struct frames *s, const char *kind) {
  struct matching m = {.kind = kind};
  for (unsigned i = 0; i < s->count && !m.matched; i++)
    host_symbolize(s->pc[i] - 1, options.symbolize, match, &m);
  return m.matched;
}
